//===- InstanceSlots.h - The records inside an instance -------------------===//
//
// An instance is a header and, at byte offsets that its module's descriptors
// name, records for its memories, tables, globals, functions and segments.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

/// The record of type \p Record at \p offset in \p instance.
template <class Record>
Record &slotAt(abi::Instance *instance, uint64_t offset) {
  return *reinterpret_cast<Record *>(reinterpret_cast<uint8_t *>(instance) +
                                     offset);
}

inline abi::MemorySlot &memorySlot(abi::Instance *instance, uint64_t index) {
  return (
      &slotAt<abi::MemorySlot>(instance, instance->module->memorySlots))[index];
}
inline abi::TableSlot &tableSlot(abi::Instance *instance, uint64_t index) {
  return (
      &slotAt<abi::TableSlot>(instance, instance->module->tableSlots))[index];
}
inline abi::TagSlot &tagSlot(abi::Instance *instance, uint64_t index) {
  return (&slotAt<abi::TagSlot>(instance, instance->module->tagSlots))[index];
}
inline abi::DataSlot &dataSlot(abi::Instance *instance, uint64_t index) {
  return slotAt<abi::DataSlot>(instance, instance->module->datas[index].slot);
}
inline abi::ElemSlot &elemSlot(abi::Instance *instance, uint64_t index) {
  return slotAt<abi::ElemSlot>(instance, instance->module->elems[index].slot);
}

/// The reference that entry \p index of \p segment stands for.
inline void *elemRef(abi::Instance *instance, const abi::ElemDesc &segment,
                     uint64_t index) {
  uint32_t entry = segment.refs[index];
  uint64_t offset = uint64_t(entry & ~abi::elemRefImported) * 8;
  if (entry & abi::elemRefImported)
    return slotAt<abi::ImportSlot>(instance, offset).ref;
  return entry ? &slotAt<abi::FuncRef>(instance, offset) : nullptr;
}

/// True if [begin, begin + size) lies in [0, limit]; no sum overflows.
inline bool isInBounds(uint64_t begin, uint64_t size, uint64_t limit) {
  return begin <= limit && size <= limit - begin;
}

} // namespace wfx::rt
