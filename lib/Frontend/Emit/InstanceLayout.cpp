//===- InstanceLayout.cpp - Where things are in an instance ---------------===//

#include "Frontend/Emit/InstanceLayout.h"
#include "llvm/ADT/STLExtras.h"

namespace wfx {

InstanceLayout::InstanceLayout(const ValidModule &module) {
  uint64_t offset = sizeof(abi::Instance);
  auto place = [&](uint64_t count, uint64_t recordSize) {
    uint64_t begin = offset;
    offset += count * recordSize;
    return begin;
  };
  static_assert(sizeof(abi::Instance) % 16 == 0 &&
                sizeof(abi::MemorySlot) % 16 == 0 &&
                sizeof(abi::TableSlot) % 16 == 0);
  memories = place(module->memories.size(), sizeof(abi::MemorySlot));
  tables = place(module->tables.size(), sizeof(abi::TableSlot));
  globals = place(module->globals.size(), sizeof(abi::GlobalSlot));
  imports = place(module->importedFunctions, sizeof(abi::ImportSlot));
  datas = place(module->datas.size(), sizeof(abi::DataSlot));
  elems = place(module->elems.size(), sizeof(abi::ElemSlot));
  tags = place(module->tags.size(), sizeof(abi::TagSlot));
  for (FuncIdx f : module.escapingFunctions())
    if (f.value >= module->importedFunctions)
      definedEscaping.push_back(f);
  funcRefs = place(definedEscaping.size(), sizeof(abi::FuncRef));
  total = offset;
}

uint64_t InstanceLayout::funcRef(FuncIdx i) const {
  auto it = llvm::lower_bound(definedEscaping, i);
  assert(it != definedEscaping.end() && *it == i && "function does not escape");
  return funcRefs + (it - definedEscaping.begin()) * sizeof(abi::FuncRef);
}

} // namespace wfx
