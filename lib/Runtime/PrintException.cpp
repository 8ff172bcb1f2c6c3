//===- PrintException.cpp - An uncaught exception as the user sees it -----===//

#include "Runtime/InstanceSlots.h"
#include "Runtime/Symbolize.h"
#include "Runtime/Text.h"

using namespace wfx;
using namespace wfx::rt;

/// The description of the tag whose identity is \p tag, and its index in the
/// module that defines it; null if a host has made it.
static const abi::TagDesc *findTag(abi::Context *context, const void *tag,
                                   uint64_t &index) {
  for (abi::Instance *instance = context->instances; instance;
       instance = instance->next)
    for (index = 0; index < instance->module->tagCount; ++index)
      if (&tagSlot(instance, index) == tag)
        return &instance->module->tags[index];
  return nullptr;
}

void rt::printUncaught(abi::Context *context, Resolver &resolver,
                       Output &output) {
  char buffer[512];
  Text out(buffer, sizeof(buffer));
  out << "uncaught exception";
  uint64_t index;
  const abi::TagDesc *tag =
      context->exception ? findTag(context, context->exception->tag, index)
                         : nullptr;
  if (tag) {
    out << ": tag ";
    if (tag->nameSize)
      printName(out, tag->name, tag->nameSize);
    else
      out << index;
  }
  out << '\n';
  output.take(out);
  printBacktrace(*context->trap, resolver, output);
}
