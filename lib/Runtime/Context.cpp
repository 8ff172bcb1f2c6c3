//===- Context.cpp - One thread of Wasm execution -------------------------===//
//
// A context is one mapping:
//
//   | guard | Wasm stack, grows down | transfer | Context, TrapRecord |
//           stackLow                 stackHigh
//
//===----------------------------------------------------------------------===//

#include "Runtime/Context.h"
#include "Runtime/Instance.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Memory.h"
#include "Runtime/Signals.h"
#include "Runtime/Stack.h"
#include "Runtime/Table.h"
#include <new>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;

namespace {
/// What stands above the Wasm stack.
struct ContextBlock {
  alignas(16) uint64_t transfer[abi::transferWords];
  abi::Context context;
  abi::Stack root;
  abi::TrapRecord trap;
  abi::Interrupter interrupter;
};
} // namespace

uint64_t rt::roundToSystemPages(uint64_t size) {
  uint64_t mask = static_cast<uint64_t>(getpagesize()) - 1;
  return (size + mask) & ~mask;
}

abi::Context *rt::createContext(const ContextOptions &options) {
  uint64_t stackSize = roundToSystemPages(options.stackSize);
  uint64_t blockSize = roundToSystemPages(sizeof(ContextBlock));
  if (stackSize < options.stackSize || stackSize > uint64_t(1) << 46)
    return nullptr;
  uint64_t size = abi::stackGuardSize + stackSize + blockSize;
  void *mapping =
      mmap(nullptr, size, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED)
    return nullptr;
  if (mprotect(mapping, abi::stackGuardSize, PROT_NONE)) {
    munmap(mapping, size);
    return nullptr;
  }
  installSignalHandlers();

  uint8_t *low = static_cast<uint8_t *>(mapping) + abi::stackGuardSize;
  auto *block = reinterpret_cast<ContextBlock *>(low + stackSize);
  abi::Context *context = &block->context;
  context->stackLow = low;
  context->stackHigh = context->wasmStack = block;
  context->thread = noThread;
  context->interrupter = new (&block->interrupter) abi::Interrupter;
  constexpr uint64_t noLimit = ~uint64_t(0);
  context->memoryLeft = options.maxMemory ? options.maxMemory : noLimit;
  context->elementsLeft =
      options.maxTableElements ? options.maxTableElements : noLimit;
  context->trap = &block->trap;
  context->transfer = block->transfer;
  context->root = context->current = &block->root;
  block->root.context = context;
  block->root.handlers = noHandlers;
  context->stackPool =
      createStackPool(options.continuationStackSize, options.maxContinuations);
  if (!context->stackPool) {
    munmap(mapping, size);
    return nullptr;
  }
  return context;
}

//===--- What goes with a context -----------------------------------------===//

/// In front of what has been allocated.
struct alignas(16) abi::Allocation {
  Allocation *next;
  uint64_t size; ///< bytes behind this
};

void *rt::allocateIn(abi::Context *context, uint64_t size) {
  if (size > SIZE_MAX - sizeof(abi::Allocation))
    return nullptr;
  auto *allocation =
      static_cast<abi::Allocation *>(calloc(1, sizeof(abi::Allocation) + size));
  if (!allocation)
    return nullptr;
  *allocation = {context->owned, size};
  context->owned = allocation;
  return allocation + 1;
}

static bool isIn(const void *address, const void *block, uint64_t size) {
  return static_cast<uint64_t>(static_cast<const uint8_t *>(address) -
                               static_cast<const uint8_t *>(block)) < size;
}

bool rt::owns(const abi::Context *context, const void *address) {
  for (const abi::Instance *at = context->instances; at; at = at->next)
    if (isIn(address, at, at->module->instanceSize))
      return true;
  for (const abi::Allocation *at = context->owned; at; at = at->next)
    if (isIn(address, at + 1, at->size))
      return true;
  return false;
}

void rt::freeAllocations(abi::Context *context, abi::Allocation *former) {
  while (context->owned != former) {
    abi::Allocation *next = context->owned->next;
    free(context->owned);
    context->owned = next;
  }
}

void rt::destroyContext(abi::Context *context) {
  if (context->interrupter->releaseTimer)
    context->interrupter->releaseTimer(context);
  while (context->instances)
    destroyNewestInstance(context);
  while (context->memories)
    releaseNewestMemory(context);
  while (context->tables)
    destroyNewestTable(context);
  while (abi::Exception *exception = context->exceptions) {
    context->exceptions = exception->next;
    free(exception);
  }
  freeAllocations(context, nullptr);
  destroyStackPool(context->stackPool);
  auto *low = static_cast<uint8_t *>(context->stackLow);
  uint64_t stackSize = static_cast<uint8_t *>(context->stackHigh) - low;
  munmap(low - abi::stackGuardSize,
         abi::stackGuardSize + stackSize +
             roundToSystemPages(sizeof(ContextBlock)));
}
