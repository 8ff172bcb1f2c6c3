//===- Backtrace.cpp - Walking the Wasm stack -----------------------------===//
//
// Runs in signal handlers and on Wasm stacks: no allocation, no locks, no
// system calls.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Backtrace.h"
#include "Runtime/Sanitizer.h"
#include "Runtime/Stack.h"

using namespace wfx;
using namespace wfx::rt;
using abi::FrameKind;
using abi::TrapFrame;
using abi::TrapRecord;

WFX_FOREIGN_STACK_BEGIN

static uintptr_t asInteger(const void *pointer) {
  return reinterpret_cast<uintptr_t>(pointer);
}

bool rt::isOnWasmStack(const abi::Context *context, uintptr_t address) {
  return address % sizeof(uintptr_t) == 0 &&
         (isInside(wasmStackBounds(context), address) ||
          (context->current != context->root &&
           isInside(boundsOf(context->current), address)));
}

namespace {

/// Collects frames from the innermost outward. Those past the first
/// TrapRecord::innermost go round in the remaining slots, and what they push
/// out is counted; finish() puts them in order.
class Collector {
public:
  explicit Collector(TrapRecord &record) : record(record) {
    record.frameCount = 0;
  }

  void add(uintptr_t pc, FrameKind kind) {
    uint64_t index = record.frameCount++;
    if (index >= TrapRecord::innermost) {
      uint64_t round = index - TrapRecord::innermost;
      index = TrapRecord::innermost + round % TrapRecord::outermost;
      if (round == TrapRecord::outermost)
        clearCounts();
      if (round >= TrapRecord::outermost)
        leaveOut(record.frames[index].pc);
    }
    record.frames[index] = {pc, kind};
  }

  void finish() {
    if (record.frameCount <= TrapRecord::innermost + TrapRecord::outermost)
      return;
    TrapFrame ring[TrapRecord::outermost];
    uint64_t oldest = record.frameCount - TrapRecord::innermost;
    for (unsigned i = 0; i < TrapRecord::outermost; ++i)
      ring[i] = record.frames[TrapRecord::innermost +
                              (oldest + i) % TrapRecord::outermost];
    for (unsigned i = 0; i < TrapRecord::outermost; ++i)
      record.frames[TrapRecord::innermost + i] = ring[i];
  }

private:
  void clearCounts() {
    for (TrapRecord::Repeated &slot : record.repeated)
      slot.count = 0;
    record.uncounted = 0;
  }

  void leaveOut(uintptr_t pc) {
    constexpr unsigned probes = 8;
    uint64_t hash = pc * 0x9e3779b97f4a7c15 >> 32;
    for (unsigned i = 0; i < probes; ++i) {
      auto &slot = record.repeated[(hash + i) % TrapRecord::repeatedSlots];
      if (slot.count && slot.pc != pc)
        continue;
      slot = {pc, slot.count + 1};
      return;
    }
    ++record.uncounted;
  }

  TrapRecord &record;
};

} // namespace

/// Adds the return addresses of the frame records from \p frame on up to \p
/// end, exclusive, where that stack's frames end. False if the chain breaks: it
/// goes strictly outward inside \p bounds, so that the walk over any chain
/// ends.
static bool walkStack(StackBounds bounds, uintptr_t frame, uintptr_t end,
                      Collector &collector) {
  uintptr_t last = 0;
  while (frame != end) {
    if (frame <= last || frame % sizeof(uintptr_t) ||
        !isInside(bounds, frame) ||
        !isInside(bounds, frame + sizeof(uintptr_t)))
      return false;
    last = frame;
    auto *record = reinterpret_cast<const FrameRecord *>(frame);
    frame = record->callerFrame;
    if (frame != end && record->returnAddress != asInteger(wfx_call_returned))
      collector.add(record->returnAddress, FrameKind::Return);
  }
  return true;
}

/// Adds the callers of the frame whose frame pointer is \p frame. A stack's
/// frames end at its base record, which leads to the stack that has resumed it.
static void walk(const abi::Context *context, uintptr_t frame,
                 Collector &collector) {
  const abi::Activation *activation = context->activation;
  const abi::Stack *stack = context->current;
  while (activation) {
    if (stack != context->root) {
      if (!walkStack(boundsOf(stack), frame, asInteger(stack), collector))
        return;
      collector.add(asInteger(stack->resumerAddress), FrameKind::Resumed);
      frame = asInteger(stack->resumerFrame);
      stack = stack->parent;
      continue;
    }
    if (!walkStack(wasmStackBounds(context), frame,
                   asInteger(activation) + activationFrame, collector))
      return;
    // The frame of wfx_enter: go on with the host call that led to it.
    frame = asInteger(activation->wasmStack) + hostCallFrame;
    stack = activation->current;
    activation = activation->previous;
  }
}

void rt::recordBacktrace(abi::Context *context, const MachineState &state,
                         bool pcIsReadable) {
  Collector collector(*context->trap);
  collector.add(state.pc, FrameKind::Fault);
  const uintptr_t *atEntry =
      pcIsReadable ? returnAddressAtEntry(state) : nullptr;
  const uintptr_t *leaf = leafReturnAddress(state);
  if (atEntry && isOnWasmStack(context, asInteger(atEntry)))
    collector.add(*atEntry, FrameKind::Return);
  else if (leaf && isOnWasmStack(context, asInteger(leaf)) &&
           isOnWasmStack(context, state.fp))
    collector.add(*leaf, FrameKind::LeafReturn);
  walk(context, state.fp, collector);
  collector.finish();
}

void rt::recordBacktrace(abi::Context *context, const void *frame,
                         TrapRecord &record) {
  Collector collector(record);
  uintptr_t start = asInteger(frame);
  if (!isOnWasmStack(context, start))
    start = asInteger(context->wasmStack) + hostCallFrame;
  walk(context, start, collector);
  collector.finish();
}

void rt::recordBacktrace(const abi::Stack *suspended, TrapRecord &record) {
  Collector collector(record);
  const abi::Stack *stack = suspended, *tail = suspended->tail;
  bool isFresh = stack->address == reinterpret_cast<void *>(&tc_base);
  if (!isFresh)
    collector.add(asInteger(stack->address), FrameKind::Return);
  uintptr_t frame = asInteger(stack->frame);
  while (walkStack(boundsOf(stack), frame, asInteger(stack), collector) &&
         stack != tail) {
    collector.add(asInteger(stack->resumerAddress), FrameKind::Resumed);
    frame = asInteger(stack->resumerFrame);
    stack = stack->parent;
  }
  collector.finish();
}

WFX_FOREIGN_STACK_END
