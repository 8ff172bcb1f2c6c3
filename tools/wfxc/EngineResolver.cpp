//===- EngineResolver.cpp - From addresses of compiled code to Wasm -------===//

#include "EngineResolver.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include "llvm/Object/ObjectFile.h"

using namespace llvm;

namespace wfx {

EngineResolver::EngineResolver() {
  resolve = [](rt::Resolver *self, const abi::TrapFrame *frames, size_t count,
               rt::WasmPlace *places) {
    for (size_t i = 0; i < count; ++i)
      places[i] = static_cast<EngineResolver *>(self)->find(frames[i].lookup());
  };
}

void EngineResolver::beginModule(const Module &module) {
  current = std::make_shared<FunctionNames>();
  for (uint32_t i = module.importedFunctions; i < module.functions.size(); ++i) {
    Slice body = module.functions[i].body;
    StringRef name = module.names.functions.lookup(i);
    current->rows.push_back({body.begin, body.end, i, name.str()});
  }
}

void EngineResolver::addObject(StringRef name, Object object) {
  std::lock_guard lock(mutex);
  objects[name] = {std::move(object), current};
}

void EngineResolver::addSymbol(StringRef object, StringRef name, uint64_t address,
                               uint64_t size) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it != objects.end())
    symbols[address] = {size, &it->second, name.str()};
}

const EngineResolver::FunctionNames::Row *
EngineResolver::FunctionNames::find(WasmOffset offset) const {
  auto it = partition_point(rows, [&](const Row &r) { return r.end <= offset; });
  return it != rows.end() && it->begin <= offset ? &*it : nullptr;
}

/// The module offset of the code \p distance bytes behind symbol \p name.
static std::optional<WasmOffset> lineOf(const Object &bytes, StringRef name,
                                        uint64_t distance) {
  MemoryBufferRef buffer(StringRef(bytes.data(), bytes.size()), "object");
  auto file = object::ObjectFile::createObjectFile(buffer);
  if (!file) {
    consumeError(file.takeError());
    return std::nullopt;
  }
  for (const object::SymbolRef &symbol : (*file)->symbols()) {
    if (cantFail(symbol.getName()) != name)
      continue;
    auto section = cantFail(symbol.getSection());
    auto context = DWARFContext::create(**file);
    auto line = context->getLineInfoForAddress(
        {cantFail(symbol.getValue()) + distance, section->getIndex()}, {});
    if (!line || !line->Line)
      return std::nullopt;
    return line->Line;
  }
  return std::nullopt;
}

rt::WasmPlace EngineResolver::find(uint64_t address) const {
  std::lock_guard lock(mutex);
  rt::WasmPlace place;
  auto it = symbols.upper_bound(address);
  if (it == symbols.begin())
    return place;
  --it;
  const LoadedSymbol &symbol = it->second;
  if (address - it->first >= symbol.size)
    return place;
  auto offset = lineOf(symbol.object->bytes, symbol.name, address - it->first);
  if (!offset)
    return place;
  place.known = true;
  place.offset = *offset;
  if (const auto *row = symbol.object->names->find(*offset)) {
    place.function = row->index;
    place.name = row->name.data();
    place.nameSize = row->name.size();
  }
  return place;
}

} // namespace wfx
