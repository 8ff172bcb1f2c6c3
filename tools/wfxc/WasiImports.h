//===- WasiImports.h - What the runtime provides to modules ---------------===//
#pragma once

#include "Frontend/Module.h"
#include "llvm/Support/Error.h"

namespace wfx {

/// A row of WasiCalls.def.
struct HostCall {
  llvm::StringRef module, name, signature;
  llvm::StringRef symbol; ///< the C function
};

/// The function of WASI or of wasi-threads that \p import names; null if none.
const HostCall *findHostCall(const Import &import);
/// The same for what libraries are given: WASI preview 1 alone.
const HostCall *findWasi(const Import &import);

/// Errors: Unlinkable diagnostics if \p module cannot import \p call as it
/// does.
llvm::Error checkHostCall(const Module &module, const Import &import,
                          const HostCall &call);

/// An import as messages name it.
std::string describe(const Module &module, const Import &import);

} // namespace wfx
