//===- RuntimeTesting.h - Wasm functions written in C++ -------------------===//
//
// What the runtime tests share: types, function references and contexts for
// "Wasm" functions that the C++ compiler made. The calling convention is C's,
// so a C++ function whose first parameter is the instance will do.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Context.h"
#include "Runtime/Instance.h"
#include "Runtime/Invoke.h"
#include "gtest/gtest.h"
#include <initializer_list>
#include <memory>
#include <vector>

namespace wfx::rt::testing {

/// A type with its display.
struct Type {
  abi::TypeDesc desc;
  const abi::TypeDesc *display[4];

  explicit Type(const char *signature, const Type *super = nullptr,
                abi::CompositeKind kind = abi::KindFunc)
      : desc{1, reinterpret_cast<uintptr_t>(this), kind, signature,
             super ? super->desc.depth + 1 : 0} {
    for (uint64_t i = 0; i < desc.depth; ++i)
      display[i] = super->display[i];
    display[desc.depth] = &desc;
  }
  Type(const Type &) = delete;
};

struct ContextDeleter {
  void operator()(abi::Context *context) const { destroyContext(context); }
};
using ContextPtr = std::unique_ptr<abi::Context, ContextDeleter>;

inline ContextPtr makeContext(uint64_t stackSize = 1 << 20) {
  return ContextPtr(createContext({stackSize}));
}

/// An instance without a module, which is all that most functions need.
struct Bare {
  abi::Instance instance = {};
  explicit Bare(const ContextPtr &context) { instance.context = context.get(); }

  template <class Function> abi::FuncRef ref(Function *code, const Type &type) {
    return {reinterpret_cast<void *>(code), &type.desc, &instance};
  }
};

/// A host function and the reference to it.
struct Host {
  abi::HostFunc host;
  abi::FuncRef ref;
  template <class Function>
  Host(const ContextPtr &context, Function *function, const Type &type,
       void *env = nullptr)
      : host{reinterpret_cast<void *>(function), env, context.get()},
        ref(hostFuncRef(&host, &type.desc)) {}
};

inline Value i32(int32_t v) {
  Value r = {};
  r.i32 = v;
  return r;
}
inline Value i64(int64_t v) {
  Value r = {};
  r.i64 = v;
  return r;
}
inline Value f64(double v) {
  Value r = {};
  r.f64 = v;
  return r;
}

} // namespace wfx::rt::testing

/// A trap as generated code makes it.
#define WASM_TRAP(number)                                                      \
  __asm__ volatile("ud1l %c0(%%eax), %%eax" ::"i"(number))
