//===- Invoke.cpp - Calls with types known at run time --------------------===//
//
// Where each value of a signature is passed. Entering is Activation.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Invoke.h"
#include <string.h>

using namespace wfx;
using namespace wfx::rt;

namespace {

/// Hands out the places of values in order of declaration.
class Places {
public:
  Places(abi::RegisterFile &registers, uint64_t *transfer, unsigned ints,
         unsigned floats)
      : nextInt(registers.ints), endInt(registers.ints + ints),
        nextFloat(registers.floats), endFloat(registers.floats + floats),
        transfer(transfer) {}

  uint64_t *integer() { return nextInt < endInt ? nextInt++ : transfer++; }

  /// A float register, or \p words of the buffer.
  uint64_t *floating(unsigned words) {
    if (nextFloat < endFloat)
      return (nextFloat++)->words;
    uint64_t *place = transfer;
    transfer += words;
    return place;
  }

private:
  uint64_t *nextInt, *endInt;
  abi::RegisterFile::Float *nextFloat, *endFloat;
  uint64_t *transfer;
};

} // namespace

/// Calls transferWord(place, word of value) for each word of a value of type
/// \p letter.
template <class Function>
static void forEachWord(char letter, Places &places, Function transferWord) {
  switch (letter) {
  case 'f':
  case 'F':
    return transferWord(*places.floating(1), 0);
  case 'v': {
    uint64_t *place = places.floating(2);
    transferWord(place[0], 0);
    return transferWord(place[1], 1);
  }
  case 'c':
    transferWord(*places.integer(), 0);
    return transferWord(*places.integer(), 1);
  default:
    return transferWord(*places.integer(), 0);
  }
}

Arity rt::arityOf(const char *signature) {
  size_t params = strcspn(signature, ":");
  return {params, strlen(signature + params + 1)};
}

Status rt::invoke(abi::Context *context, const abi::FuncRef *function,
                  const Value *args, Value *results) {
  abi::RegisterFile registers = {};
  Places argPlaces(registers, context->transfer, abi::intArgRegisters,
                   abi::floatArgRegisters);
  const char *letter = function->type->signature;
  for (; *letter != ':'; ++letter, ++args)
    forEachWord(*letter, argPlaces, [&](uint64_t &place, unsigned word) {
      place = args->words[word];
    });

  Status status = enter(context, function, &registers);
  if (status != Status::Returned)
    return status;

  Places resultPlaces(registers, context->transfer, abi::intResultRegisters,
                      abi::floatResultRegisters);
  for (++letter; *letter; ++letter, ++results)
    forEachWord(*letter, resultPlaces, [&](uint64_t &place, unsigned word) {
      results->words[word] = place;
    });
  return status;
}
