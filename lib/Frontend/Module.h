//===- Module.h - A decoded module ----------------------------------------===//
//
// What decodeModule makes of the bytes: every section decoded, function bodies
// and constant expressions left as slices of the bytes. Nothing in here is
// validated beyond the grammar of the binary format; ValidModule (Validate.h)
// is the proof of the rest.
//
// A Module points into the bytes that it was decoded from and does not own
// them: they must outlive it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Features.h"
#include "Frontend/TypeSection.h"
#include "Frontend/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringRef.h"
#include <map>

namespace wfx {

/// A half-open range of module offsets.
struct Slice {
  WasmOffset begin = 0, end = 0;
  uint64_t size() const { return end - begin; }
};

/// A constant expression, its `end` opcode included.
using ConstExpr = Slice;

struct Import {
  llvm::StringRef module, name;
  ExternKind kind;
  uint32_t index; ///< in the index space of its kind
  WasmOffset offset;
};

/// Index spaces: imports come first. `import` is set for imported ones and
/// indexes Module::imports.
struct Function {
  TypeIdx type;
  std::optional<uint32_t> import;
  /// Defined functions: the body from its local declarations to its `end`.
  Slice body;
  WasmOffset offset = 0; ///< of the declaration
};

struct Table {
  TableType type;
  std::optional<uint32_t> import;
  std::optional<ConstExpr> init;
  WasmOffset offset = 0;
};

struct Memory {
  MemoryType type;
  std::optional<uint32_t> import;
  WasmOffset offset = 0;
};

struct Global {
  GlobalType type;
  std::optional<uint32_t> import;
  ConstExpr init; ///< defined globals
  WasmOffset offset = 0;
};

struct Tag {
  TypeIdx type;
  std::optional<uint32_t> import;
  WasmOffset offset = 0;
};

struct Export {
  llvm::StringRef name;
  ExternKind kind;
  uint32_t index;
  WasmOffset offset;
};

enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElemSegment {
  SegmentMode mode;
  TableIdx table;    ///< Active
  ConstExpr address; ///< Active
  ValType type;      ///< element type
  /// Exactly one of the two is used: plain function indices, or expressions.
  std::vector<FuncIdx> functions;
  std::vector<ConstExpr> expressions;
  bool usesExpressions = false;
  WasmOffset offset = 0;
  size_t size() const {
    return usesExpressions ? expressions.size() : functions.size();
  }
};

struct DataSegment {
  SegmentMode mode;
  MemIdx memory;     ///< Active
  ConstExpr address; ///< Active
  Slice bytes;
  WasmOffset offset = 0;
};

struct CustomSection {
  llvm::StringRef name;
  Slice contents;
  /// The id of the last non-custom section before it; 0 if none.
  uint8_t after = 0;
};

/// The name section (spec appendix, extended names). Malformed names are
/// ignored, as the spec asks; what could be read is kept.
struct Names {
  llvm::StringRef module;
  llvm::DenseMap<uint32_t, llvm::StringRef> functions, types, tables, memories,
      globals, elems, datas, tags;
  llvm::DenseMap<uint32_t, llvm::DenseMap<uint32_t, llvm::StringRef>> locals,
      labels, fields;
};

/// What the producer says of a conditional branch (spec 7.4.3).
struct BranchHint {
  uint32_t offset; ///< of the instruction, from the first byte of the body
  bool likely;     ///< its condition holds
  WasmOffset at;   ///< of the hint itself
};

/// By function; the hints of one in order of their offsets.
using BranchHints = std::map<uint32_t, std::vector<BranchHint>>;

struct Module {
  llvm::ArrayRef<uint8_t> bytes;
  Features features; ///< it was decoded with

  TypeSection types;
  std::vector<Import> imports;
  std::vector<Function> functions;
  std::vector<Table> tables;
  std::vector<Memory> memories;
  std::vector<Global> globals;
  std::vector<Tag> tags;
  std::vector<Export> exports;
  std::optional<FuncIdx> start;
  WasmOffset startOffset = 0;
  std::vector<ElemSegment> elems;
  std::vector<DataSegment> datas;
  std::optional<uint32_t> dataCount;
  std::vector<CustomSection> customs;
  Names names;
  BranchHints branchHints;

  uint32_t importedFunctions = 0, importedTables = 0, importedMemories = 0,
           importedGlobals = 0, importedTags = 0;

  const FuncType &funcType(TypeIdx type) const { return types[type].comp.func; }
  const FuncType &funcType(FuncIdx func) const {
    return funcType(functions[func.value].type);
  }
  llvm::ArrayRef<uint8_t> slice(Slice s) const {
    return bytes.slice(s.begin, s.size());
  }
  /// The name of a function for people: its name-section name, else the
  /// export's, else "func[N]".
  std::string functionName(FuncIdx func) const;
  /// The type of entity \p index of the index space \p kind, as the text format
  /// writes it.
  std::string typeText(ExternKind kind, uint32_t index) const;
};

/// Decodes the binary module \p bytes. Errors: Malformed diagnostics with the
/// offset; FeatureOff where a section or type needs a feature that is off.
/// Bodies and constant expressions are delimited, not decoded. (Spec 5.5.)
llvm::Expected<Module> decodeModule(llvm::ArrayRef<uint8_t> bytes,
                                    const Features &features);

} // namespace wfx
