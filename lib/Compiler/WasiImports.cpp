//===- WasiImports.cpp - What the runtime provides to modules -------------===//

#include "Compiler/WasiImports.h"
#include "Frontend/Emit/Emit.h"
#include "Support/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace wfx {

static constexpr StringRef wasiModule = "wasi_snapshot_preview1";

static constexpr HostCall hostCalls[] = {
#define WASI_CALL(name, signature)                                             \
  {wasiModule, #name, signature, "wfx_wasi_" #name},
#define WASI_THREADS_CALL(import, name, signature)                             \
  {"wasi", import, signature, "wfx_wasi_" #name},
#include "ABI/WasiCalls.def"
};

const HostCall *findHostCall(const Import &import) {
  auto found = find_if(hostCalls, [&](const HostCall &call) {
    return call.module == import.module && call.name == import.name;
  });
  return found == std::end(hostCalls) ? nullptr : found;
}

const HostCall *findWasi(const Import &import) {
  const HostCall *call = findHostCall(import);
  bool isWasi = call && call->module == wasiModule;
  return isWasi && import.kind == ExternKind::Func ? call : nullptr;
}

std::string describe(const Module &module, const Import &import) {
  return (import.module + "." + import.name + " ").str() +
         module.typeText(import.kind, import.index);
}

/// The memory that WASI works on (lib/Runtime/Program.cpp), if there is one.
static const MemoryType *wasiMemory(const Module &module) {
  for (const Export &e : module.exports)
    if (e.name == "memory" && e.kind == ExternKind::Memory)
      return &module.memories[e.index].type;
  return module.memories.empty() ? nullptr : &module.memories.front().type;
}

Error checkHostCall(const Module &module, const Import &import,
                    const HostCall &call) {
  if (const MemoryType *memory = wasiMemory(module);
      memory && memory->limits.is64)
    return errorAt(Diag::IncompatibleImport, import.offset,
                   describe(module, import) +
                       ": WASI preview 1 has 32-bit pointers, but the module's "
                       "memory is " +
                       toString(*memory));
  if (signatureString(module.types, module.funcType(FuncIdx(import.index))) !=
      call.signature)
    return errorAt(Diag::IncompatibleImport, import.offset,
                   describe(module, import));
  return Error::success();
}

Expected<std::vector<std::string>> wasiFunctions(const Module &module) {
  std::vector<std::string> functions;
  for (const Import &import : module.imports) {
    const HostCall *call = findWasi(import);
    if (call)
      if (Error failed = checkHostCall(module, import, *call))
        return std::move(failed);
    functions.push_back(call ? call->symbol.str() : "");
  }
  return functions;
}

} // namespace wfx
