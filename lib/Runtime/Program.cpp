//===- Program.cpp - Linking and running the modules of a program ---------===//

#include "Runtime/Program.h"
#include "Runtime/ErrorText.h"
#include "Runtime/Instance.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/Memory.h"
#include <stdlib.h>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;

namespace {

struct HostImport {
  abi::HostFunc host;
  abi::FuncRef ref;
};

} // namespace

/// An instance of a program, and what calls of the host by it need.
struct ProgramPart::Instance {
  abi::Instance *instance;
  WasiCaller caller;
  HostImport *hosts; ///< by import; those of other kinds are not used
};

static constexpr char reactor[] = "_initialize";

namespace {

/// Makes the instances of one thread.
class Instantiator {
public:
  Instantiator(Program &program, ProgramPart &part, ErrorText error)
      : program(program), part(part), desc(*program.desc), error(error) {}

  bool run();

private:
  bool allocate();
  bool instantiate(uint64_t number);
  Extern resolve(uint64_t number, uint64_t import, const Extern *before);
  Extern resolveHost(uint64_t number, uint64_t import);
  abi::Memory *findMemory(uint64_t number, uint64_t import);

  Program &program;
  ProgramPart &part;
  const abi::ProgramDesc &desc;
  ErrorText error;
};

} // namespace

/// One block: the instances, then the imports of each.
bool Instantiator::allocate() {
  uint64_t imports = 0;
  for (uint64_t i = 0; i < desc.moduleCount; ++i)
    imports += desc.modules[i].module->importCount;
  part.instances = static_cast<ProgramPart::Instance *>(
      calloc(1, desc.moduleCount * sizeof(ProgramPart::Instance) +
                    imports * sizeof(HostImport)));
  if (!part.instances)
    return error.fail("not enough memory");
  auto *hosts =
      reinterpret_cast<HostImport *>(part.instances + desc.moduleCount);
  for (uint64_t i = 0; i < desc.moduleCount; ++i) {
    part.instances[i].hosts = hosts;
    hosts += desc.modules[i].module->importCount;
  }
  return true;
}

Extern Instantiator::resolveHost(uint64_t number, uint64_t import) {
  const abi::ProgramModule &module = desc.modules[number];
  ProgramPart::Instance &instance = part.instances[number];
  HostImport &host = instance.hosts[import];
  host.host = {module.links[import].host, &instance.caller, part.context};
  host.ref = hostFuncRef(&host.host, module.module->imports[import].typeDesc);
  Extern result;
  result.object = &host.ref;
  return result;
}

/// The memory that import number \p import of module \p number creates: the
/// main thread's instances have it, once it is there.
abi::Memory *Instantiator::findMemory(uint64_t number, uint64_t import) {
  const abi::ImportDesc &desc =
      this->desc.modules[number].module->imports[import];
  if (abi::Instance *instance = program.main.instances[number].instance)
    return slotAt<abi::MemorySlot>(instance, desc.slot).memory;
  return createMemory(part.context, {desc.min, desc.max, desc.flags,
                                     static_cast<unsigned>(desc.typeCode)});
}

/// What import number \p import of module \p number is linked with; \p before
/// are the module's imports in front of it.
Extern Instantiator::resolve(uint64_t number, uint64_t import,
                             const Extern *before) {
  const abi::LinkDesc &link = desc.modules[number].links[import];
  Extern result;
  switch (link.kind) {
  case abi::LinkHost:
    return resolveHost(number, import);
  case abi::LinkExport:
    return exportAt(part.instances[link.module].instance, link.index);
  case abi::LinkMemory:
    if (link.module == number && link.index < import)
      return before[link.index];
    result.kind = abi::EntityMemory;
    result.object = findMemory(link.module, link.index);
    break;
  }
  return result;
}

bool Instantiator::instantiate(uint64_t number) {
  const abi::ModuleDesc *module = desc.modules[number].module;
  auto *imports =
      static_cast<Extern *>(calloc(module->importCount + 1, sizeof(Extern)));
  if (!imports)
    return error.fail("not enough memory");
  for (uint64_t i = 0; i < module->importCount; ++i)
    imports[i] = resolve(number, i, imports);
  LinkError linkError;
  ProgramPart::Instance &result = part.instances[number];
  result.instance = rt::instantiate(part.context, module, imports, &linkError);
  free(imports);
  if (!result.instance)
    return error.fail(linkError.message);
  result.caller = {program.wasi, wasiMemory(result.instance), part.context,
                   &program};
  return true;
}

bool Instantiator::run() {
  if (!allocate())
    return false;
  for (uint64_t i = 0; i < desc.moduleCount; ++i)
    if (!instantiate(i))
      return false;
  return true;
}

bool rt::instantiateModules(Program &program, ProgramPart &part,
                            ErrorText error) {
  return Instantiator(program, part, error).run();
}

//===--- Running ----------------------------------------------------------===//

static const abi::FuncRef *findFunction(const ProgramPart &part,
                                        uint64_t number, const char *name) {
  Extern entity;
  if (findExport(part.instances[number].instance, name, &entity) &&
      entity.kind == abi::EntityFunc)
    return static_cast<abi::FuncRef *>(entity.object);
  return nullptr;
}

const abi::FuncRef *rt::findEntry(const Program &program,
                                  const ProgramPart &part, const char *name) {
  return findFunction(part, program.desc->moduleCount - 1, name);
}

/// Calls an export without parameters and results, if there is one. That it is
/// of that type the compiler has checked.
static Status callPlain(const ProgramPart &part, uint64_t number,
                        const char *name) {
  const abi::FuncRef *function = findFunction(part, number, name);
  abi::RegisterFile registers = {};
  return function ? enter(part.context, function, &registers)
                  : Status::Returned;
}

Status rt::initializeModules(Program &program, ProgramPart &part) {
  uint64_t last = program.desc->moduleCount - 1;
  Status status = Status::Returned;
  for (uint64_t i = 0; i <= last && status == Status::Returned; ++i) {
    status = initialize(part.instances[i].instance);
    if (status == Status::Returned && i < last)
      status = callPlain(part, i, reactor);
  }
  return status;
}

static bool callEntry(Program &program, const char *const *arguments,
                      size_t count, Status *status, ErrorText error) {
  const abi::ProgramDesc &desc = *program.desc;
  const ProgramPart &part = program.main;
  uint64_t last = desc.moduleCount - 1;
  const char *name = desc.invoke ? desc.invoke : "_start";
  const abi::FuncRef *function = findFunction(part, last, name);
  if (!function)
    return error.fail("the module exports no function ", name);
  if (!desc.invoke) {
    *status = callPlain(part, last, name);
    return true;
  }
  if (strcmp(name, reactor))
    *status = callPlain(part, last, reactor);
  auto *entry = static_cast<const InvokeEntry *>(desc.invokeEntry);
  return *status != Status::Returned ||
         entry->invoke(part.context, function, arguments, count, status,
                       error.buffer, error.size);
}

bool rt::runProgram(Program &program, const char *const *arguments,
                    size_t count, Status *status, char *error,
                    size_t errorSize) {
  ErrorText text{error, errorSize};
  if (!instantiateModules(program, program.main, text))
    return false;
  *status = initializeModules(program, program.main);
  return *status != Status::Returned ||
         callEntry(program, arguments, count, status, text);
}

void rt::claimEnd(Program &program) {
  if (__atomic_exchange_n(&program.isEnding, 1, __ATOMIC_RELAXED))
    while (true)
      pause();
}

void rt::freeInstances(ProgramPart &part) {
  free(part.instances);
  part.instances = nullptr;
}
