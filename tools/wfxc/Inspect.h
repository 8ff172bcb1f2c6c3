//===- Inspect.h - Commands that look at modules and convert them ---------===//
//
// None of them generates code. Each reports errors itself and returns the exit
// status.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Options.h"

namespace wfx {

/// `wfxc inspect`: describes a module.
int inspectModule(const Options &options);
/// `wfxc validate`: checks modules; says which ones are valid if there are
/// several.
int validateFiles(const Options &options);
/// `wfxc wat2wasm`: writes Options::output, or NAME.wasm in the working
/// directory. Without validation where Options::stopAfter comes before it.
int watToWasm(const Options &options);
/// `wfxc wasm2wat`: writes Options::output, or to standard output.
int wasmToWat(const Options &options);

} // namespace wfx
