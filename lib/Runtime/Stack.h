//===- Stack.h - The stacks of continuations ------------------------------===//
//
// A context has a pool of stacks. A stack's memory:
//
//   | guard page | frames, grow down ... | arguments of the thunk | Stack |
//   size bytes in all                                       the record ^
//
// Its record is on the page that the first frames are on, so that a suspended
// continuation costs one page. A stack is
//
//   free       in Context::freeStacks, or cold: without memory, known to the
//              pool
//   fresh      taken by cont.new: `pointer`, `frame` and `address` lead to
//              tc_base
//   running    Context::current, or one of its parents: the base record is
//              valid
//   suspended  reached through the innermost stack of its chain, whose `tail`
//              is the outermost; the base records of the others are valid
//
// A reference is {stack, revision}. Using it counts the revision up, so that it
// works once; a stack keeps its revision as long as the context lives.
//
// Switching is generated code (Lowering/Switch*), the base routine assembly.
// What hosts do with continuations is in Continuation.h.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

//===--- The pool (StackPool.cpp) -----------------------------------------===//

/// Null if there is no memory for it.
abi::StackPool *createStackPool(uint64_t stackSize, uint64_t maxStacks);
void destroyStackPool(abi::StackPool *pool);

/// A fresh stack without a function, or null: the limit is reached, or the
/// system gives no memory.
abi::Stack *takeStack(abi::Context *context);

/// Frees \p stack, which is neither free nor in a chain. Its base record stays
/// as it is for the moment.
void freeStack(abi::Stack *stack);

/// Frees the stacks that run, from \p context's current one up to the root.
void abandonStacks(abi::Context *context);

//===--- Bounds -----------------------------------------------------------===//

/// Bytes at a stack's low end that cannot be accessed.
uint64_t stackGuard();

/// Where the Wasm stack is free while \p current runs, or has made a host call.
void *wasmStackPointer(const abi::Context *context, const abi::Stack *current);

struct StackBounds {
  uintptr_t low, high;
};
StackBounds boundsOf(const abi::Stack *stack);
StackBounds wasmStackBounds(const abi::Context *context);

/// True if \p bounds contain the word at \p address.
inline bool isInside(StackBounds bounds, uintptr_t address) {
  return address >= bounds.low && address + sizeof(uintptr_t) <= bounds.high;
}

/// True if Wasm that runs in \p context may have the stack pointer \p pointer,
/// be it in a guard.
bool mayBeStackPointer(const abi::Context *context, uintptr_t pointer);
/// True if \p address is in the guard of the stack that runs.
bool isInGuard(const abi::Context *context, uintptr_t address);

/// Handlers without clauses.
extern const uint64_t noHandlers[];

/// The innermost running stack whose resume site has a clause with \p mark
/// (Handlers in Layout.def); its `kind` is the clause's number. Raises the trap
/// UnhandledTag if there is none.
abi::Stack *findHandler(abi::Context *context, const void *mark);

//===--- Bound arguments --------------------------------------------------===//

/// Binds \p count words to the fresh or suspended \p stack. False if they do
/// not fit into it.
bool bindWords(abi::Stack *stack, const uint64_t *words, uint64_t count);
/// Puts what is bound to \p stack in front of the \p count words in
/// Context::transfer.
void unbindWords(abi::Stack *stack, uint64_t count);

} // namespace wfx::rt

extern "C" {
void tc_supply_host(wfx::abi::Instance *);
wfx::abi::Stack *tc_find_handler(wfx::abi::Instance *, const void *mark);
void tc_stack_bind(wfx::abi::Instance *, wfx::abi::Stack *, uint64_t words);
void tc_stack_unbind(wfx::abi::Instance *, wfx::abi::Stack *, uint64_t words);
/// Gives the memory of the first stacks of Context::freeStacks back to the
/// system (WarmStacks.h), of which none may be the one that this runs on.
/// Called by tc_base.
void tc_cool(wfx::abi::Context *);
/// Continuation.<architecture>.S: where a fresh stack starts.
void tc_base();
}
