//===- InstanceLayout.h - Where things are in an instance -----------------===//
//
// Byte offsets in an instance for each index space of one module. The emitter
// addresses by them and writes them into the module's descriptor, from which
// the runtime builds instances; nobody else computes them.
//
//   Instance header | memories | tables | globals | imports | datas | elems |
//   tags | function references
//
// Records that need 16-byte alignment (globals) come while offsets are
// multiples of 16; what is accessed most comes first, for short displacements.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"
#include "Frontend/Validate.h"

namespace wfx {

class InstanceLayout {
public:
  explicit InstanceLayout(const ValidModule &module);

  uint64_t memory(MemIdx i) const {
    return memories + i.value * sizeof(abi::MemorySlot);
  }
  uint64_t table(TableIdx i) const {
    return tables + i.value * sizeof(abi::TableSlot);
  }
  uint64_t global(GlobalIdx i) const {
    return globals + i.value * sizeof(abi::GlobalSlot);
  }
  /// The ImportSlot of an imported function.
  uint64_t import(FuncIdx i) const {
    return imports + i.value * sizeof(abi::ImportSlot);
  }
  uint64_t data(DataIdx i) const {
    return datas + i.value * sizeof(abi::DataSlot);
  }
  uint64_t elem(ElemIdx i) const {
    return elems + i.value * sizeof(abi::ElemSlot);
  }
  uint64_t tag(TagIdx i) const {
    return tags + i.value * sizeof(abi::TagSlot);
  }
  /// The FuncRef of a defined function that escapes.
  uint64_t funcRef(FuncIdx i) const;
  /// Bytes of the whole instance.
  uint64_t size() const { return total; }
  /// The defined functions that escape, in the order of their FuncRefs.
  llvm::ArrayRef<FuncIdx> escaping() const { return definedEscaping; }

private:
  uint64_t memories, tables, globals, imports, datas, elems, tags, funcRefs,
      total;
  std::vector<FuncIdx> definedEscaping;
};

} // namespace wfx
