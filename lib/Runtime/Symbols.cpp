//===- Symbols.cpp - The runtime for code that is linked in memory --------===//
//
// One row per symbol, from the tables of lib/ABI.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Symbols.h"
#include "ABI/Version.h"

extern "C" {
// Only the addresses matter here.
#define RUNTIME_CALL(id, symbol, stack, result, ...) void symbol();
#include "ABI/RuntimeCalls.def"
void wfx_host_failed();
void wfx_enter_entry();
void wfx_personality();
extern const char WFX_ABI_SYMBOL;
}

#define FUNCTION(symbol) {#symbol, reinterpret_cast<void *>(&symbol)},

const wfx::rt::Symbol wfx::rt::runtimeSymbols[] = {
#define RUNTIME_CALL(id, symbol, stack, result, ...) FUNCTION(symbol)
#include "ABI/RuntimeCalls.def"
    FUNCTION(wfx_host_failed) FUNCTION(wfx_enter_entry) FUNCTION(wfx_personality)
    {WFX_ABI_SYMBOL_NAME, const_cast<char *>(&WFX_ABI_SYMBOL)},
    {nullptr, nullptr},
};
