//===- Invoke.cpp - Calls with types known at run time --------------------===//
//
// Where each value of a signature is passed. Entering is Activation.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Invoke.h"
#include "Runtime/Sanitizer.h"
#include <string.h>

using namespace wfx;
using namespace wfx::rt;

WFX_FOREIGN_STACK_BEGIN

namespace {

/// Hands out the places of values in order of declaration.
class Places {
public:
  Places(abi::RegisterFile &registers, uint64_t *transfer, unsigned ints,
         unsigned floats)
      : nextInt(registers.ints), endInt(registers.ints + ints),
        nextFloat(registers.floats), endFloat(registers.floats + floats),
        transfer(transfer) {}

  /// Where the next value that finds no register goes.
  uint64_t *end() const { return transfer; }

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

static bool endsAt(const char *letter) { return !*letter || *letter == ':'; }

/// Calls visit(place, word of value) for each word of a value of type \p
/// letter.
template <class Function>
static void forEachWord(char letter, Places &places, Function visit) {
  switch (letter) {
  case 'f':
  case 'F':
    return visit(*places.floating(1), 0);
  case 'v': {
    uint64_t *place = places.floating(2);
    visit(place[0], 0);
    return visit(place[1], 1);
  }
  case 'c':
    visit(*places.integer(), 0);
    return visit(*places.integer(), 1);
  default:
    return visit(*places.integer(), 0);
  }
}

/// The same for each word of all values of \p letters.
template <class Function>
static void forEachPlace(const char *letters, Places &places, Function visit) {
  for (; !endsAt(letters); ++letters)
    forEachWord(*letters, places,
                [&](uint64_t &place, unsigned) { visit(place); });
}

Arity rt::arityOf(const char *signature) {
  size_t params = strcspn(signature, ":");
  return {params, strlen(signature + params + 1)};
}

namespace {
/// Registers of the calling convention for one direction.
struct RegisterCount {
  unsigned ints, floats;
};
constexpr RegisterCount forArguments = {abi::intArgRegisters,
                                        abi::floatArgRegisters};
constexpr RegisterCount forResults = {abi::intResultRegisters,
                                      abi::floatResultRegisters};
} // namespace

static const char *resultsOf(const abi::TypeDesc *type) {
  const char *letters = type->signature;
  while (*letters++ != ':')
    ;
  return letters;
}

//===--- Values -----------------------------------------------------------===//

static void putValues(const char *letters, const Value *values,
                      abi::RegisterFile &registers, abi::Context *context,
                      RegisterCount count) {
  Places places(registers, context->transfer, count.ints, count.floats);
  for (; !endsAt(letters); ++letters, ++values)
    forEachWord(*letters, places, [&](uint64_t &place, unsigned word) {
      place = values->words[word];
    });
}

static void takeValues(const char *letters, Value *values,
                       abi::RegisterFile &registers, abi::Context *context,
                       RegisterCount count) {
  Places places(registers, context->transfer, count.ints, count.floats);
  for (; !endsAt(letters); ++letters, ++values)
    forEachWord(*letters, places, [&](uint64_t &place, unsigned word) {
      values->words[word] = place;
    });
}

Status rt::invoke(abi::Context *context, const abi::FuncRef *function,
                  const Value *args, Value *results) {
  const abi::TypeDesc *type = function->type;
  abi::RegisterFile registers = {};
  putValues(type->signature, args, registers, context, forArguments);
  Status status = enter(context, function, &registers);
  if (status == Status::Returned)
    takeValues(resultsOf(type), results, registers, context, forResults);
  return status;
}

void rt::readArguments(const abi::TypeDesc *type, abi::RegisterFile *registers,
                       abi::Context *context, Value *args) {
  takeValues(type->signature, args, *registers, context, forArguments);
}

void rt::writeResults(const abi::TypeDesc *type, abi::RegisterFile *registers,
                      abi::Context *context, const Value *results) {
  putValues(resultsOf(type), results, *registers, context, forResults);
}

//===--- Payloads ---------------------------------------------------------===//

static unsigned wordsOf(char letter) {
  return letter == 'v' || letter == 'c' ? 2 : 1;
}

size_t rt::payloadWords(const char *letters) {
  size_t count = 0;
  for (; !endsAt(letters); ++letters)
    count += wordsOf(*letters);
  return count;
}

void rt::packPayload(const char *letters, const Value *values,
                     uint64_t *words) {
  for (; !endsAt(letters); ++letters, ++values)
    for (unsigned i = 0; i < wordsOf(*letters); ++i)
      *words++ = values->words[i];
}

void rt::unpackPayload(const char *letters, const uint64_t *words,
                       Value *values) {
  for (; !endsAt(letters); ++letters, ++values)
    for (unsigned i = 0; i < wordsOf(*letters); ++i)
      values->words[i] = *words++;
}

/// Puts the payload of \p letters, whose first words are in registers->ints,
/// where the calling convention wants it. Words in the buffer never move up, so
/// that none is overwritten before it is read.
static void distribute(const char *letters, abi::RegisterFile *registers,
                       abi::Context *context, RegisterCount count) {
  uint64_t *transfer = context->transfer, first[abi::payloadRegisters],
           next = 0;
  memcpy(first, registers->ints, sizeof(first));
  Places places(*registers, transfer, count.ints, count.floats);
  forEachPlace(letters, places, [&](uint64_t &place) {
    place = next < abi::payloadRegisters ? first[next] : transfer[next];
    ++next;
  });
}

/// The other way. Words in the buffer move up here; starting from its end they
/// never do.
static void collect(const char *letters, abi::RegisterFile *registers,
                    abi::Context *context, RegisterCount count) {
  uint64_t *transfer = context->transfer, first[abi::payloadRegisters] = {},
           next = 0;
  Places passed(*registers, transfer, count.ints, count.floats);
  forEachPlace(letters, passed, [](uint64_t &) {});
  auto words = static_cast<uint64_t>(passed.end() - transfer);
  uint64_t *from = transfer + abi::transferWords - words;
  memmove(from, transfer, words * sizeof(uint64_t));

  Places places(*registers, from, count.ints, count.floats);
  forEachPlace(letters, places, [&](uint64_t &place) {
    (next < abi::payloadRegisters ? first : transfer)[next] = place;
    ++next;
  });
  memcpy(registers->ints, first, sizeof(first));
}

void tc_place_arguments(const abi::FuncRef *function,
                        abi::RegisterFile *registers, abi::Context *context) {
  distribute(function->type->signature, registers, context, forArguments);
}

void tc_place_results(const abi::FuncRef *function,
                      abi::RegisterFile *registers, abi::Context *context) {
  collect(resultsOf(function->type), registers, context, forResults);
}

void rt::takeArguments(const abi::TypeDesc *type, abi::RegisterFile *registers,
                       abi::Context *context) {
  collect(type->signature, registers, context, forArguments);
}

void rt::giveResults(const abi::TypeDesc *type, abi::RegisterFile *registers,
                     abi::Context *context) {
  distribute(resultsOf(type), registers, context, forResults);
}

WFX_FOREIGN_STACK_END
