//===- Exception.cpp - Wasm exceptions ------------------------------------===//
//
// Making, throwing and freeing them, and the activation as the last that
// catches them. Which Wasm function does is decided in Personality.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Exception.h"
#include "Runtime/Activation.h"
#include "Runtime/Backtrace.h"
#include "Runtime/Machine.h"
#include "Runtime/PersonalityFrame.h"
#include "Runtime/Stack.h"
#include "Runtime/Trap.h"
#include <stdlib.h>
#include <string.h>

using namespace wfx;
using namespace wfx::rt;
using abi::Exception;

static_assert(offsetof(Exception, unwindClass) % 16 == 0 &&
                  offsetof(Exception, context) -
                          offsetof(Exception, unwindClass) ==
                      sizeof(_Unwind_Exception),
              "the unwinder's header is inside the record");

extern "C" void wfx_enter_threw(); // Activation.<architecture>.S

/// For a C++ host that has caught it with `catch (...)`.
static void cleanUp(_Unwind_Reason_Code, _Unwind_Exception *header) {
  dropException(exceptionOf(header));
}

Exception *rt::createException(abi::Context *context, const abi::TagSlot *tag,
                               uint64_t words) {
  auto *exception = static_cast<Exception *>(
      malloc(sizeof(Exception) + words * sizeof(uint64_t)));
  if (!exception)
    return nullptr;
  *exception = {};
  exception->type = tag->type;
  exception->tag = tag->address;
  exception->context = context;
  exception->unwindClass = exceptionClass;
  exception->unwindCleanup = reinterpret_cast<void *>(&cleanUp);
  memcpy(payload(exception), context->transfer, words * sizeof(uint64_t));
  exception->next = context->exceptions;
  if (exception->next)
    exception->next->previous = exception;
  context->exceptions = exception;
  return exception;
}

void rt::dropException(Exception *exception) {
  abi::Context *context = exception->context;
  if (context->exception == exception)
    context->exception = nullptr;
  if (exception->kept)
    return;
  (exception->previous ? exception->previous->next : context->exceptions) =
      exception->next;
  if (exception->next)
    exception->next->previous = exception->previous;
  free(exception);
}

void rt::throwAgain(Exception *exception) {
  abi::Context *context = exception->context;
  if (context->exception == exception)
    context->exception = nullptr;
  _Unwind_RaiseException(unwindHeader(exception));
  // Every activation catches what is thrown inside it: there is none.
  abort();
}

extern "C" void wfx_throw_noted(abi::Context *context) {
  throwAgain(context->exception);
}

void rt::leaveToHost(abi::Context *context, Exception *exception) {
  if (context->exception && context->exception != exception)
    dropException(context->exception);
  context->exception = exception;
}

//===--- Runtime calls ----------------------------------------------------===//

extern "C" Exception *wfx_make_exception_host(abi::Instance *instance,
                                              const abi::TagSlot *tag,
                                              uint64_t words) {
  Exception *exception = createException(instance->context, tag, words);
  if (!exception)
    raiseTrap(instance->context, Trap::OutOfMemory);
  return exception;
}

extern "C" void wfx_throw_tag_host(abi::Instance *instance,
                                   const abi::TagSlot *tag, uint64_t words) {
  throwAgain(wfx_make_exception_host(instance, tag, words));
}

extern "C" void wfx_throw_ref_host(abi::Instance *, Exception *exception) {
  throwAgain(exception);
}

extern "C" void wfx_exception_drop_host(abi::Instance *, Exception *exception) {
  dropException(exception);
}

//===--- Continuations ----------------------------------------------------===//

extern "C" void tc_raise(); // Exception.<architecture>.S

static bool isFresh(const abi::Stack *stack) {
  return stack->address == reinterpret_cast<void *>(&tc_base);
}

/// The suspended \p stack will go on in tc_raise, which finds the site's label
/// on top of the stack, as if the site had called it.
static void prepareRaise(abi::Stack *stack) {
  auto *top = static_cast<void **>(stack->pointer) - 1;
  *top = stack->address;
  stack->pointer = top;
  stack->address = reinterpret_cast<void *>(&tc_raise);
  stack->bound = 0;
}

extern "C" void tc_throw_host(abi::Instance *, abi::Stack *stack,
                              Exception *exception) {
  if (!isFresh(stack))
    return prepareRaise(stack);
  freeStack(stack);
  throwAgain(exception);
}

ResumeStatus tc_resume_throw(abi::Context *context, ContinuationRef reference,
                             Exception *exception, const uint64_t *handlers,
                             ResumeResult *result) {
  if (!exception)
    return failResumption(context, Trap::NullExceptionReference);
  uint64_t word = reinterpret_cast<uintptr_t>(exception);
  if (tc_is_live(reference)) {
    if (context->exception == exception)
      context->exception = nullptr;
    if (isFresh(reference.stack)) {
      tc_cancel(reference);
      leaveToHost(context, exception);
      tc_backtrace(context, context->trap);
      return ResumeStatus::Threw;
    }
    prepareRaise(reference.stack);
  }
  return tc_resume(context, reference, &word, 1, handlers, result);
}

/// Of tc_base: an exception that leaves a continuation ends it. The unwinder
/// still reads the base record, which a free stack keeps.
extern "C" _Unwind_Reason_Code tc_base_personality(int version,
                                                   _Unwind_Action actions,
                                                   _Unwind_Exception_Class,
                                                   _Unwind_Exception *,
                                                   _Unwind_Context *frame) {
  if (version != 1)
    return _URC_FATAL_PHASE1_ERROR;
  if (!(actions & _UA_SEARCH_PHASE)) {
    auto *stack = reinterpret_cast<abi::Stack *>(framePointerOf(frame));
    stack->context->current = stack->parent;
    freeStack(stack);
  }
  return _URC_CONTINUE_UNWIND;
}

//===--- Activations ------------------------------------------------------===//

/// In the search phase, an exception that nobody catches is found while the
/// stack is still there, for the backtrace.
extern "C" _Unwind_Reason_Code
wfx_enter_personality(int version, _Unwind_Action actions,
                      _Unwind_Exception_Class thrownClass,
                      _Unwind_Exception *header, _Unwind_Context *frame) {
  if (version != 1)
    return _URC_FATAL_PHASE1_ERROR;
  auto *activation = reinterpret_cast<abi::Activation *>(framePointerOf(frame) -
                                                         activationFrame);
  abi::Context *context = activation->context;
  bool searching = actions & _UA_SEARCH_PHASE;
  if (thrownClass != exceptionClass) {
    if (!searching)
      wfx_abandon_activation(activation);
    return _URC_CONTINUE_UNWIND;
  }
  if (searching) {
    noteTrap(context, Trap::None);
    recordBacktrace(context, nullptr, *context->trap);
    return _URC_HANDLER_FOUND;
  }
  leaveToHost(context, exceptionOf(header));
  _Unwind_SetIP(frame, reinterpret_cast<uintptr_t>(&wfx_enter_threw));
  return _URC_INSTALL_CONTEXT;
}
