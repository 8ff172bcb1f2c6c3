//===- Memory.cpp - Linear memories ---------------------------------------===//
//
// Reservation, growth, and the instructions memory.grow and memory.init. The
// other bulk instructions are generated code.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Memory.h"
#include "Runtime/Context.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/SharedMemory.h"
#include "Runtime/Trap.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

using namespace wfx;
using namespace wfx::rt;

/// Address space for a memory that is checked explicitly and may grow for as
/// long as there is memory. Small enough for a few hundred of them in 47 bits.
static constexpr uint64_t checkedReservation = uint64_t(64) << 30;

/// The most pages that \p type allows, its addresses can reach, and memory.size
/// can tell: of pages of one byte, one less than there are addresses.
static uint64_t limitPages(const MemoryType &type) {
  uint64_t last = type.flags & abi::FlagIs64 ? ~uint64_t(0) : ~uint32_t(0);
  uint64_t limit = type.pageSizeLog2 ? (last >> type.pageSizeLog2) + 1 : last;
  return type.max < limit ? type.max : limit;
}

/// The end of small pages is not that of a page of the system, so that code
/// checks every access to them.
static bool needsNoGuard(const MemoryType &type) {
  return type.flags & abi::FlagChecked || type.pageSizeLog2 != 16;
}

static bool reserve(abi::Memory &memory, uint64_t size) {
  void *base = mmap(nullptr, size, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return false;
  memory.base = static_cast<uint8_t *>(base);
  memory.reserved = size;
  return true;
}

/// Reserves what may become accessible, and the guard that generated code
/// relies on. An unchecked 32-bit memory needs all of both; others take what
/// they can get, from \p minBytes up.
static bool reserveFor(abi::Memory &memory, uint64_t minBytes) {
  if (!memory.checked && !memory.is64) {
    uint64_t all = uint64_t(1) << 32, most = all - abi::unfilledBytes;
    memory.bound = minBytes > most ? all : most;
    return reserve(memory, abi::memory32Reservation);
  }
  uint64_t guard = memory.checked ? 0 : abi::memory64Guard;
  uint64_t least = roundToSystemPages(minBytes ? minBytes : 1);
  uint64_t wanted = checkedReservation;
  if (memory.maxPages < wanted >> memory.pageSizeLog2)
    wanted = memory.maxPages << memory.pageSizeLog2;
  do {
    memory.bound = wanted > least ? roundToSystemPages(wanted) : least;
    if (reserve(memory, memory.bound + guard))
      return true;
    wanted /= 2;
  } while (memory.bound > least);
  return false;
}

static void destroyMemory(abi::Memory *memory) {
  if (memory->base)
    munmap(memory->base, memory->reserved);
  free(memory->sharing);
  free(memory);
}

/// Puts \p memory into the list of \p context, where it counts as \p counted
/// bytes until it grows.
static bool addUse(abi::Context *context, abi::Memory *memory,
                   uint64_t counted) {
  if (counted > context->memoryLeft)
    return false;
  auto *use = static_cast<abi::MemoryUse *>(calloc(1, sizeof(abi::MemoryUse)));
  if (!use)
    return false;
  *use = {memory, context->memories, counted};
  context->memories = use;
  context->memoryLeft -= counted;
  return true;
}

/// Gives a shared memory what its users have in common; there is one so far.
static bool prepareSharing(abi::Memory &memory) {
  if (!memory.shared)
    return true;
  memory.sharing = static_cast<abi::Sharing *>(calloc(1, sizeof(abi::Sharing)));
  if (memory.sharing)
    memory.sharing->users = 1;
  return memory.sharing;
}

/// What \p memory may grow to.
static uint64_t mostBytes(const abi::Memory &memory) {
  return memory.maxPages < memory.bound >> memory.pageSizeLog2
             ? memory.maxPages << memory.pageSizeLog2
             : memory.bound;
}

abi::Memory *rt::createMemory(abi::Context *context, const MemoryType &type) {
  uint64_t limit = limitPages(type);
  if (type.min > limit || type.min > abi::maxMemoryBytes >> type.pageSizeLog2)
    return nullptr;
  auto *memory = static_cast<abi::Memory *>(calloc(1, sizeof(abi::Memory)));
  if (!memory)
    return nullptr;
  memory->maxPages = limit;
  memory->hasMax = type.max != ~0ull;
  memory->is64 = (type.flags & abi::FlagIs64) != 0;
  memory->shared = (type.flags & abi::FlagShared) != 0;
  memory->pageSizeLog2 = type.pageSizeLog2;
  memory->checked = needsNoGuard(type);
  if (!memory->shared)
    memory->context = context;
  if (reserveFor(*memory, type.min << type.pageSizeLog2) &&
      prepareSharing(*memory) &&
      // Others let a shared memory grow, so it takes all at once.
      addUse(context, memory, memory->shared ? mostBytes(*memory) : 0)) {
    if (growMemory(memory, type.min) >= 0)
      return memory;
    releaseNewestMemory(context);
    return nullptr;
  }
  destroyMemory(memory);
  return nullptr;
}

bool rt::useMemory(abi::Context *context, abi::Memory *memory) {
  for (abi::MemoryUse *use = context->memories; use; use = use->next)
    if (use->memory == memory)
      return true;
  if (!addUse(context, memory, 0))
    return false;
  __atomic_add_fetch(&memory->sharing->users, 1, __ATOMIC_RELAXED);
  return true;
}

int64_t rt::growMemory(abi::Memory *memory, uint64_t pages) {
  uint64_t former = memory->size >> memory->pageSizeLog2;
  if (pages > memory->maxPages - former ||
      pages > (memory->bound >> memory->pageSizeLog2) - former)
    return -1;
  uint64_t size = (former + pages) << memory->pageSizeLog2;
  abi::Context *context = memory->context;
  if (context && size - memory->size > context->memoryLeft)
    return -1;
  uint64_t committed = roundToSystemPages(memory->size);
  uint64_t wanted = roundToSystemPages(size);
  if (wanted > committed &&
      mprotect(memory->base + committed, wanted - committed,
               PROT_READ | PROT_WRITE))
    return -1;
  if (context)
    context->memoryLeft -= size - memory->size;
  __atomic_store_n(&memory->size, size, __ATOMIC_SEQ_CST);
  return static_cast<int64_t>(former);
}

void rt::releaseNewestMemory(abi::Context *context) {
  abi::MemoryUse *use = context->memories;
  abi::Memory *memory = use->memory;
  context->memories = use->next;
  context->memoryLeft += memory->context ? memory->size : use->counted;
  free(use);
  if (!memory->sharing ||
      __atomic_sub_fetch(&memory->sharing->users, 1, __ATOMIC_ACQ_REL) == 0)
    destroyMemory(memory);
}

int64_t wfx_grow_memory_host(abi::Instance *instance, uint64_t memory,
                             uint64_t pages) {
  return growMemory(memorySlot(instance, memory).memory, pages);
}

WFX_FOREIGN_STACK_BEGIN

void wfx_memory_init(abi::Instance *instance, uint64_t memoryIndex,
                     uint64_t segmentIndex, uint64_t destination,
                     uint64_t source, uint64_t size) {
  const abi::Memory &memory = *memorySlot(instance, memoryIndex).memory;
  const abi::DataSlot &segment = dataSlot(instance, segmentIndex);
  if (!isInBounds(source, size, segment.size) ||
      !isInBounds(destination, size, sizeOf(memory)))
    raiseTrap(instance->context, Trap::MemoryOutOfBounds);
  if (size)
    memcpy(memory.base + destination, segment.bytes + source, size);
  pollInterrupt(instance->context);
}

WFX_FOREIGN_STACK_END
