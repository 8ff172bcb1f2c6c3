// What the hosts of these tests share: a context with an instance of
// module.wat.
#include "Runtime/Context.h"
#include "Runtime/Continuation.h"
#include "Runtime/Instance.h"
#include "Runtime/Invoke.h"
#include "Runtime/Symbolize.h"
#include "Runtime/Trap.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace wfx;
using rt::ContinuationRef;
using rt::ResumeResult;
using rt::ResumeStatus;
using rt::Trap;

extern "C" const abi::ModuleDesc wfx_module;

struct Host {
  abi::Context *context;
  abi::HostFunc function;
  abi::FuncRef ref;
  abi::Instance *instance;
  ContinuationRef other = {};
  ResumeResult result = {};

  Host(uint64_t (*host)(Host *, uint32_t), rt::ContextOptions options = {}) {
    context = rt::createContext(options);
    function = {reinterpret_cast<void *>(host), this, context};
    ref = rt::hostFuncRef(&function, wfx_module.imports[0].typeDesc);
    rt::Extern import;
    import.object = &ref;
    rt::LinkError error;
    instance = rt::instantiate(context, &wfx_module, &import, &error);
    rt::initialize(instance);
  }
  ~Host() { rt::destroyContext(context); }

  void *find(const char *name) {
    rt::Extern entity;
    if (!rt::findExport(instance, name, &entity))
      abort();
    return entity.object;
  }
  uint64_t tag(const char *name) {
    return reinterpret_cast<uint64_t>(find(name));
  }
  ContinuationRef make(const char *name) {
    ContinuationRef made = {};
    Trap trap = tc_new(context, static_cast<abi::FuncRef *>(find(name)), &made);
    if (trap != Trap::None)
      printf("new %s: %s\n", name, rt::trapMessage(trap));
    return made;
  }
  ResumeStatus resume(ContinuationRef reference, int argument,
                      const uint64_t *handlers = tc_all_tags) {
    uint64_t word = static_cast<uint32_t>(argument);
    return tc_resume(context, reference, &word, 1, handlers, &result);
  }
  int word() const { return static_cast<int>(result.words[0]); }
};
