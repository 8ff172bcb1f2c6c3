//===- AssembleTypes.cpp - The grammar of types ---------------------------===//
//
// Types (spec 6.4) and the pass over the module's type definitions.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/AssembleTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace wfx::text {

namespace {

std::optional<ValType::Kind> numberType(Kw kw) {
  switch (kw) {
  case Kw::I32:
    return ValType::I32;
  case Kw::I64:
    return ValType::I64;
  case Kw::F32:
    return ValType::F32;
  case Kw::F64:
    return ValType::F64;
  case Kw::V128:
    return ValType::V128;
  default:
    return std::nullopt;
  }
}

FieldType parseFieldType(ModuleState &m) {
  FieldType field;
  field.isMutable = m.in.takeOpen(Kw::Mut);
  if (m.in.take(Kw::I8))
    field.packing = FieldType::I8;
  else if (m.in.take(Kw::I16))
    field.packing = FieldType::I16;
  else
    field.type = parseValType(m);
  if (field.isMutable)
    m.in.close();
  return field;
}

/// `(field id? t)` or `(field t*)`, any number of them.
void parseStruct(ModuleState &m, uint32_t index, CompositeType &comp) {
  NameSpace names(Diag::UnknownFieldId, Diag::DuplicateField);
  while (m.in.takeOpen(Kw::Field)) {
    if (Id id = m.in.takeId()) {
      names.add(m.in, id);
      comp.fields.push_back(parseFieldType(m));
    } else {
      while (!m.in.failed() && !m.in.at(Tok::RParen)) {
        names.add(m.in, {});
        comp.fields.push_back(parseFieldType(m));
      }
    }
    m.in.close();
  }
  if (!names.names().empty())
    m.structFields.try_emplace(index, std::move(names));
}

/// A continuation type that names its function type inline; the index is known
/// only when all definitions are read.
struct InlineCont {
  uint32_t index;
  FuncType func;
  uint32_t text;
};

class TypeDefinitions {
public:
  explicit TypeDefinitions(ModuleState &m) : m(m), in(m.in) {}

  void run() {
    if (in.failed())
      return;
    for (const Field &field : m.fields) {
      in.seek(field.position);
      if (field.kind == Kw::Type)
        single();
      else if (field.kind == Kw::Rec)
        group();
    }
    if (in.failed())
      return;
    for (const InlineCont &cont : inlineConts)
      m.typeTable.setCont(cont.index, m.typeTable.find(cont.func, cont.text));
  }

private:
  void single() {
    m.typeTable.openGroup(in.offset());
    definition();
    m.typeTable.closeGroup();
  }

  void group() {
    m.typeTable.openGroup(in.offset());
    in.expectOpen(Kw::Rec);
    while (in.atOpen(Kw::Type))
      definition();
    in.close();
    m.typeTable.closeGroup();
  }

  void definition() {
    uint32_t text = in.offset();
    in.expectOpen(Kw::Type);
    in.takeId();
    SubType type;
    bool sub = in.takeOpen(Kw::Sub);
    if (sub) {
      type.isFinal = in.take(Kw::Final);
      while (in.atIndex())
        type.supers.push_back(TypeIdx(m.types.index(in)));
    }
    composite(type.comp);
    if (sub)
      in.close();
    in.close();
    m.typeTable.add(std::move(type), text);
  }

  void composite(CompositeType &comp) {
    if (in.takeOpen(Kw::Func)) {
      Ids ignored;
      parseSignature(m, comp.func, &ignored);
    } else if (in.takeOpen(Kw::Struct)) {
      comp.kind = CompositeType::Struct;
      parseStruct(m, m.typeTable.size(), comp);
    } else if (in.takeOpen(Kw::Array)) {
      comp.kind = CompositeType::Array;
      comp.fields.push_back(parseFieldType(m));
    } else if (in.takeOpen(Kw::Cont)) {
      comp.kind = CompositeType::Cont;
      cont(comp);
    } else {
      return in.unexpected(in.at(Tok::LParen) ? in.peek(1) : in.peek());
    }
    in.close();
  }

  /// `$ft`, `(type $ft)` or an inline signature.
  void cont(CompositeType &comp) {
    if (in.atIndex()) {
      comp.cont = TypeIdx(m.types.index(in));
    } else if (in.takeOpen(Kw::Type)) {
      comp.cont = TypeIdx(m.types.index(in));
      in.close();
    } else {
      InlineCont inlined{m.typeTable.size(), {}, in.offset()};
      Ids ignored;
      parseSignature(m, inlined.func, &ignored);
      inlineConts.push_back(std::move(inlined));
    }
  }

  ModuleState &m;
  TokenCursor &in;
  std::vector<InlineCont> inlineConts;
};

} // namespace

void assembleTypes(ModuleState &m) { TypeDefinitions(m).run(); }

bool atRefType(const TokenCursor &in) {
  return in.atOpen(Kw::Ref) || keywordInfo(in.peek()).refType;
}

HeapType parseHeapType(ModuleState &m) {
  if (m.in.atIndex())
    return HeapType(TypeIdx(m.types.index(m.in)));
  if (std::optional<HeapType::Kind> kind = keywordInfo(m.in.peek()).heap) {
    m.in.next();
    return *kind;
  }
  m.in.unexpected();
  return {};
}

ValType parseRefType(ModuleState &m) {
  if (std::optional<HeapType::Kind> kind = keywordInfo(m.in.peek()).refType) {
    m.in.next();
    return ValType::ref(*kind, true);
  }
  m.in.expectOpen(Kw::Ref);
  bool nullable = m.in.take(Kw::Null);
  HeapType heap = parseHeapType(m);
  m.in.close();
  return ValType::ref(heap, nullable);
}

ValType parseValType(ModuleState &m) {
  if (std::optional<ValType::Kind> kind =
          numberType(keywordInfo(m.in.peek()).kw)) {
    m.in.next();
    return *kind;
  }
  if (atRefType(m.in))
    return parseRefType(m);
  m.in.unexpected();
  return {};
}

bool parseSignature(ModuleState &m, FuncType &type, Ids *ids) {
  TokenCursor &in = m.in;
  bool any = false;
  while (in.takeOpen(Kw::Param)) {
    any = true;
    if (Id id = ids ? in.takeId() : Id()) {
      ids->push_back(id);
      type.params.push_back(parseValType(m));
    } else {
      while (!in.failed() && !in.at(Tok::RParen)) {
        if (ids)
          ids->emplace_back();
        type.params.push_back(parseValType(m));
      }
    }
    in.close();
  }
  while (in.takeOpen(Kw::Result)) {
    any = true;
    while (!in.failed() && !in.at(Tok::RParen))
      type.results.push_back(parseValType(m));
    in.close();
  }
  return any;
}

TypeUse parseTypeUse(ModuleState &m, Ids *ids) {
  uint32_t text = m.in.offset();
  std::optional<uint32_t> named;
  if (m.in.takeOpen(Kw::Type)) {
    named = m.types.index(m.in);
    m.in.close();
  }
  FuncType inlined;
  parseSignature(m, inlined, ids);
  // A clause out of order is an error before the types are compared.
  if (m.in.atOpen(Kw::Type) || m.in.atOpen(Kw::Param))
    m.in.unexpected(m.in.peek(1));
  if (m.in.failed())
    return {};
  uint32_t params = uint32_t(inlined.params.size());
  if (!named)
    return {m.typeTable.find(inlined, text), params};

  const FuncType *type = m.typeTable.func(*named);
  if (inlined.params.empty() && inlined.results.empty())
    params = type ? uint32_t(type->params.size()) : 0;
  else if (*named >= m.typeTable.size())
    m.in.fail(Diag::UnknownTypeId, text, Twine(*named));
  else if (!type || !(*type == inlined))
    m.in.fail(Diag::InlineFunctionType, text);
  return {*named, params};
}

bool parseAddressType(TokenCursor &in) {
  if (in.take(Kw::I64))
    return true;
  in.take(Kw::I32);
  return false;
}

/// Before memory64 a limit that no 32-bit memory can have was no limit at all.
Limits parseLimits(ModuleState &m, bool is64) {
  auto limit = [&] {
    return m.features.has(Feature::Memory64) ? m.in.nat64() : m.in.nat32();
  };
  Limits limits;
  limits.is64 = is64;
  limits.min = limit();
  if (m.in.at(Tok::Nat))
    limits.max = limit();
  return limits;
}

uint8_t parsePageSize(TokenCursor &in) {
  if (!in.takeOpen(Kw::PageSize))
    return 16;
  uint32_t at = in.offset();
  uint64_t size = in.nat64();
  in.close();
  if (!isPowerOf2_64(size)) {
    in.fail(Diag::BadPageSizeText, at);
    return 16;
  }
  return uint8_t(Log2_64(size));
}

TableType parseTableType(ModuleState &m) {
  TableType type;
  bool is64 = parseAddressType(m.in);
  type.limits = parseLimits(m, is64);
  type.element = parseRefType(m);
  return type;
}

MemoryType parseMemoryType(ModuleState &m, bool is64) {
  MemoryType type;
  type.limits = parseLimits(m, is64);
  type.shared = m.in.take(Kw::Shared);
  type.pageSizeLog2 = parsePageSize(m.in);
  return type;
}

GlobalType parseGlobalType(ModuleState &m) {
  GlobalType type;
  type.isMutable = m.in.takeOpen(Kw::Mut);
  type.type = parseValType(m);
  if (type.isMutable)
    m.in.close();
  return type;
}

} // namespace wfx::text
