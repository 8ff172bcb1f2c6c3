//===- EngineResolver.h - From addresses of compiled code to Wasm ---------===//
//
// The rt::Resolver of code that an Engine has linked: it keeps each object with
// its line table and the addresses that its functions got, and reads the table
// only when a trap asks.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"
#include "Lowering/Lower.h"
#include "Runtime/Symbolize.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/Object/ObjectFile.h"
#include <map>
#include <mutex>

namespace wfx {

class EngineResolver : public rt::Resolver {
public:
  EngineResolver();

  struct FunctionNames {
    /// Code ranges in the module, ascending, with the function's name.
    struct Row {
      WasmOffset begin, end;
      uint32_t index;
      std::string name;
    };
    std::string module; ///< its name; empty: not shown
    std::vector<Row> rows;
    const Row *find(WasmOffset offset) const;
  };
  using Names = std::shared_ptr<const FunctionNames>;

  /// Addresses; empty by default.
  struct Range {
    uint64_t begin = ~uint64_t(0), end = 0;
  };

  /// The names of \p module, which backtraces show as \p name.
  static Names namesOf(const Module &module, llvm::StringRef name);
  /// Adds an object of the module that \p names is of; \p name is unique.
  /// Thread-safe, like all that follow.
  void addObject(llvm::StringRef name, Object object, Names names);
  /// Forgets all objects of the module that \p names is of.
  void removeObjects(const Names &names);
  /// A function of \p object got \p size bytes at \p address.
  void addSymbol(llvm::StringRef object, llvm::StringRef name, uint64_t address,
                 uint64_t size);
  /// Where the code of \p object is.
  void addCode(llvm::StringRef object, Range code);
  /// What contains all code of the module that \p names is of.
  Range codeOf(const Names &names);
  /// The call frame information of \p object.
  void addFrames(llvm::StringRef object, uint64_t address, uint64_t size);

private:
  struct LoadedObject {
    Object bytes;
    Names names;
    std::vector<uint64_t> symbols; ///< their addresses
    Range code;
    uint64_t framesAddress = 0, framesSize = 0; ///< .eh_frame, as linked
    /// Made when a trap asks for the first time.
    std::unique_ptr<llvm::object::ObjectFile> file;
    std::unique_ptr<llvm::DWARFContext> lines;
    rt::ByteSpan inlines; ///< .wfx.inlines
    void open();
    /// The row of the line table for the code \p distance bytes behind \p
    /// symbol.
    std::optional<llvm::DILineInfo> rowOf(llvm::StringRef symbol,
                                          uint64_t distance);
  };
  struct LoadedSymbol {
    uint64_t size;
    LoadedObject *object;
    std::string name;
  };
  rt::WasmPlace find(const abi::TrapFrame &frame);

  llvm::StringMap<LoadedObject> objects;
  std::map<uint64_t, LoadedSymbol> symbols; ///< by address
  std::mutex mutex;
};
using ModuleNames = EngineResolver::Names;

} // namespace wfx
