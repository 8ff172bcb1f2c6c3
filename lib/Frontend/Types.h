//===- Types.h - The types of WebAssembly ---------------------------------===//
//
// Value types, reference types, and the composite types of the type section
// (Wasm 3.0 spec 2.3, and the stack-switching proposal's continuation types).
// Equality and subtyping of concrete types need the module's type section and
// live in TypeSection.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Index.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <vector>

namespace wfx {

/// A heap type: one of the abstract ones, or a type index.
struct HeapType {
  enum Kind : uint8_t {
    Concrete,
    Func, NoFunc,
    Extern, NoExtern,
    Any, Eq, I31, Struct, Array, None,
    Exn, NoExn,
    Cont, NoCont,
    Bot, ///< below every heap type; only in validation of unreachable code
  };
  Kind kind = Func;
  TypeIdx index; ///< where kind is Concrete

  constexpr HeapType() = default;
  constexpr HeapType(Kind kind) : kind(kind) {}
  constexpr explicit HeapType(TypeIdx index) : kind(Concrete), index(index) {}
  constexpr bool isConcrete() const { return kind == Concrete; }
  constexpr bool operator==(const HeapType &) const = default;
};

/// A value type. Bot is the type of an operand popped in unreachable code.
struct ValType {
  enum Kind : uint8_t { I32, I64, F32, F64, V128, Ref, Bot };
  Kind kind = I32;
  bool nullable = false; ///< where kind is Ref
  HeapType heap;         ///< where kind is Ref

  constexpr ValType() = default;
  constexpr ValType(Kind kind) : kind(kind) {}
  static constexpr ValType ref(HeapType heap, bool nullable) {
    ValType t(Ref);
    t.heap = heap;
    t.nullable = nullable;
    return t;
  }
  static constexpr ValType funcref() { return ref(HeapType::Func, true); }
  static constexpr ValType externref() { return ref(HeapType::Extern, true); }

  constexpr bool isRef() const { return kind == Ref; }
  constexpr bool isNum() const { return kind <= F64; }
  constexpr bool isVec() const { return kind == V128; }
  /// True for a type that has a default value (spec 3.2.3, "defaultable").
  constexpr bool isDefaultable() const { return kind != Ref || nullable; }
  constexpr bool operator==(const ValType &) const = default;
};

/// A packed or plain storage type with mutability: a field of a struct or the
/// element of an array.
struct FieldType {
  enum Packing : uint8_t { None, I8, I16 };
  ValType type; ///< I32 where packed
  Packing packing = None;
  bool isMutable = false;
  constexpr bool operator==(const FieldType &) const = default;
};

struct FuncType {
  std::vector<ValType> params;
  std::vector<ValType> results;
  bool operator==(const FuncType &) const = default;
};

/// func, struct, array or cont, as one record: which member counts is `kind`'s
/// to say.
struct CompositeType {
  enum Kind : uint8_t { Func, Struct, Array, Cont };
  Kind kind = Func;
  FuncType func;                 ///< Func
  std::vector<FieldType> fields; ///< Struct; Array has exactly one
  TypeIdx cont;                  ///< Cont: the function type
};

/// A type of the type section.
struct SubType {
  bool isFinal = true;
  std::vector<TypeIdx> supers; ///< at most one is valid
  CompositeType comp;
  WasmOffset offset = 0;
};

/// A half-open range [begin, end) of type indices defined together.
struct RecGroup {
  uint32_t begin = 0, end = 0;
};

/// The type of a block: a value type, nothing, or a type index.
struct BlockType {
  enum Kind : uint8_t { Empty, Value, TypeIndex };
  Kind kind = Empty;
  ValType value;
  TypeIdx index;
};

struct Limits {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  bool is64 = false; ///< memory64/table64: addresses are i64
};

struct TableType {
  ValType element = ValType::funcref();
  Limits limits;
};

struct MemoryType {
  Limits limits;
  bool shared = false;
  uint8_t pageSizeLog2 = 16;
};

struct GlobalType {
  ValType type;
  bool isMutable = false;
};

/// The kinds of imports and exports, with their binary codes.
enum class ExternKind : uint8_t { Func, Table, Memory, Global, Tag };

/// "i32", "(ref null 3)", "funcref": the text form, for messages and printing.
std::string toString(ValType type);
std::string toString(HeapType type);
/// "(func (param i32 i32) (result i64))".
std::string toString(const FuncType &type);
/// "(table 1 10 funcref)", "(memory i64 1)", "(global (mut i32))".
std::string toString(const TableType &type);
std::string toString(const MemoryType &type);
std::string toString(const GlobalType &type);
/// "[i32 i64]", as messages write stacks.
std::string toString(llvm::ArrayRef<ValType> types);

} // namespace wfx
