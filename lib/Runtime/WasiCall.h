//===- WasiCall.h - From the calling convention to C++ functions ----------===//
//
// WASI_ENTRY(name, function) defines the symbol wfx_wasi_<name> as a call of
// `function`, after checking the function's type against its row in
// WasiCalls.def. Generated code passes the WasiCaller and five integers in
// registers and the rest in Context::transfer; the upper half of an i32's
// register is undefined. So an entry takes five whole registers, whatever the
// signature, and narrows them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/WasiInternal.h"
#include <utility>

namespace wfx::rt {

namespace signature {
#define WASI_CALL(name, text) inline constexpr char name[] = text;
#define WASI_THREADS_CALL(import, name, text) WASI_CALL(name, text)
#include "ABI/WasiCalls.def"
} // namespace signature

struct EntryRegisters {
  uint64_t word[abi::intArgRegisters];
};

template <auto function> struct EntryAdapter;

template <class Result, class... Parameters,
          Result (*function)(Caller &, Parameters...)>
struct EntryAdapter<function> {
  template <class T> static constexpr char letter() {
    if constexpr (std::is_void_v<T>)
      return 0;
    else
      return sizeof(T) == 8 ? 'I' : 'i';
  }

  /// Whether the function has the type that \p text says.
  static constexpr bool agrees(const char *text) {
    for (char expected : {letter<Parameters>()..., ':', letter<Result>()})
      if (expected && *text++ != expected)
        return false;
    return *text == 0;
  }

  template <class T>
  static T argument(Caller &caller, const EntryRegisters &registers,
                    size_t index) {
    uint64_t word =
        index < abi::intArgRegisters
            ? registers.word[index]
            : caller.context->transfer[index - abi::intArgRegisters];
    if constexpr (sizeof(T) == 8)
      return T{word};
    else
      return T{uint32_t(word)};
  }

  static uint32_t call(Caller &caller, const EntryRegisters &registers) {
    return callWith(caller, registers,
                    std::index_sequence_for<Parameters...>());
  }

  template <size_t... indices>
  static uint32_t callWith(Caller &caller, const EntryRegisters &registers,
                           std::index_sequence<indices...>) {
    if constexpr (std::is_void_v<Result>) {
      function(caller, argument<Parameters>(caller, registers, indices)...);
      return 0;
    } else {
      return uint32_t(function(
          caller, argument<Parameters>(caller, registers, indices)...));
    }
  }
};

#define WASI_ENTRY(name, function)                                             \
  static_assert(EntryAdapter<&function>::agrees(signature::name),              \
                "the type of " #function " is not that of WasiCalls.def");     \
  extern "C" uint32_t wfx_wasi_##name(                                         \
      const WasiCaller *instance, uint64_t first, uint64_t second,             \
      uint64_t third, uint64_t fourth, uint64_t fifth) {                       \
    Caller caller(*instance);                                                  \
    return EntryAdapter<&function>::call(                                      \
        caller, EntryRegisters{{first, second, third, fourth, fifth}});        \
  }

} // namespace wfx::rt
