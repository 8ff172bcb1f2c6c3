//===- Sanitizer.h - What sanitizers are told -----------------------------===//
//
// Host functions and the runtime run on the thread's own stack, also those that
// a continuation calls, so sanitizers need not know of other stacks and no
// switch is announced to them. The exceptions, runtime calls of the Wasm kind
// and the fault handler, are compiled without instrumentation; generated code
// has none.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stdint.h>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif

/// Between these, functions may run on a Wasm stack or a signal stack.
// clang-format off
#define WFX_FOREIGN_STACK_BEGIN _Pragma("clang attribute push(__attribute__((no_sanitize(\"address\", \"thread\"))), apply_to = function)")
#define WFX_FOREIGN_STACK_END _Pragma("clang attribute pop")
// clang-format on

namespace wfx::rt {

/// Nothing may access the memory from \p low up to \p high.
inline void poison(const void *low, const void *high) {
#if __has_feature(address_sanitizer)
  __asan_poison_memory_region(low, static_cast<const uint8_t *>(high) -
                                       static_cast<const uint8_t *>(low));
#endif
}

/// It is accessible again; abandoned frames have left poison in it, or
/// poison().
inline void unpoison(const void *low, const void *high) {
#if __has_feature(address_sanitizer)
  __asan_unpoison_memory_region(low, static_cast<const uint8_t *>(high) -
                                         static_cast<const uint8_t *>(low));
#endif
}

} // namespace wfx::rt
