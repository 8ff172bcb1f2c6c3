//===- RuntimeInvokeTest.cpp - Distribution of values over places ---------===//
//
// invoke() against functions that read the registers and the transfer buffer as
// the convention says, and the text form of values.
//
//===----------------------------------------------------------------------===//

#include "Runtime/InvokeExport.h"
#include "RuntimeTesting.h"
#include <cmath>
#include <cstring>
#include <string>

namespace wfx::rt::testing {

namespace {
abi::Context *current;
uint64_t transferSeen[16];
} // namespace

// "iIiIiIi": the last two do not fit and are in the buffer.
static int64_t manyInts(abi::Instance *, uint32_t a, int64_t b, uint32_t c,
                        int64_t d, uint32_t e) {
  uint64_t *transfer = current->transfer;
  return a + 10 * b + 100 * c + 1000 * d + 10000 * e +
         100000 * int64_t(transfer[0]) +
         1000000 * int64_t(uint32_t(transfer[1]));
}

TEST(RuntimeInvoke, IntegersBeyondTheRegisters) {
  auto context = makeContext();
  current = context.get();
  Bare bare(context);
  Type type("iIiIiIi:I");
  abi::FuncRef ref = bare.ref(manyInts, type);
  Value args[] = {i32(1), i64(2), i32(3), i64(4), i32(5), i64(6), i32(7)},
        result = {};
  EXPECT_EQ(invoke(context.get(), &ref, args, &result), Status::Returned);
  EXPECT_EQ(result.i64, 7654321);
}

typedef double Vector __attribute__((vector_size(16)));

// Greedy per class, in order: the 9th float, the 6th integer, the 10th float as
// a vector of two words, the second word of a continuation.
static double mixed(abi::Instance *, int64_t a, double f0, Vector v1, double f2,
                    double f3, double f4, double f5, double f6, double f7,
                    int64_t b, int64_t c, int64_t d, int64_t contLow) {
  memcpy(transferSeen, current->transfer, sizeof(transferSeen));
  return double(a) + f0 + v1[0] + v1[1] + f2 + f3 + f4 + f5 + f6 + f7 +
         double(b + c + d + contLow);
}

TEST(RuntimeInvoke, EveryClassOverflowsOnItsOwn) {
  auto context = makeContext();
  current = context.get();
  Bare bare(context);
  //            a f0 v1 2 3 4 5 6 7 f8 b c d cont(low, high) v9 e
  Type type("IFvFFFFFFFIIIcvI:F");
  abi::FuncRef ref = bare.ref(mixed, type);
  std::vector<Value> args = {i64(1), f64(2), f64(0)};
  double lanes[] = {3, 4};
  memcpy(args[2].v128, lanes, 16);
  for (int i = 0; i < 6; ++i)
    args.push_back(f64(5 + i));
  args.push_back(f64(99)); // f8
  args.push_back(i64(100));
  args.push_back(i64(200));
  args.push_back(i64(300));
  Value cont = {}, vector = {};
  cont.words[0] = 400;
  cont.words[1] = 401;
  vector.words[0] = 500;
  vector.words[1] = 501;
  args.push_back(cont);
  args.push_back(vector);
  args.push_back(i64(600));
  Value result = {};
  EXPECT_EQ(invoke(context.get(), &ref, args.data(), &result),
            Status::Returned);
  EXPECT_EQ(result.f64, 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 1000);
  double f8;
  memcpy(&f8, &transferSeen[0], 8);
  EXPECT_EQ(f8, 99);
  EXPECT_EQ(transferSeen[1], 401u);
  EXPECT_EQ(transferSeen[2], 500u);
  EXPECT_EQ(transferSeen[3], 501u);
  EXPECT_EQ(transferSeen[4], 600u);
}

// Results: rax, rdx, rcx, xmm0, xmm1, then the buffer.
extern "C" void testResults(abi::Instance *);
__asm__(".text\n"
        "testResults:\n"
        "  mov (%rdi), %rdi\n" // context
        "  mov 48(%rdi), %rdi\n"
        "  movl $10, (%rdi)\n  movl $11, 8(%rdi)\n" // v128
        "  movq $4, 16(%rdi)\n"
        "  movq $0x40400000, 24(%rdi)\n" // 3.0f
        "  movq $5, 32(%rdi)\n"
        "  mov $1, %eax\n mov $2, %edx\n mov $3, %ecx\n"
        "  cvtsi2sd %eax, %xmm0\n cvtsi2sd %edx, %xmm1\n"
        "  ret\n");

TEST(RuntimeInvoke, Results) {
  static_assert(abi::slot::Context::transfer == 6);
  static_assert(abi::intResultRegisters == 3 && abi::floatResultRegisters == 2);
  auto context = makeContext();
  memset(context->transfer, 0, 64);
  Bare bare(context);
  Type type(":IFiFrvIfc");
  abi::FuncRef ref = bare.ref(testResults, type);
  Value r[9];
  EXPECT_EQ(invoke(context.get(), &ref, nullptr, r), Status::Returned);
  EXPECT_EQ(r[0].i64, 1);
  EXPECT_EQ(r[1].f64, 1.0);
  EXPECT_EQ(r[2].i32, 2);
  EXPECT_EQ(r[3].f64, 2.0);
  EXPECT_EQ(r[4].ref, reinterpret_cast<void *>(3));
  EXPECT_EQ(r[5].words[0], 10u);
  EXPECT_EQ(r[5].words[1], 11u);
  EXPECT_EQ(r[6].i64, 4);
  EXPECT_EQ(r[7].f32, 3.0f);
  EXPECT_EQ(r[8].words[0], 5u);
  EXPECT_EQ(r[8].words[1], 0u);
}

TEST(RuntimeInvoke, Arity) {
  Arity arity = arityOf("iIc:v");
  EXPECT_EQ(arity.params, 3u);
  EXPECT_EQ(arity.results, 1u);
  EXPECT_EQ(arityOf(":").params, 0u);
  EXPECT_EQ(arityOf(":").results, 0u);
}

static std::string print(char letter, Value value) {
  char buffer[80];
  return std::string(buffer, printValue(letter, value, buffer, sizeof(buffer)));
}
static Value f32(float v) {
  Value r = {};
  r.f32 = v;
  return r;
}

TEST(RuntimeInvoke, ValuesAsText) {
  EXPECT_EQ(print('i', i32(-1)), "-1");
  EXPECT_EQ(print('I', i64(INT64_MIN)), "-9223372036854775808");
  EXPECT_EQ(print('f', f32(0.1f)), "0.1");
  EXPECT_EQ(print('f', f32(16777216.0f)), "16777216");
  EXPECT_EQ(print('F', f64(0.1)), "0.1");
  EXPECT_EQ(print('F', f64(1.0 / 3)), "0.3333333333333333");
  EXPECT_EQ(print('F', f64(5e-324)), "5e-324");
  EXPECT_EQ(print('F', f64(-0.0)), "-0");
  EXPECT_EQ(print('F', f64(INFINITY)), "inf");
  EXPECT_EQ(print('F', f64(std::copysign(NAN, -1))), "-nan");
  EXPECT_EQ(print('v', i64(0x1234)), "0x00000000000000000000000000001234");
  EXPECT_EQ(print('r', {}), "null");
  EXPECT_EQ(print('r', i64(1)), "ref");
}

TEST(RuntimeInvoke, TextAsValues) {
  Value v;
  EXPECT_TRUE(parseValue('i', "4294967295", v));
  EXPECT_EQ(v.i32, -1);
  EXPECT_TRUE(parseValue('i', "-2147483648", v));
  EXPECT_FALSE(parseValue('i', "-2147483649", v));
  EXPECT_FALSE(parseValue('i', "4294967296", v));
  EXPECT_TRUE(parseValue('I', "0xffffffffffffffff", v));
  EXPECT_EQ(v.i64, -1);
  EXPECT_FALSE(parseValue('I', "18446744073709551616", v));
  for (const char *bad : {"", "-", "+-1", " 1", "1 ", "0x", "x", "1.5"})
    EXPECT_FALSE(parseValue('I', bad, v)) << bad;
  EXPECT_TRUE(parseValue('F', "-1.5e3", v));
  EXPECT_EQ(v.f64, -1500);
  EXPECT_TRUE(parseValue('f', "0x1p-1", v));
  EXPECT_EQ(v.f32, 0.5f);
  EXPECT_FALSE(parseValue('f', "", v));
  EXPECT_FALSE(parseValue('r', "0", v));
}

} // namespace wfx::rt::testing
