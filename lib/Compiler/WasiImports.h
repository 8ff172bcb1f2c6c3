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

/// By import of \p module: the C function of WASI that it is; empty for all
/// others. Errors: checkHostCall()'s.
llvm::Expected<std::vector<std::string>> wasiFunctions(const Module &module);

/// Errors: Unlinkable diagnostics if \p module cannot import \p call as it
/// does.
llvm::Error checkHostCall(const Module &module, const Import &import,
                          const HostCall &call);

/// An import as messages name it.
std::string describe(const Module &module, const Import &import);

} // namespace wfx
