//===- ApiInstance.cpp - wfx.h: instances ---------------------------------===//
//
// Checks that a module fits this runtime and this processor, makes what its
// imports are linked with, instantiates and starts it.
//
//===----------------------------------------------------------------------===//

#include "ABI/Version.h"
#include "Runtime/Api.h"
#include "Runtime/CpuFeatures.h"
#include "Runtime/Memory.h"
#include <stdlib.h>

using namespace wfx;
using namespace wfx::rt;

extern "C" {
extern const char WFX_ABI_SYMBOL;
// Programs without continuations need not contain it.
[[gnu::weak]] void tc_suspend_call();
}

//===--- Contexts of entities ---------------------------------------------===//

static abi::Context *contextOf(const abi::FuncRef &function) {
  if (function.code == reinterpret_cast<void *>(&wfx_host_call))
    return static_cast<abi::HostFunc *>(function.instance)->context;
  if (tc_suspend_call &&
      function.code == reinterpret_cast<void *>(&tc_suspend_call))
    return static_cast<SuspendFunc *>(function.instance)->context;
  return static_cast<abi::Instance *>(function.instance)->context;
}

static bool usesMemory(const abi::Context *context, const abi::Memory *memory) {
  for (const abi::MemoryUse *use = context->memories; use; use = use->next)
    if (use->memory == memory)
      return true;
  return memory->shared;
}

static bool hasTable(const abi::Context *context, const abi::Table *table) {
  for (const abi::Table *at = context->tables; at; at = at->next)
    if (at == table)
      return true;
  return false;
}

bool rt::isForeign(abi::Context *context, const Extern &entity) {
  switch (entity.kind) {
  case abi::EntityFunc:
    return contextOf(*static_cast<abi::FuncRef *>(entity.object)) != context;
  case abi::EntityMemory:
    return !usesMemory(context, static_cast<abi::Memory *>(entity.object));
  case abi::EntityTable:
    return !hasTable(context, static_cast<abi::Table *>(entity.object));
  case abi::EntityGlobal:
  case abi::EntityTag:
    return !owns(context, entity.object);
  }
  return true;
}

//===--- Imports ----------------------------------------------------------===//

namespace {

/// Makes of the bindings of a module's imports what they are linked with.
class Binder {
public:
  Binder(abi::Context *context, const abi::ModuleDesc *module,
         const wfx_binding *bindings, Wasi *wasi, wfx_error *error)
      : context(context), module(module), bindings(bindings), wasi(wasi),
        error(error) {}

  /// Fills in an entity for each import. False if one has no fitting binding.
  bool run(Extern *imports) {
    for (uint64_t i = 0; i < module->importCount; ++i)
      if (!bind(module->imports[i], bindings ? bindings[i] : wfx_binding{},
                imports[i]))
        return false;
    return true;
  }

  /// What the functions of WASI are given: its memory is to be filled in. Null
  /// if there are none.
  WasiCaller *wasiCaller() const { return caller; }

private:
  bool bind(const abi::ImportDesc &import, const wfx_binding &binding,
            Extern &result);
  bool bindFunction(const abi::ImportDesc &import, const wfx_binding &binding,
                    Extern &result);
  bool bindWasi(const abi::ImportDesc &import, Extern &result);
  bool setFunction(const abi::ImportDesc &import, void *env, Extern &result);

  bool fail(const abi::ImportDesc &import, const char *why) {
    refuse(error, "import \"", Text::Bytes{import.module, import.moduleSize},
           "\".\"", Text::Bytes{import.name, import.nameSize}, "\" ", why);
    return false;
  }

  abi::Context *context;
  const abi::ModuleDesc *module;
  const wfx_binding *bindings;
  Wasi *wasi;
  wfx_error *error;
  WasiCaller *caller = nullptr;
};

} // namespace

static constexpr char noMemory[] = "cannot be linked: not enough memory";

/// A function whose code is the import's adapter, for which env is meant.
bool Binder::setFunction(const abi::ImportDesc &import, void *env,
                         Extern &result) {
  result.object =
      env ? makeHostFunc(context, import.typeDesc, import.adapter, env)
          : nullptr;
  return result.object || fail(import, noMemory);
}

bool Binder::bindFunction(const abi::ImportDesc &import,
                          const wfx_binding &binding, Extern &result) {
  if (import.kind != abi::EntityFunc)
    return fail(import, "is not a function, but is linked with one");
  if (!import.adapter || import.flags & abi::FlagWasi)
    return fail(import, "cannot be linked with a C function: the module was "
                        "compiled without what that needs");
  auto *host = makeIn<abi::HostImport>(context);
  if (host)
    *host = {reinterpret_cast<void *>(binding.function), binding.host, context};
  return setFunction(import, host, result);
}

bool Binder::bindWasi(const abi::ImportDesc &import, Extern &result) {
  if (!wasi)
    return fail(import, "needs a wfx_wasi");
  if (!caller)
    caller = makeIn<WasiCaller>(context);
  if (caller)
    *caller = {wasi, nullptr, context, nullptr};
  return setFunction(import, caller, result);
}

bool Binder::bind(const abi::ImportDesc &import, const wfx_binding &binding,
                  Extern &result) {
  if (binding.function)
    return bindFunction(import, binding, result);
  if (!binding.entity.object)
    return import.flags & abi::FlagWasi
               ? bindWasi(import, result)
               : fail(import, "is not linked with anything");
  result = inner(binding.entity);
  return !isForeign(context, result) ||
         fail(import, "is linked with something of another context");
}

//===--- Instances --------------------------------------------------------===//

/// False if \p module cannot run here at all. Of one with another ABI only the
/// first two slots may be read.
static bool fits(const abi::ModuleDesc *module, wfx_error *error) {
  if (module->abi != &WFX_ABI_SYMBOL)
    return refuse(error, "module ", module->name,
                  " was compiled or linked for another version or copy of the "
                  "wfx library"),
           false;
  uint64_t missing = missingCpuFeatures(module->cpuFeatures);
  if (!missing)
    return true;
  char names[400]; // room for every name
  Text text(names, sizeof(names));
  printCpuFeatures(text, missing);
  text.terminate();
  return refuse(error, "this processor lacks what module ", module->name,
                " was compiled for: ", names),
         false;
}

static abi::Instance *link(abi::Context *context, const abi::ModuleDesc *module,
                           Binder &binder, wfx_error *error) {
  auto *imports =
      static_cast<Extern *>(calloc(module->importCount + 1, sizeof(Extern)));
  if (!imports)
    return refuse(error, "not enough memory");
  abi::Instance *instance = nullptr;
  LinkError why;
  if (binder.run(imports)) {
    instance = instantiate(context, module, imports, &why);
    if (!instance)
      refuse(error, why.message);
  }
  free(imports);
  return instance;
}

/// Runs the start function, and what a reactor of WASI exports for it.
static Status start(abi::Instance *instance) {
  Status status = initialize(instance);
  Extern entity;
  if (status != Status::Returned ||
      !findExport(instance, "_initialize", &entity) ||
      entity.kind != abi::EntityFunc)
    return status;
  auto *function = static_cast<abi::FuncRef *>(entity.object);
  if (strcmp(function->type->signature, ":"))
    return status;
  abi::RegisterFile registers = {};
  return enter(instance->context, function, &registers);
}

/// Says how the start function has ended; the first line of what there is.
static decltype(nullptr) refuseStart(abi::Context *context, Status status,
                                     wfx_error *error) {
  wfx_describe(outer(context), outer(status), error->message,
               sizeof(error->message));
  error->message[strcspn(error->message, "\n")] = 0;
  error->status = outer(status);
  return nullptr;
}

wfx_instance *wfx_instance_new(wfx_context *outerContext,
                               const wfx_module *outerModule,
                               const wfx_binding *bindings, wfx_wasi *wasi,
                               wfx_error *error) {
  abi::Context *context = inner(outerContext);
  const abi::ModuleDesc *module = inner(outerModule);
  if (!fits(module, error))
    return nullptr;
  abi::Allocation *former = context->owned;
  Binder binder(context, module, bindings, inner(wasi), error);
  abi::Instance *instance = link(context, module, binder, error);
  if (!instance) {
    freeAllocations(context, former);
    return nullptr;
  }
  if (WasiCaller *caller = binder.wasiCaller())
    caller->memory = wasiMemory(instance);
  Status status = start(instance);
  return status == Status::Returned ? outer(instance)
                                    : refuseStart(context, status, error);
}

wfx_context *wfx_instance_context(const wfx_instance *instance) {
  return outer(inner(instance)->context);
}

const wfx_module *wfx_instance_module(const wfx_instance *instance) {
  return outer(inner(instance)->module);
}

void wfx_instance_set_user(wfx_instance *instance, void *user) {
  inner(instance)->user = user;
}

void *wfx_instance_user(const wfx_instance *instance) {
  return inner(instance)->user;
}

wfx_extern wfx_instance_export(wfx_instance *instance, size_t index) {
  return outer(exportAt(inner(instance), index));
}

wfx_extern wfx_find_export(wfx_instance *instance, const char *name,
                           size_t name_size) {
  Extern result;
  findExport(inner(instance), name, name_size, &result);
  return outer(result);
}
