//===- EngineResolver.cpp - From addresses of compiled code to Wasm -------===//

#include "Compiler/EngineResolver.h"
#include "Runtime/CallFrame.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace wfx {

static void findFunction(rt::Resolver *, rt::WasmPlace &place) {
  auto *names =
      static_cast<const EngineResolver::FunctionNames *>(place.module);
  const auto *row = names->find(place.offset);
  place.known = row;
  if (!row)
    return;
  place.function = row->index;
  place.name = row->name.data();
  place.nameSize = row->name.size();
  place.moduleName = names->module.data();
  place.moduleNameSize = names->module.size();
}

EngineResolver::EngineResolver() {
  resolve = [](rt::Resolver *self, const abi::TrapFrame *frames, size_t count,
               rt::WasmPlace *places) {
    for (size_t i = 0; i < count; ++i)
      places[i] = static_cast<EngineResolver *>(self)->find(frames[i]);
  };
  rt::Resolver::findFunction = wfx::findFunction;
}

ModuleNames EngineResolver::namesOf(const Module &module, StringRef name) {
  auto names = std::make_shared<FunctionNames>();
  names->module = name.str();
  for (uint32_t i = module.importedFunctions; i < module.functions.size();
       ++i) {
    Slice body = module.functions[i].body;
    StringRef name = module.names.functions.lookup(i);
    names->rows.push_back({body.begin, body.end, i, name.str()});
  }
  return names;
}

void EngineResolver::addObject(StringRef name, Object object, Names names) {
  std::lock_guard lock(mutex);
  LoadedObject &loaded = objects[name];
  loaded.bytes = std::move(object);
  loaded.names = std::move(names);
}

void EngineResolver::removeObjects(const Names &names) {
  std::lock_guard lock(mutex);
  for (auto it = objects.begin(); it != objects.end();) {
    auto object = it++;
    if (object->second.names != names)
      continue;
    for (uint64_t address : object->second.symbols)
      symbols.erase(address);
    objects.erase(object);
  }
}

void EngineResolver::addSymbol(StringRef object, StringRef name,
                               uint64_t address, uint64_t size) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it == objects.end())
    return;
  symbols[address] = {size, &it->second, name.str()};
  it->second.symbols.push_back(address);
}

void EngineResolver::addCode(StringRef object, Range code) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it != objects.end())
    it->second.code = code;
}

EngineResolver::Range EngineResolver::codeOf(const Names &names) {
  std::lock_guard lock(mutex);
  Range all;
  for (const auto &[name, object] : objects) {
    if (object.names != names)
      continue;
    all.begin = std::min(all.begin, object.code.begin);
    all.end = std::max(all.end, object.code.end);
  }
  return all;
}

void EngineResolver::addFrames(StringRef object, uint64_t address,
                               uint64_t size) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it == objects.end())
    return;
  it->second.framesAddress = address;
  it->second.framesSize = size;
}

const EngineResolver::FunctionNames::Row *
EngineResolver::FunctionNames::find(WasmOffset offset) const {
  auto it =
      partition_point(rows, [&](const Row &r) { return r.end <= offset; });
  return it != rows.end() && it->begin <= offset ? &*it : nullptr;
}

void EngineResolver::LoadedObject::open() {
  if (lines)
    return;
  file = cantFail(object::ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object")));
  lines = DWARFContext::create(*file);
  for (const object::SectionRef &section : file->sections())
    if (cantFail(section.getName()) == ".wfx.inlines") {
      StringRef contents = cantFail(section.getContents());
      inlines = {contents.bytes_begin(), contents.size()};
    }
}

std::optional<DILineInfo>
EngineResolver::LoadedObject::rowOf(StringRef name, uint64_t distance) {
  open();
  for (const object::SymbolRef &symbol : file->symbols()) {
    if (cantFail(symbol.getName()) != name)
      continue;
    object::SectionedAddress address{cantFail(symbol.getValue()),
                                     cantFail(symbol.getSection())->getIndex()};
    std::optional<DILineInfo> start = lines->getLineInfoForAddress(address, {});
    address.Address += distance;
    std::optional<DILineInfo> row = lines->getLineInfoForAddress(address, {});
    // As in Runtime/LineTable.cpp.
    return row && !row->Line ? start : row;
  }
  return std::nullopt;
}

rt::WasmPlace EngineResolver::find(const abi::TrapFrame &frame) {
  std::lock_guard lock(mutex);
  uint64_t address = frame.lookup();
  rt::WasmPlace place;
  auto it = symbols.upper_bound(address);
  if (it == symbols.begin())
    return place;
  --it;
  const LoadedSymbol &symbol = it->second;
  LoadedObject &object = *symbol.object;
  if (address - it->first >= symbol.size)
    return place;
  auto row = object.rowOf(symbol.name, address - it->first);
  if (!row || !row->Line)
    return place;
  place.offset = row->Line;
  place.module = object.names.get();
  findFunction(this, place);
  place.hasSiblings = !object.names->module.empty();
  // The object has one line program, so that begins at 0.
  place.inlinedAt = rt::InlineChain(object.inlines, 0, row->Column);
  if (frame.kind == abi::FrameKind::Fault) {
    place.frameless = rt::isFrameless(
        {reinterpret_cast<const uint8_t *>(object.framesAddress),
         object.framesSize},
        object.framesAddress, address);
  }
  return place;
}

} // namespace wfx
