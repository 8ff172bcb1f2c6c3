//===- Pipeline.h - What optimises a unit ---------------------------------===//
//
// The passes of each level, LLVM's and those of this folder, without what turns
// the dialect into plain IR and always runs (Lower.cpp).
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lowering/Target.h"
#include "llvm/Passes/PassBuilder.h"

namespace wfx {

/// Makes the passes of \p level, which is not -O0. \p builder becomes part of
/// nothing, but gets callbacks and must be used for nothing else before.
llvm::ModulePassManager optimization(llvm::PassBuilder &builder,
                                     OptLevel level);

} // namespace wfx
