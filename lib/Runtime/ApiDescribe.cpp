//===- ApiDescribe.cpp - wfx.h: what went wrong, and where ----------------===//

#include "Runtime/Api.h"
#include "Runtime/Symbolize.h"

using namespace wfx;
using namespace wfx::rt;

namespace {

/// Knows all code that a context may run: what was linked at run time, and what
/// the process has loaded.
class ContextResolver : public Resolver {
public:
  explicit ContextResolver(abi::Context *context)
      : Resolver{resolveAll, findFunctionOf}, context(context) {}

private:
  static void resolveAll(Resolver *self, const abi::TrapFrame *frames,
                         size_t count, WasmPlace *places);
  static void findFunctionOf(Resolver *self, WasmPlace &place);
  bool hasSeveralModules() const;

  abi::Context *context;
  ProcessResolver process;
};

} // namespace

/// Asks \p resolver for the places that are not known yet.
static void resolveMissing(Resolver &resolver, const abi::TrapFrame *frames,
                           size_t count, WasmPlace *places) {
  for (size_t i = 0; i < count; ++i) {
    size_t end = i;
    while (end < count && !places[end].known)
      ++end;
    if (end == i)
      continue;
    resolver.resolve(&resolver, frames + i, end - i, places + i);
    for (; i < end; ++i)
      places[i].resolver = &resolver;
  }
}

void ContextResolver::resolveAll(Resolver *resolver,
                                 const abi::TrapFrame *frames, size_t count,
                                 WasmPlace *places) {
  auto &self = *static_cast<ContextResolver *>(resolver);
  for (size_t i = 0; i < count; ++i)
    places[i] = {};
  const void *last = nullptr;
  for (abi::Instance *instance = self.context->instances; instance;
       instance = instance->next) {
    void *own = instance->module->resolver;
    if (own && own != last)
      resolveMissing(*static_cast<Resolver *>(own), frames, count, places);
    last = own;
  }
  resolveMissing(self.process, frames, count, places);
  bool several = self.hasSeveralModules();
  for (size_t i = 0; i < count; ++i)
    places[i].hasSiblings = several;
}

void ContextResolver::findFunctionOf(Resolver *, WasmPlace &place) {
  place.resolver->findFunction(place.resolver, place);
}

bool ContextResolver::hasSeveralModules() const {
  for (abi::Instance *at = context->instances; at; at = at->next)
    if (at->module != context->instances->module)
      return true;
  return false;
}

//===--- As text ----------------------------------------------------------===//

size_t wfx_describe(wfx_context *outerContext, wfx_status status, char *buffer,
                    size_t size) {
  abi::Context *context = inner(outerContext);
  ContextResolver resolver(context);
  Output output(buffer, size);
  char line[80];
  Text text(line, sizeof(line));
  switch (status) {
  case WFX_TRAP:
    printTrap(*context->trap, resolver, output);
    break;
  case WFX_EXCEPTION:
    printUncaught(context, resolver, output);
    break;
  case WFX_HOST_ERROR:
    text << "a function of the host failed\n";
    output.take(text);
    printBacktrace(*context->trap, resolver, output);
    break;
  case WFX_EXIT:
    text << "exit with status " << int64_t(context->trap->exitCode) << '\n';
    output.take(text);
    break;
  default: // nothing has ended
    break;
  }
  output.terminate();
  return output.size();
}

//===--- As records -------------------------------------------------------===//

template <size_t capacity>
static void copyName(char (&to)[capacity], const char *from, size_t size) {
  if (size >= capacity)
    size = capacity - 1;
  if (size)
    memcpy(to, from, size);
  to[size] = 0;
}

namespace {
/// Fills in as many frames as the host has room for.
struct FrameWriter : FrameVisitor {
  wfx_frame *frames;
  size_t capacity, count = 0;

  FrameWriter(wfx_frame *frames, size_t capacity)
      : FrameVisitor{[](FrameVisitor *self, const WasmPlace &place,
                        const Position &position) {
          static_cast<FrameWriter *>(self)->write(place, position.number);
        }},
        frames(frames), capacity(capacity) {}

  void write(const WasmPlace &place, uint64_t number) {
    if (count++ >= capacity)
      return;
    wfx_frame &frame = frames[count - 1];
    frame.number = number;
    frame.offset = place.offset;
    frame.function = place.function;
    copyName(frame.name, place.name, place.nameSize);
    copyName(frame.module, place.moduleName, place.moduleNameSize);
  }
};
} // namespace

size_t wfx_backtrace(wfx_context *outerContext, wfx_frame *frames,
                     size_t capacity) {
  abi::Context *context = inner(outerContext);
  ContextResolver resolver(context);
  FrameWriter writer(frames, capacity);
  visitFrames(*context->trap, resolver, writer);
  return writer.count;
}
