//===- Creator.h - What makes and resumes continuations without stacks ----===//
#pragma once

#include "Lowering/References.h"
#include "Lowering/StepFunction.h"

namespace wfx {

/// True if whatever \p step suspends with has a clause at \p resume, a
/// wfx.resume.begin.
bool handlesAll(const llvm::CallBase &resume, const StepFunction &step);

/// Replaces what makes and resumes \p references, which do not leave \p f, by a
/// frame and calls of \p step. Each resumption handles all that \p step
/// suspends with, regions are closed, and references do not overlap.
void useStepFunction(llvm::Function &f, const References &references,
                     const StepFunction &step);

} // namespace wfx
