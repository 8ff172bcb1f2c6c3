//===- Exception.cpp - Wasm exceptions ------------------------------------===//
//
// Making, throwing and freeing them. Who catches is decided in Personality.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Exception.h"
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
  if (exception->context->exception == exception)
    exception->context->exception = nullptr;
  _Unwind_RaiseException(unwindHeader(exception));
  // Every activation catches what is thrown inside it: there is none.
  abort();
}

//===--- Runtime calls ----------------------------------------------------===//

extern "C" void wfx_throw_host(abi::Instance *instance,
                               const abi::TagSlot *tag, uint64_t words) {
  Exception *exception = createException(instance->context, tag, words);
  if (!exception)
    raiseTrap(instance->context, Trap::OutOfMemory);
  throwAgain(exception);
}

extern "C" void wfx_throw_ref_host(abi::Instance *, Exception *exception) {
  throwAgain(exception);
}

extern "C" void wfx_exception_drop_host(abi::Instance *, Exception *exception) {
  dropException(exception);
}
