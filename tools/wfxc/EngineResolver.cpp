//===- EngineResolver.cpp - From addresses of compiled code to Wasm -------===//

#include "EngineResolver.h"
#include "Runtime/CallFrame.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace wfx {

EngineResolver::EngineResolver() {
  resolve = [](rt::Resolver *self, const abi::TrapFrame *frames, size_t count,
               rt::WasmPlace *places) {
    for (size_t i = 0; i < count; ++i)
      places[i] = static_cast<EngineResolver *>(self)->find(frames[i]);
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
  LoadedObject &loaded = objects[name];
  loaded.bytes = std::move(object);
  loaded.names = current;
}

void EngineResolver::addSymbol(StringRef object, StringRef name, uint64_t address,
                               uint64_t size) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it != objects.end())
    symbols[address] = {size, &it->second, name.str()};
}

void EngineResolver::addFrames(StringRef object, uint64_t address, uint64_t size) {
  std::lock_guard lock(mutex);
  auto it = objects.find(object);
  if (it == objects.end())
    return;
  it->second.framesAddress = address;
  it->second.framesSize = size;
}

const EngineResolver::FunctionNames::Row *
EngineResolver::FunctionNames::find(WasmOffset offset) const {
  auto it = partition_point(rows, [&](const Row &r) { return r.end <= offset; });
  return it != rows.end() && it->begin <= offset ? &*it : nullptr;
}

void EngineResolver::LoadedObject::open() {
  if (lines)
    return;
  file = cantFail(object::ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object")));
  lines = DWARFContext::create(*file);
}

std::optional<WasmOffset>
EngineResolver::LoadedObject::lineOf(StringRef name, uint64_t distance) {
  open();
  for (const object::SymbolRef &symbol : file->symbols()) {
    if (cantFail(symbol.getName()) != name)
      continue;
    uint64_t section = cantFail(symbol.getSection())->getIndex();
    auto line = lines->getLineInfoForAddress(
        {cantFail(symbol.getValue()) + distance, section}, {});
    if (!line || !line->Line)
      return std::nullopt;
    return line->Line;
  }
  return std::nullopt;
}

/// The function index in a symbol such as wfx_f12.name (Emit/UnitEmitter.h).
static std::optional<uint32_t> functionOfSymbol(StringRef symbol) {
  StringRef rest = symbol.split("_f").second;
  uint32_t function;
  if (rest.consumeInteger(10, function))
    return std::nullopt;
  return function;
}

/// Says so where the code of \p place is in another function's.
static void nameEnclosing(rt::WasmPlace &place, StringRef symbol,
                          ArrayRef<EngineResolver::FunctionNames::Row> rows) {
  auto function = functionOfSymbol(symbol);
  if (!function || *function == place.function || rows.empty() ||
      *function < rows[0].index || *function - rows[0].index >= rows.size())
    return;
  const std::string &name = rows[*function - rows[0].index].name;
  place.inlinedInto = name.data();
  place.inlinedIntoSize = name.size();
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
  auto offset = object.lineOf(symbol.name, address - it->first);
  if (!offset)
    return place;
  place.known = true;
  place.offset = *offset;
  if (const auto *row = object.names->find(*offset)) {
    place.function = row->index;
    place.name = row->name.data();
    place.nameSize = row->name.size();
    nameEnclosing(place, symbol.name, object.names->rows);
  }
  if (frame.kind == abi::FrameKind::Fault) {
    place.frameless = rt::isFrameless(
        {reinterpret_cast<const uint8_t *>(object.framesAddress), object.framesSize},
        object.framesAddress, address);
  }
  return place;
}

} // namespace wfx
