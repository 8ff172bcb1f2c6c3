// What the hosts of these tests share: a context with an instance of module.wat.
#include "Runtime/Context.h"
#include "Runtime/Continuation.h"
#include "Runtime/Instance.h"
#include "Runtime/Interrupt.h"
#include "Runtime/Invoke.h"
#include "Runtime/Trap.h"
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

using namespace wfx;
using rt::Status;
using rt::Trap;

extern "C" const abi::ModuleDesc wfx_module;

/// Every function of the module that does not end.
inline const char *const endless[] = {
    "loop",       "counting",   "calls",     "tail_calls",      "vectors",
    "fill",       "copy",       "table_fill", "table_copy",     "wait",
    "host_calls", "long_host_calls", "nested", "suspend",       "cont_new",
    "references"};

inline void sleepFor(long nanoseconds) {
  timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  while (nanosleep(&time, &time))
    ;
}

struct Host {
  abi::Context *context = rt::createContext();
  abi::HostFunc function;
  abi::FuncRef ref;
  abi::Instance *instance;
  Status nested = Status::Returned;

  Host() {
    function = {reinterpret_cast<void *>(&call), this, context};
    ref = rt::hostFuncRef(&function, wfx_module.imports[0].typeDesc);
    rt::Extern import;
    import.object = &ref;
    rt::LinkError error;
    instance = rt::instantiate(context, &wfx_module, &import, &error);
    if (!instance || rt::initialize(instance) != Status::Returned)
      abort();
  }
  ~Host() { rt::destroyContext(context); }
  Host(const Host &) = delete;

  Status run(const char *name) {
    rt::Extern entity;
    if (!rt::findExport(instance, name, &entity))
      abort();
    return rt::invoke(context, static_cast<abi::FuncRef *>(entity.object),
                      nullptr, nullptr);
  }

  /// Null if \p status is an interruption that has left the context in order.
  const char *check(Status status) const {
    if (status != Status::Trapped)
      return "not trapped";
    if (context->trap->trap != Trap::Interrupted)
      return rt::trapMessage(context->trap->trap);
    if (context->activation || context->current != context->root ||
        context->wasmStack != context->stackHigh || rt::currentContext())
      return "the context is not idle";
    return tc_check_pool(context);
  }

  static uint64_t call(Host *host, uint32_t what) {
    if (what == 1)
      sleepFor(3000000);
    if (what == 2) {
      host->nested = host->run("loop");
      if (host->nested != Status::Returned)
        rt::raiseTrap(host->context, host->context->trap->trap);
    }
    return 0;
  }
};
