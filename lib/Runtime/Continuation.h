//===- Continuation.h - Continuations in the hands of a host --------------===//
//
// A host creates, binds, resumes and cancels continuations as Wasm does, with
// the same references. What the instructions answer with a trap, these
// functions answer with a value: they may be called outside of any activation,
// and never leave the caller. Typing is the caller's: a payload must have the
// words that the continuation's type says (docs/abi.md, Continuations; Invoke.h
// converts).
//
// Throwing into a continuation is in Exception.h, for programs with exceptions.
//
// All functions that take a context or one of its continuations belong to the
// thread that uses the context.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"
#include "Runtime/TrapRecord.h"

namespace wfx::rt {

/// A continuation reference, the words of a Value of signature letter 'c'. Null
/// is zeros. A copy; whoever uses one of the copies makes all of them useless.
struct ContinuationRef {
  abi::Stack *stack;
  uint64_t revision;
};

/// How a resumption ended; all but Suspended as Status.
enum class ResumeStatus : int {
  Returned,
  Trapped,
  Exited,
  Threw,
  Suspended,
  HostFailed
};

/// What came with it, where it is Returned or Suspended.
struct ResumeResult {
  /// Returned: the type of the continuation's function, the payload is its
  /// results. Suspended: the tag's type, the payload is its parameters.
  const abi::TypeDesc *type;
  /// In Context::transfer: valid until the context runs again. May be handed
  /// on to tc_resume and tc_bind.
  const uint64_t *words;
  size_t count;
  /// Suspended: the tag's identity (Extern::object of an exported tag), and the
  /// continuation, which takes the tag's results.
  const void *tag;
  ContinuationRef continuation;
};

/// Stacks of a context: those that exist, those of them that are free, those
/// that are in use (live continuations).
struct StackCount {
  uint64_t existing, free, live;
};

/// What FuncRef::instance is for a function that suspends.
struct SuspendFunc {
  const abi::TagSlot *tag;
  abi::Context *context;
};

/// A function whose call is `suspend` with SuspendFunc::tag: its arguments are
/// the payload, its results what it is resumed with, its type is the tag's. No
/// frame of the host's is involved, so that Wasm which imports it waits for the
/// host without knowing of continuations. \p function belongs to the caller and
/// must live as long as the result is used.
abi::FuncRef suspendFuncRef(SuspendFunc *function);

/// Notes \p trap of a resumption that has not begun and returns its status.
ResumeStatus failResumption(abi::Context *context, Trap trap);

} // namespace wfx::rt

extern "C" {

/// cont.new: a continuation that will call \p function, a Wasm or a host
/// function, whose record must live as long as the continuation. Answers
/// NullFunctionReference, or StackLimit if ContextOptions::maxContinuations
/// exist or the system gives no memory; else None.
wfx::rt::Trap tc_new(wfx::abi::Context *, const wfx::abi::FuncRef *function,
                     wfx::rt::ContinuationRef *result);

/// cont.bind: consumes \p reference; \p result takes what its type still misses
/// behind the \p count words. NullContinuation, ContinuationConsumed, or
/// CallStackExhausted if the words do not fit into the continuation's stack;
/// then \p reference is as it was.
wfx::rt::Trap tc_bind(wfx::rt::ContinuationRef reference, const uint64_t *words,
                      size_t count, wfx::rt::ContinuationRef *result);

/// Tags that tc_resume handles: all.
extern const uint64_t tc_all_tags[];

/// resume: consumes \p reference and runs it with a payload of \p count words
/// until it returns, suspends to the caller, or ends otherwise.
///
/// The caller is a handler for `suspend` with the tags in \p handlers:
/// tc_all_tags, or null for none, or their number followed by their identities.
/// That must live until the call returns. Other tags, and every `switch`, end
/// the continuation with the trap "unhandled tag", unless Wasm in it handles
/// them: handlers of whoever called the host are beyond the barrier.
///
/// Trapped, Exited and Threw are as for enter() (Context::trap,
/// Context::exception); the continuation is gone then, and its stacks are free.
/// A null or consumed reference is Trapped as well. May be called from a host
/// function that a continuation has called.
wfx::rt::ResumeStatus tc_resume(wfx::abi::Context *,
                                wfx::rt::ContinuationRef reference,
                                const uint64_t *words, size_t count,
                                const uint64_t *handlers,
                                wfx::rt::ResumeResult *result);

/// Drops a continuation without running any of it: no handler of an exception
/// is entered. All stacks of its chain are free afterwards, \p reference and
/// its copies are consumed. NullContinuation or ContinuationConsumed (which a
/// running one is too), and nothing has happened then.
wfx::rt::Trap tc_cancel(wfx::rt::ContinuationRef reference);

/// True if \p reference, of a context that lives, can be used.
bool tc_is_live(wfx::rt::ContinuationRef reference);

wfx::rt::StackCount tc_stack_count(const wfx::abi::Context *);

/// Fills the frames of \p record with those of the computation that has called
/// the host function, innermost first, across stacks and activations. None
/// outside of activations.
void tc_backtrace(wfx::abi::Context *, wfx::abi::TrapRecord *record);
/// The same for a suspended continuation, from where it will go on outward to
/// the end of its chain. A fresh one has no frames. NullContinuation or
/// ContinuationConsumed, and no frames then.
wfx::rt::Trap tc_backtrace_suspended(wfx::rt::ContinuationRef reference,
                                     wfx::abi::TrapRecord *record);

/// For tests: what is wrong with the pool of stacks, or null. Each stack must
/// be in one place: free with memory, free without, running, or live elsewhere.
const char *tc_check_pool(const wfx::abi::Context *);

// HostResume.<architecture>.S: what a host resumes from, and how a continuation
// starts whose function's type is known at run time only.
void tc_resume_site();
void tc_start_any();
/// The code of suspendFuncRef(), and what it calls on the stack that suspends:
/// the payload is made of the arguments, the handler is searched (or the trap
/// raised) and becomes the tail of the current stack, which is the result; and
/// afterwards the payload becomes results.
void tc_suspend_call();
wfx::abi::Stack *tc_begin_suspension(const wfx::rt::SuspendFunc *,
                                     wfx::abi::RegisterFile *);
void tc_end_suspension(const wfx::rt::SuspendFunc *, wfx::abi::RegisterFile *);
}
