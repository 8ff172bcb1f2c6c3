//===- ApiFunction.cpp - wfx.h: functions ---------------------------------===//
//
// Calls of functions by reference, and functions of the host that take their
// arguments in an array.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Api.h"

using namespace wfx;
using namespace wfx::rt;

const wfx_functype *wfx_func_type(const wfx_func *func) {
  return outer(inner(func)->type);
}

const char *wfx_signature(const wfx_functype *type) {
  return inner(type)->signature;
}

wfx_extern wfx_func_extern(const wfx_func *func) {
  return outer(Extern{abi::EntityFunc, const_cast<wfx_func *>(func)});
}

wfx_status wfx_call(wfx_context *context, const wfx_func *func,
                    const wfx_value *arguments, wfx_value *results) {
  return outer(
      invoke(inner(context), inner(func), inner(arguments), inner(results)));
}

wfx_status wfx_raise(wfx_context *context, wfx_trap_code trap) {
  noteTrap(inner(context), static_cast<Trap>(trap));
  return WFX_TRAP;
}

wfx_status wfx_raise_exit(wfx_context *context, int code) {
  noteExit(inner(context), code);
  return WFX_EXIT;
}

size_t wfx_pack(const char *letters, const wfx_value *values, uint64_t *words) {
  packPayload(letters, inner(values), words);
  return payloadWords(letters);
}

size_t wfx_unpack(const char *letters, const uint64_t *words,
                  wfx_value *values) {
  unpackPayload(letters, words, inner(values));
  return payloadWords(letters);
}

//===--- Functions of the host --------------------------------------------===//

abi::FuncRef *rt::makeHostFunc(abi::Context *context, const abi::TypeDesc *type,
                               void *function, void *env) {
  auto *host = makeIn<abi::HostFunc>(context);
  auto *ref = makeIn<abi::FuncRef>(context);
  if (!host || !ref)
    return nullptr;
  *host = {function, env, context};
  *ref = hostFuncRef(host, type);
  return ref;
}

namespace {
/// What HostFunc::env is for a function that takes an array.
struct Callback {
  wfx_callback function;
  void *host;
  abi::Context *context;
  const abi::TypeDesc *type;
};
} // namespace

extern "C" {
// ApiFunction.<architecture>.S: HostFunc::function of a callback. Calls the one
// below with its arguments in a RegisterFile, from which it takes its results.
void wfx_callback_entry();

void wfx_callback_run(const Callback *callback, abi::RegisterFile *registers) {
  const abi::TypeDesc *type = callback->type;
  Arity arity = arityOf(type->signature);
  // At most 2000 values of 16 bytes.
  size_t size = (arity.params + arity.results) * sizeof(Value);
  auto *values = static_cast<Value *>(
      __builtin_alloca_with_align(size, alignof(Value) * 8));
  memset(values, 0, size);
  Value *results = values + arity.params;
  readArguments(type, registers, callback->context, values);
  wfx_status status = callback->function(
      callback->host, outer(callback->context), outer(values), outer(results));
  if (status != WFX_OK)
    wfx_host_failed(callback->context, status);
  writeResults(type, registers, callback->context, results);
}
}

const wfx_func *wfx_func_new(wfx_context *outerContext,
                             const wfx_functype *type, wfx_callback function,
                             void *host) {
  abi::Context *context = inner(outerContext);
  auto *callback = makeIn<Callback>(context);
  if (!callback)
    return nullptr;
  *callback = {function, host, context, inner(type)};
  return outer(makeHostFunc(context, inner(type),
                            reinterpret_cast<void *>(&wfx_callback_entry),
                            callback));
}
