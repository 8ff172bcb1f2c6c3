//===- PrintStacks.cpp - Computations as the user sees them ---------------===//
//
// For hosts that look at what runs or waits. A trap's text is PrintTrap.cpp's.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Symbolize.h"

using namespace wfx;
using namespace wfx::rt;

void rt::printRunning(abi::Context *context, Resolver &resolver,
                      Output &output) {
  abi::TrapRecord record;
  tc_backtrace(context, &record);
  printBacktrace(record, resolver, output);
}

bool rt::printSuspended(ContinuationRef reference, Resolver &resolver,
                        Output &output) {
  abi::TrapRecord record;
  if (tc_backtrace_suspended(reference, &record) != Trap::None)
    return false;
  printBacktrace(record, resolver, output);
  return true;
}
