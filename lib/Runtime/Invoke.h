//===- Invoke.h - Calling a Wasm function whose type is known at run time -===//
//
// Distributes values over the registers and the transfer buffer as the calling
// convention says (docs/abi.md), from the signature of the function's type; and
// the words of payloads.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"

namespace wfx::rt {

/// A value of any type. Which member counts is the signature's to say.
union Value {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  uint8_t v128[16];
  void *ref;
  uint64_t words[2]; ///< a continuation reference: {stack pointer, revision}
};

/// Numbers of parameters and results in a signature such as "iIfFvrc:i".
struct Arity {
  size_t params, results;
};
Arity arityOf(const char *signature);

/// Calls \p function with \p args (as many as its type has parameters) and
/// stores its results (as many as its type has) if it returns.
Status invoke(abi::Context *context, const abi::FuncRef *function,
              const Value *args, Value *results);

/// The arguments that a function of \p type, which Wasm has called, was given.
void readArguments(const abi::TypeDesc *type, abi::RegisterFile *registers,
                   abi::Context *, Value *args);
/// Puts the results of such a function where it returns them.
void writeResults(const abi::TypeDesc *type, abi::RegisterFile *registers,
                  abi::Context *, const Value *results);

/// The words of a payload with the types of \p letters, which end at ':' or 0.
size_t payloadWords(const char *letters);
/// Writes \p values as the words of a payload.
void packPayload(const char *letters, const Value *values, uint64_t *words);
/// Reads them again.
void unpackPayload(const char *letters, const uint64_t *words, Value *values);

/// Makes a payload, its first words in registers->ints and the others in
/// Context::transfer, of the arguments that a function of \p type was called
/// with.
void takeArguments(const abi::TypeDesc *type, abi::RegisterFile *registers,
                   abi::Context *);
/// Puts a payload, in the same places, where such a function returns it.
void giveResults(const abi::TypeDesc *type, abi::RegisterFile *registers,
                 abi::Context *);

} // namespace wfx::rt

// Called by tc_start_any, on the continuation's stack.
extern "C" {
/// Puts the payload, its first words in registers->ints and the others in
/// Context::transfer, where \p function takes its arguments.
void tc_place_arguments(const wfx::abi::FuncRef *function,
                        wfx::abi::RegisterFile *registers, wfx::abi::Context *);
/// Makes a payload, in the same places, of the results of \p function.
void tc_place_results(const wfx::abi::FuncRef *function,
                      wfx::abi::RegisterFile *registers, wfx::abi::Context *);
}
