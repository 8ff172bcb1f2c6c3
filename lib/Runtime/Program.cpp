//===- Program.cpp - Linking and running the modules of a program ---------===//

#include "Runtime/Program.h"
#include "Runtime/ErrorText.h"
#include "Runtime/Instance.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/InvokeExport.h"
#include <stdlib.h>

using namespace wfx;
using namespace wfx::rt;

namespace {

struct HostImport {
  abi::HostFunc host;
  abi::FuncRef ref;
};

} // namespace

/// An instance of a program, and what calls of the host by it need.
struct Program::Instance {
  abi::Instance *instance;
  WasiCaller caller;
  HostImport *hosts; ///< by import; those of other kinds are not used
};

static constexpr char reactor[] = "_initialize";

namespace {

/// One run of a program.
class Runner {
public:
  Runner(Program &program, ErrorText error)
      : program(program), desc(*program.desc), error(error) {}

  bool run(const char *const *arguments, size_t count, Status *status);

private:
  bool allocate();
  bool instantiate(uint64_t number);
  Extern resolve(uint64_t number, uint64_t import);
  const abi::FuncRef *findFunction(uint64_t number, const char *name);
  Status callPlain(uint64_t number, const char *name);
  bool callEntry(const char *const *arguments, size_t count, Status *status);

  Program &program;
  const abi::ProgramDesc &desc;
  ErrorText error;
};

} // namespace

/// The memory that pointers in calls of WASI refer to: the export "memory", as
/// WASI says, else memory 0, which a library has from its user.
static abi::Memory *wasiMemory(abi::Instance *instance) {
  Extern memory;
  if (findExport(instance, "memory", &memory) &&
      memory.kind == abi::EntityMemory)
    return static_cast<abi::Memory *>(memory.object);
  const abi::ModuleDesc *module = instance->module;
  bool hasMemory = module->memoryCount;
  for (uint64_t i = 0; i < module->importCount; ++i)
    hasMemory |= module->imports[i].kind == abi::EntityMemory;
  return hasMemory ? memorySlot(instance, 0).memory : nullptr;
}

/// One block: the instances, then the imports of each.
bool Runner::allocate() {
  uint64_t imports = 0;
  for (uint64_t i = 0; i < desc.moduleCount; ++i)
    imports += desc.modules[i].module->importCount;
  program.instances = static_cast<Program::Instance *>(
      calloc(1, desc.moduleCount * sizeof(Program::Instance) +
                    imports * sizeof(HostImport)));
  if (!program.instances)
    return error.fail("not enough memory");
  auto *hosts =
      reinterpret_cast<HostImport *>(program.instances + desc.moduleCount);
  for (uint64_t i = 0; i < desc.moduleCount; ++i) {
    program.instances[i].hosts = hosts;
    hosts += desc.modules[i].module->importCount;
  }
  return true;
}

/// What import number \p import of module \p number is linked with.
Extern Runner::resolve(uint64_t number, uint64_t import) {
  const abi::ProgramModule &module = desc.modules[number];
  const abi::LinkDesc &link = module.links[import];
  if (!link.host)
    return exportAt(program.instances[link.module].instance, link.index);
  Program::Instance &instance = program.instances[number];
  HostImport &host = instance.hosts[import];
  host.host = {link.host, &instance.caller, program.context};
  host.ref = hostFuncRef(&host.host, module.module->imports[import].typeDesc);
  Extern result;
  result.object = &host.ref;
  return result;
}

bool Runner::instantiate(uint64_t number) {
  const abi::ModuleDesc *module = desc.modules[number].module;
  auto *imports =
      static_cast<Extern *>(calloc(module->importCount + 1, sizeof(Extern)));
  if (!imports)
    return error.fail("not enough memory");
  for (uint64_t i = 0; i < module->importCount; ++i)
    imports[i] = resolve(number, i);
  LinkError linkError;
  Program::Instance &result = program.instances[number];
  result.instance =
      rt::instantiate(program.context, module, imports, &linkError);
  free(imports);
  if (!result.instance)
    return error.fail(linkError.message);
  result.caller = {program.wasi, wasiMemory(result.instance), program.context};
  return true;
}

const abi::FuncRef *Runner::findFunction(uint64_t number, const char *name) {
  Extern entity;
  if (findExport(program.instances[number].instance, name, &entity) &&
      entity.kind == abi::EntityFunc)
    return static_cast<abi::FuncRef *>(entity.object);
  return nullptr;
}

/// Calls an export without parameters and results, if there is one. That it is
/// of that type the compiler has checked.
Status Runner::callPlain(uint64_t number, const char *name) {
  const abi::FuncRef *function = findFunction(number, name);
  abi::RegisterFile registers = {};
  return function ? enter(program.context, function, &registers)
                  : Status::Returned;
}

bool Runner::callEntry(const char *const *arguments, size_t count,
                       Status *status) {
  uint64_t last = desc.moduleCount - 1;
  const char *name = desc.invoke ? desc.invoke : "_start";
  const abi::FuncRef *function = findFunction(last, name);
  if (!function)
    return error.fail("the module exports no function ", name);
  if (!desc.invoke) {
    *status = callPlain(last, name);
    return true;
  }
  if (strcmp(name, reactor))
    *status = callPlain(last, reactor);
  auto *entry = static_cast<const InvokeEntry *>(desc.invokeEntry);
  return *status != Status::Returned ||
         entry->invoke(program.context, function, arguments, count, status,
                       error.buffer, error.size);
}

bool Runner::run(const char *const *arguments, size_t count, Status *status) {
  if (!allocate())
    return false;
  for (uint64_t i = 0; i < desc.moduleCount; ++i) {
    if (!instantiate(i))
      return false;
    *status = initialize(program.instances[i].instance);
    if (*status == Status::Returned && i + 1 < desc.moduleCount)
      *status = callPlain(i, reactor);
    if (*status != Status::Returned)
      return true;
  }
  return callEntry(arguments, count, status);
}

bool rt::runProgram(Program &program, const char *const *arguments,
                    size_t count, Status *status, char *error,
                    size_t errorSize) {
  return Runner(program, {error, errorSize}).run(arguments, count, status);
}

void rt::freeProgram(Program &program) {
  free(program.instances);
  program.instances = nullptr;
}
