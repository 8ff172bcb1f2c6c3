//===- Version.cpp - The symbol that proves the ABI -----------------------===//
//
// Generated objects refer to it; see ABI/Version.h.
//
//===----------------------------------------------------------------------===//

#include "ABI/Version.h"

extern "C" const char WFX_ABI_SYMBOL = WFX_ABI_VERSION;
