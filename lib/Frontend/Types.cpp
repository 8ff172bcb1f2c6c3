//===- Types.cpp - Types as text ------------------------------------------===//
//
// The text form of types. Concrete types are written with their index; names
// are the printer's business.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;

namespace wfx {

namespace {
/// What the two text forms of a heap type are: its own, and that of the
/// nullable reference to it.
struct HeapText {
  const char *heap, *ref;
};
} // namespace

static HeapText heapText(HeapType::Kind kind) {
  switch (kind) {
#define HEAP_TYPE(kind, code, text, refText, feature)                          \
  case HeapType::kind:                                                         \
    return {text, refText};
#include "Frontend/HeapTypes.def"
  case HeapType::Bot:
    return {"bot", "(ref null bot)"};
  case HeapType::Concrete:
    break;
  }
  llvm_unreachable("a concrete heap type has an index, not a name");
}

std::string toString(HeapType type) {
  if (type.isConcrete())
    return std::to_string(type.index.value);
  return heapText(type.kind).heap;
}

std::string toString(ValType type) {
  switch (type.kind) {
  case ValType::I32:
    return "i32";
  case ValType::I64:
    return "i64";
  case ValType::F32:
    return "f32";
  case ValType::F64:
    return "f64";
  case ValType::V128:
    return "v128";
  case ValType::Bot:
    return "bot";
  case ValType::Ref:
    break;
  }
  if (type.nullable && !type.heap.isConcrete())
    return heapText(type.heap.kind).ref;
  return (type.nullable ? "(ref null " : "(ref ") + toString(type.heap) + ")";
}

std::string toString(ArrayRef<ValType> types) {
  std::string text = "[";
  for (const ValType &type : types)
    text += (text.size() == 1 ? "" : " ") + toString(type);
  return text + "]";
}

static std::string clause(const char *keyword, ArrayRef<ValType> types) {
  if (types.empty())
    return "";
  std::string text = std::string(" (") + keyword;
  for (const ValType &type : types)
    text += " " + toString(type);
  return text + ")";
}

std::string toString(const FuncType &type) {
  return "(func" + clause("param", type.params) +
         clause("result", type.results) + ")";
}

static std::string toString(const Limits &limits) {
  std::string text = limits.is64 ? "i64 " : "";
  text += std::to_string(limits.min);
  if (limits.max)
    text += " " + std::to_string(*limits.max);
  return text;
}

std::string toString(const TableType &type) {
  return "(table " + toString(type.limits) + " " + toString(type.element) + ")";
}

std::string toString(const MemoryType &type) {
  std::string text = "(memory " + toString(type.limits);
  if (type.shared)
    text += " shared";
  if (type.pageSizeLog2 != 16)
    text +=
        " (pagesize " + std::to_string(uint64_t(1) << type.pageSizeLog2) + ")";
  return text + ")";
}

std::string toString(const GlobalType &type) {
  std::string text = toString(type.type);
  return type.isMutable ? "(global (mut " + text + "))"
                        : "(global " + text + ")";
}

} // namespace wfx
