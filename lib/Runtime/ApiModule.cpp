//===- ApiModule.cpp - wfx.h: what a module imports and exports -----------===//

#include "Runtime/Api.h"

using namespace wfx;
using namespace wfx::rt;

/// The type of a function or a tag; of others there is none in the interface.
static const wfx_functype *typeOf(uint64_t kind, const abi::TypeDesc *type) {
  bool hasType = kind == abi::EntityFunc || kind == abi::EntityTag;
  return hasType ? outer(type) : nullptr;
}

const char *wfx_module_name(const wfx_module *module) {
  return inner(module)->name;
}

size_t wfx_import_count(const wfx_module *module) {
  return inner(module)->importCount;
}

size_t wfx_export_count(const wfx_module *module) {
  return inner(module)->exportCount;
}

wfx_import_info wfx_import_at(const wfx_module *module, size_t index) {
  const abi::ImportDesc &desc = inner(module)->imports[index];
  return {desc.module,
          desc.moduleSize,
          desc.name,
          desc.nameSize,
          static_cast<wfx_extern_kind>(desc.kind),
          typeOf(desc.kind, desc.typeDesc),
          (desc.flags & abi::FlagWasi) != 0};
}

wfx_export_info wfx_export_at(const wfx_module *module, size_t index) {
  const abi::ExportDesc &desc = inner(module)->exports[index];
  return {desc.name, desc.nameSize, static_cast<wfx_extern_kind>(desc.kind),
          typeOf(desc.kind, desc.typeDesc),
          reinterpret_cast<void (*)()>(desc.entry)};
}
