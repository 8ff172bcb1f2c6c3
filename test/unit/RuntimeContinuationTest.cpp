//===- RuntimeContinuationTest.cpp - What hosts do with continuations -----===//
//
// Where payloads go, for all types and many values, and the pool's checks. What
// runs is tested with generated code (test/lit/Continuations).
//
//===----------------------------------------------------------------------===//

#include "Runtime/Continuation.h"
#include "Runtime/Stack.h"
#include "Runtime/WarmStacks.h"
#include "RuntimeTesting.h"
#include <random>
#include <string.h>
#include <string>

namespace wfx::rt::testing {

namespace {

/// Word i of a payload.
uint64_t sample(size_t i) { return 0x1000 + i; }

/// What the convention says, step by step (docs/abi.md).
struct Convention {
  std::vector<uint64_t> ints, floats, transfer; ///< a v128 is two floats

  Convention(const std::string &letters, size_t maxInts, size_t maxFloats) {
    size_t next = 0, floatCount = 0;
    for (char letter : letters) {
      unsigned words = letter == 'v' || letter == 'c' ? 2 : 1;
      bool isFloat = strchr("fFv", letter);
      bool inRegister = isFloat && floatCount < maxFloats;
      floatCount += isFloat;
      for (unsigned i = 0; i < words; ++i) {
        if (inRegister)
          floats.push_back(sample(next++));
        else if (!isFloat && ints.size() < maxInts)
          ints.push_back(sample(next++));
        else
          transfer.push_back(sample(next++));
      }
      if (inRegister && words == 1)
        floats.push_back(0);
    }
  }
};

std::string randomLetters(std::mt19937 &random, size_t count) {
  std::string letters;
  while (letters.size() < count)
    letters += "iIfFvrc"[random() % 7];
  return letters;
}

size_t wordCount(const std::string &letters) {
  return payloadWords(letters.c_str());
}

} // namespace

TEST(RuntimeContinuation, PayloadsBecomeArguments) {
  auto context = makeContext();
  std::mt19937 random(1);
  for (size_t count = 0; count < 1000;
       count = count < 40 ? count + 1 : count * 2) {
    std::string letters = randomLetters(random, count),
                signature = letters + ":";
    Type type(signature.c_str());
    abi::FuncRef function = {nullptr, &type.desc, nullptr};
    abi::RegisterFile registers = {};
    for (size_t i = 0; i < wordCount(letters); ++i)
      (i < abi::payloadRegisters ? registers.ints : context->transfer)[i] =
          sample(i);
    tc_place_arguments(&function, &registers, context.get());
    Convention expected(letters, abi::intArgRegisters, abi::floatArgRegisters);
    for (size_t i = 0; i < expected.ints.size(); ++i)
      EXPECT_EQ(registers.ints[i], expected.ints[i]) << letters;
    for (size_t i = 0; i < expected.floats.size(); ++i)
      EXPECT_EQ(registers.floats[i / 2].words[i % 2], expected.floats[i])
          << letters;
    for (size_t i = 0; i < expected.transfer.size(); ++i)
      EXPECT_EQ(context->transfer[i], expected.transfer[i]) << letters;
  }
}

TEST(RuntimeContinuation, ResultsBecomePayloads) {
  auto context = makeContext();
  std::mt19937 random(2);
  std::vector<std::string> all = {std::string(1000, 'v'),
                                  std::string(1000, 'c')};
  for (size_t count = 0; count < 1000;
       count = count < 40 ? count + 1 : count * 2)
    all.push_back(randomLetters(random, count));
  for (const std::string &letters : all) {
    std::string signature = "iv:" + letters;
    Type type(signature.c_str());
    abi::FuncRef function = {nullptr, &type.desc, nullptr};
    abi::RegisterFile registers = {};
    Convention returned(letters, abi::intResultRegisters,
                        abi::floatResultRegisters);
    for (size_t i = 0; i < returned.ints.size(); ++i)
      registers.ints[i] = returned.ints[i];
    for (size_t i = 0; i < returned.floats.size(); ++i)
      registers.floats[i / 2].words[i % 2] = returned.floats[i];
    for (size_t i = 0; i < returned.transfer.size(); ++i)
      context->transfer[i] = returned.transfer[i];
    tc_place_results(&function, &registers, context.get());
    for (size_t i = 0; i < wordCount(letters); ++i)
      EXPECT_EQ(
          (i < abi::payloadRegisters ? registers.ints : context->transfer)[i],
          sample(i))
          << letters;
  }
}

TEST(RuntimeContinuation, ValuesAreWords) {
  Value values[3] = {i32(7), {}, i64(9)}, back[3] = {};
  values[1].words[0] = 1;
  values[1].words[1] = 2;
  uint64_t words[4];
  packPayload("ivI:i", values, words);
  EXPECT_EQ(payloadWords("ivI:i"), 4u);
  EXPECT_EQ(static_cast<int32_t>(words[0]), 7);
  EXPECT_EQ(words[1], 1u);
  EXPECT_EQ(words[2], 2u);
  EXPECT_EQ(words[3], 9u);
  unpackPayload("ivI", words, back);
  EXPECT_EQ(back[0].i32, 7);
  EXPECT_EQ(back[1].words[1], 2u);
  EXPECT_EQ(back[2].i64, 9);
}

TEST(RuntimeContinuation, CancellingMoreThanStayWarm) {
  auto context = makeContext();
  Type type(":");
  abi::FuncRef function = {nullptr, &type.desc, nullptr};
  std::vector<ContinuationRef> all(WFX_WARM_STACKS + 500);
  for (ContinuationRef &reference : all)
    ASSERT_EQ(tc_new(context.get(), &function, &reference), Trap::None);
  EXPECT_EQ(tc_check_pool(context.get()), nullptr);
  EXPECT_EQ(tc_stack_count(context.get()).live, all.size());
  for (ContinuationRef &reference : all)
    EXPECT_EQ(tc_cancel(reference), Trap::None);
  EXPECT_EQ(tc_check_pool(context.get()), nullptr);
  EXPECT_EQ(tc_stack_count(context.get()).live, 0u);
  EXPECT_LE(context->freeStacks->depth, uint64_t(WFX_WARM_STACKS) + WFX_COOLED_STACKS);
  for (ContinuationRef &reference : all) {
    EXPECT_FALSE(tc_is_live(reference));
    EXPECT_EQ(tc_cancel(reference), Trap::ContinuationConsumed);
  }
}

// The checks of the pool see what they are for.
TEST(RuntimeContinuation, PoolCheckFinds) {
  auto context = makeContext();
  Type type(":");
  abi::FuncRef function = {nullptr, &type.desc, nullptr};
  ContinuationRef one, two;
  tc_new(context.get(), &function, &one);
  tc_new(context.get(), &function, &two);
  freeStack(one.stack);
  freeStack(two.stack);
  EXPECT_EQ(tc_check_pool(context.get()), nullptr);

  abi::Stack *first = context->freeStacks, *second = first->next;
  first->next = second->next;
  EXPECT_STREQ(tc_check_pool(context.get()),
               "the list of free stacks has a wrong length");
  first->next = second;
  second->bound = 1;
  EXPECT_STREQ(tc_check_pool(context.get()), "a free stack is not fresh");
  second->bound = 0;
  first->parent = context->root;
  context->current = first;
  EXPECT_STREQ(tc_check_pool(context.get()),
               "a stack is free twice, or free and in use");
  context->current = context->root;
  EXPECT_EQ(tc_check_pool(context.get()), nullptr);
}

} // namespace wfx::rt::testing
