//===- Exception.h - Wasm exceptions --------------------------------------===//
//
// An exception is a record that its context owns (Layout.def). While it is in
// flight the platform's unwinder has it, by the _Unwind_Exception inside. It is
// freed when a handler that does not ask for the exnref catches it, or with its
// context if it has become an exnref, because nothing tells when the last
// reference goes.
//
// The unwinder walks from the throwing runtime call on the host stack through
// the Wasm frames of the innermost activation. An exception that none of them
// catches ends the activation: enter() returns Threw and leaves the exception
// in Context::exception. A host function passes it on with throwAgain().
//
// Exceptions that host functions throw in C++ go through Wasm frames and
// activations as through C++ functions without handlers: Wasm does not catch
// them, and each activation puts the context back. This needs the program to
// have the unwinder and this part of the runtime.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Continuation.h"
#include <unwind.h>

namespace wfx::rt {

/// _Unwind_Exception::exception_class of Wasm exceptions: "WFXCWASM".
constexpr uint64_t exceptionClass = 0x574658435741534d;

/// The unwinder's part of an exception.
inline _Unwind_Exception *unwindHeader(abi::Exception *exception) {
  return reinterpret_cast<_Unwind_Exception *>(&exception->unwindClass);
}
inline abi::Exception *exceptionOf(_Unwind_Exception *header) {
  return reinterpret_cast<abi::Exception *>(
      reinterpret_cast<uint8_t *>(header) -
      offsetof(abi::Exception, unwindClass));
}

/// The words of the payload: one for each value, two for a v128.
inline uint64_t *payload(abi::Exception *exception) {
  return reinterpret_cast<uint64_t *>(exception + 1);
}

/// Creates an exception of \p tag whose payload is in Context::transfer. Null
/// if there is no memory.
abi::Exception *createException(abi::Context *context, const abi::TagSlot *tag,
                                uint64_t words);

/// Frees \p exception unless it has become an exnref.
void dropException(abi::Exception *exception);

/// Makes \p exception Context::exception. If the host has not looked at the one
/// before, that one goes.
void leaveToHost(abi::Context *context, abi::Exception *exception);

/// Throws \p exception into the Wasm function that has called the host
/// function. The frames of the host in between are unwound. Takes
/// Context::exception out of the context.
[[noreturn]] void throwAgain(abi::Exception *exception);

} // namespace wfx::rt

extern "C" {

/// resume_throw_ref: consumes \p reference and throws \p exception, of the same
/// context, at the place where the continuation is suspended; a fresh one ends
/// without being entered. Otherwise as tc_resume. The exception, which may be
/// Context::exception, is in flight from then on, unless \p reference is null
/// or consumed. Trapped with NullExceptionReference if there is none, and
/// \p reference is as it was.
wfx::rt::ResumeStatus tc_resume_throw(wfx::abi::Context *,
                                      wfx::rt::ContinuationRef reference,
                                      wfx::abi::Exception *exception,
                                      const uint64_t *handlers,
                                      wfx::rt::ResumeResult *result);
}
