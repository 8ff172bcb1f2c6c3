//===- Spectest.h - The host module of specification scripts --------------===//
//
// The module "spectest" that scripts may import from: functions that print,
// four constants, tables and memories.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Compiler/Engine.h"
#include "Runtime/Instance.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"
#include <deque>

namespace wfx {

class Spectest {
public:
  /// Makes the entities in \p context, which must not outlive this. Functions
  /// print to \p out.
  Spectest(Engine &engine, abi::Context *context, llvm::raw_ostream &out);

  /// The entity called \p name; an Extern without object if there is none.
  rt::Extern find(llvm::StringRef name) const { return entities.lookup(name); }

private:
  template <class... Params> void addPrint(llvm::StringRef name);
  template <class T> void addGlobal(llvm::StringRef name, T value);
  void addTable(llvm::StringRef name, uint64_t flags);
  void addMemory(llvm::StringRef name, uint64_t flags);

  /// Deques, because entities are known by their addresses.
  struct Function {
    abi::HostFunc host;
    abi::FuncRef ref;
  };
  Engine &engine;
  abi::Context *context;
  llvm::raw_ostream &out;
  std::deque<Function> functions;
  std::deque<abi::GlobalSlot> globals;
  llvm::StringMap<rt::Extern> entities;
};

} // namespace wfx
