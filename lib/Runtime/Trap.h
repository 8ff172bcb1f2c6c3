//===- Trap.h - Traps, exits, and the way out of Wasm ---------------------===//
//
// A trap or an exit leaves Wasm at the innermost activation: every Wasm and
// runtime frame above it is abandoned without clean-up, and enter()
// (Activation.h) returns the status. Host functions that hold resources must
// release them before they raise.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "ABI/Layout.h"

namespace wfx::rt {

enum class Trap : uint8_t {
#define TRAP(id, text) id,
#include "ABI/Traps.def"
};

/// The spec's message for \p trap.
const char *trapMessage(Trap trap);

/// Notes \p trap, or an exit with status \p code, in Context::trap, without a
/// backtrace, for a status that the host will return (wfx_host_failed).
void noteTrap(abi::Context *context, Trap trap);
void noteExit(abi::Context *context, int code);

/// Leaves Wasm with \p trap. Called on the host stack from a host function or
/// from a runtime call.
[[noreturn]] void raiseTrap(abi::Context *context, Trap trap);
/// Leaves Wasm as WASI's proc_exit does, with exit status \p code.
[[noreturn]] void raiseExit(abi::Context *context, int code);

} // namespace wfx::rt

/// For an import's adapter, on the host stack, whose function has returned \p
/// status, a Status that is not Returned: leaves Wasm with what noteTrap() or
/// noteExit() have noted, or a nested call has left; throws Context::exception
/// into the caller, which may catch it; anything else becomes HostFailed, which
/// nothing catches.
extern "C" [[noreturn]] void wfx_host_failed(wfx::abi::Context *, int status);
