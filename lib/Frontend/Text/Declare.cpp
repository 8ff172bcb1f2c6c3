//===- Declare.cpp - The first pass: which fields a module has ------------===//
//
// Walks the fields of a module without reading their contents, so that names
// can be used before their definition. Counts the members of every index space,
// also those that an import or a segment inside another field adds.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/CustomText.h"
#include "Frontend/Text/ModuleState.h"

using namespace llvm;

namespace wfx::text {

namespace {

class Declarations {
public:
  explicit Declarations(ModuleState &m) : m(m), in(m.in) {}

  void run() {
    readCustoms(m, in.position());
    while (in.at(Tok::LParen)) {
      field();
      readCustoms(m, in.position());
    }
  }

private:
  void field() {
    Kw kw = in.openKw();
    start = in.offset();
    m.fields.push_back({kw, in.position()});
    in.next();
    switch (kw) {
    case Kw::Type:
      return type();
    case Kw::Rec:
      in.next();
      while (in.at(Tok::LParen)) {
        in.next();
        type();
      }
      return in.close();
    case Kw::Import:
      return import();
    case Kw::Func:
    case Kw::Table:
    case Kw::Memory:
    case Kw::Global:
    case Kw::Tag:
      return definition(kw);
    case Kw::Elem:
    case Kw::Data:
      in.next();
      named(*m.space(kw));
      return in.skipPastClose();
    case Kw::Start:
      if (hasStart)
        return in.fail(Diag::MultipleStart, in.offset());
      hasStart = true;
      return in.skipPastClose();
    case Kw::Export:
      return in.skipPastClose();
    default:
      return in.unexpected();
    }
  }

  void type() {
    in.expect(Kw::Type);
    named(m.types);
    in.skipPastClose();
  }

  /// Adds a member to \p space with the identifier and the @name annotation
  /// that follow.
  void named(NameSpace &space) {
    space.add(in, in.takeId());
    if (std::optional<StringRef> name = readName(m, in.position(), "field"))
      space.renameLast(*name);
  }

  void import() {
    in.next();
    in.string();
    in.string();
    NameSpace *space = m.space(in.openKw());
    if (!space || space == &m.types || space == &m.elems || space == &m.datas) {
      if (in.at(Tok::LParen))
        in.next();
      return in.unexpected();
    }
    checkImport();
    in.next();
    in.next();
    named(*space);
    in.skipPastClose();
    in.close();
  }

  void definition(Kw kw) {
    in.next();
    named(*m.space(kw));
    while (in.takeOpen(Kw::Export))
      in.skipPastClose();
    if (in.atOpen(Kw::Import))
      checkImport();
    else
      lastDefinition = kw;
    if (kw == Kw::Table || kw == Kw::Memory)
      inlineSegment();
    in.skipPastClose();
  }

  /// Adds the segment of `(table t (elem ...))` and `(memory (data ...))`:
  /// there is only an address type, a reference type or a page size before it.
  void inlineSegment() {
    while (!in.at(Tok::RParen) && !in.failed()) {
      if (in.atOpen(Kw::Elem))
        return m.elems.addAnonymous(1);
      if (in.atOpen(Kw::Data))
        return m.datas.addAnonymous(1);
      bool open = in.at(Tok::LParen);
      if (in.at(Tok::Eof) || in.at(Tok::Error))
        return in.unexpected();
      in.next();
      if (open)
        in.skipPastClose();
    }
  }

  /// Imports come first, so that indices follow the order in the text.
  void checkImport() {
    static constexpr std::pair<Kw, const char *> words[] = {
        {Kw::Func, "function"},
        {Kw::Table, "table"},
        {Kw::Memory, "memory"},
        {Kw::Global, "global"},
        {Kw::Tag, "tag"}};
    for (auto [kw, word] : words)
      if (kw == lastDefinition)
        in.fail(Diag::ImportAfter, start, word);
  }

  ModuleState &m;
  TokenCursor &in;
  uint32_t start = 0; ///< the current field's text offset
  bool hasStart = false;
  Kw lastDefinition = Kw::None;
};

} // namespace

void declareFields(ModuleState &m) { Declarations(m).run(); }

NameSpace *ModuleState::space(Kw kw) {
  switch (kw) {
  case Kw::Type:
    return &types;
  case Kw::Func:
    return &functions;
  case Kw::Table:
    return &tables;
  case Kw::Memory:
    return &memories;
  case Kw::Global:
    return &globals;
  case Kw::Tag:
    return &tags;
  case Kw::Elem:
    return &elems;
  case Kw::Data:
    return &datas;
  default:
    return nullptr;
  }
}

} // namespace wfx::text
