//===- ApiContext.cpp - wfx.h: contexts, and how their calls ended --------===//

#include "Runtime/Api.h"

using namespace wfx;
using namespace wfx::rt;

// The codes of traps are the rows of Traps.def.
namespace {
enum class TrapCode {
#define WFX_TRAP_ROW(name) name,
  WFX_TRAP_CODES(WFX_TRAP_ROW) Count
#undef WFX_TRAP_ROW
};
constexpr const char *publicNames[] = {
#define WFX_TRAP_NAME(name) #name,
    WFX_TRAP_CODES(WFX_TRAP_NAME)
#undef WFX_TRAP_NAME
};
constexpr const char *rowNames[] = {
#define TRAP(id, text) #id,
#include "ABI/Traps.def"
};

/// Whether \p upper is \p camel in capitals with underscores between words.
constexpr bool isSameName(const char *upper, const char *camel) {
  for (const char *at = camel; *at; ++at) {
    bool isCapital = *at >= 'A' && *at <= 'Z';
    if (isCapital && at != camel && *upper++ != '_')
      return false;
    if (*upper++ != (isCapital ? *at : *at - 'a' + 'A'))
      return false;
  }
  return !*upper;
}
constexpr bool areSameNames() {
  for (size_t i = 0; i < sizeof(rowNames) / sizeof(*rowNames); ++i)
    if (!isSameName(publicNames[i], rowNames[i]))
      return false;
  return sizeof(rowNames) == sizeof(publicNames);
}
static_assert(areSameNames(), "wfx_trap_code has the rows of Traps.def");
} // namespace

// Functions of such hosts may enter again; those of executables never do.
[[gnu::used]] static bool (*const hostStackCheck)(abi::Context *) =
    wfx_host_stack_exhausted;

wfx_context *wfx_context_new(const wfx_options *given, wfx_error *error) {
  wfx_options options = copyOptions(given);
  ContextOptions inside;
  if (options.stack_size)
    inside.stackSize = options.stack_size;
  if (options.continuation_stack_size)
    inside.continuationStackSize = options.continuation_stack_size;
  inside.maxContinuations = options.max_continuations;
  inside.maxMemory = options.max_memory;
  inside.maxTableElements = options.max_table_elements;
  abi::Context *context = createContext(inside);
  if (!context)
    return refuse(error, "not enough memory for the stack of a context");
  return outer(context);
}

void wfx_context_free(wfx_context *context) {
  if (context)
    destroyContext(inner(context));
}

void wfx_context_set_user(wfx_context *context, void *user) {
  inner(context)->user = user;
}

void *wfx_context_user(const wfx_context *context) {
  return inner(context)->user;
}

wfx_context *wfx_current_context() { return outer(currentContext()); }

wfx_instance *wfx_newest_instance(const wfx_context *context) {
  return outer(inner(context)->instances);
}

wfx_trap_code wfx_trap(const wfx_context *context) {
  return static_cast<wfx_trap_code>(inner(context)->trap->trap);
}

uint64_t wfx_trap_number(const wfx_context *context) {
  return inner(context)->trap->number;
}

int wfx_exit_code(const wfx_context *context) {
  return inner(context)->trap->exitCode;
}

const char *wfx_trap_message(wfx_trap_code trap) {
  return trapMessage(static_cast<Trap>(trap));
}
