//===- Threads.h - Threads with stacks of a known size --------------------===//
//
// Compiling recurses, so its threads do not depend on how large the stack of
// who asks for it is. A system without threads left is no reason to give up.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"

namespace wfx {

/// Calls work(i) for every i below \p count: 0 here, the others on threads of
/// their own or, where the system has no more, here one after the other.
void runOnThreads(unsigned count, llvm::function_ref<void(unsigned)> work);

/// Calls \p work on another thread and waits. That thread, and those that it
/// starts, take none of the process's signals. False if the system has no
/// thread left.
bool runApart(llvm::function_ref<void()> work);

/// The CPU time that this thread has used.
double threadCpuSeconds();

} // namespace wfx
