//===- Instance.h - Instantiation and linking -----------------------------===//
//
// Makes an instance of a compiled module in a context from its descriptor and
// the entities it imports. Initialising (segments and the start function) is a
// second step, because it runs Wasm.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Activation.h"

namespace wfx::rt {

/// Something that can be imported or exported. `object` is the FuncRef, Table,
/// Memory or GlobalSlot, or the address that is a tag's identity; null means
/// that there is nothing. All must belong to the importing instance's context,
/// but a shared memory may belong to another one.
struct Extern {
  abi::EntityKind kind = abi::EntityFunc;
  void *object = nullptr;
  abi::ValueTypeDesc type = {}; ///< of a global; of a tag, `type.type`
  bool isMutable = false;       ///< of a global
};

/// Why instantiate() failed.
struct LinkError {
  char message[256];
};

/// Creates an instance, with imports[i] for the i-th import of \p module. It
/// lives as long as \p context. Does not initialise it. On failure returns
/// null, sets \p error and leaves the context as it was.
abi::Instance *instantiate(abi::Context *context, const abi::ModuleDesc *module,
                           const Extern *imports, LinkError *error);

/// Evaluates globals, active segments and the start function of \p instance.
Status initialize(abi::Instance *instance);

/// The export number \p index of the module.
Extern exportAt(abi::Instance *instance, uint64_t index);

/// Finds an export by name.
bool findExport(abi::Instance *instance, const char *name, size_t nameSize,
                Extern *result);
bool findExport(abi::Instance *instance, const char *name, Extern *result);

/// The memory that pointers in calls of WASI refer to: the export "memory", as
/// WASI says, else memory 0, which a library has from its user; or null.
abi::Memory *wasiMemory(abi::Instance *instance);

/// The reference to a function of the host that is called with \p host->env as
/// first argument. Both records are the caller's and must outlive the context.
abi::FuncRef hostFuncRef(abi::HostFunc *host, const abi::TypeDesc *type);

/// Frees the instance that was created last.
void destroyNewestInstance(abi::Context *context);

} // namespace wfx::rt
