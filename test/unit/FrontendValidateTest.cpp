//===- FrontendValidateTest.cpp - The proof -------------------------------===//
//
// Samples of each part of validation, and what no conformance suite asks for:
// offsets, limits, hostile sizes, threads, and what a ValidModule tells.
//
//===----------------------------------------------------------------------===//

#include "FrontendTesting.h"

using namespace wfx;
using namespace wfx::testing;

namespace {

std::string code(const Bytes &bytes) { return message(functionModule(bytes)); }

Bytes repeat(const Bytes &part, size_t count) {
  Bytes out;
  for (size_t i = 0; i < count; ++i)
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

ValidModule proveOrDie(const Bytes &bytes) {
  llvm::ExitOnError exitOnError;
  return exitOnError(validate(exitOnError(decodeModule(bytes, Features()))));
}

/// One function of the only type, which is \p type, with \p code.
Bytes typedFunction(const Bytes &type, const Bytes &code) {
  return moduleOf({section(1, vec({type})), section(3, {1, 0}),
                   section(10, vec({body(code)}))});
}

TEST(Validate, Operands) {
  EXPECT_EQ(code({0x41, 0, 0x1A}), "ok");
  EXPECT_EQ(code({0x41, 0}), "type mismatch: block requires [] but stack has "
                             "[i32] more");
  EXPECT_EQ(code({0x1A}), "type mismatch: instruction requires a value but "
                          "stack has []");
  EXPECT_EQ(code({0x42, 0, 0x41, 0, 0x6A, 0x1A}),
            "type mismatch: instruction requires [i32 i32] but stack has "
            "[i64 i32]");
  EXPECT_EQ(outcome(functionModule({0x01, 0x6A, 0x1A})).substr(0, 5), "0x18:");
}

TEST(Validate, UnreachableCodeIsPolymorphic) {
  EXPECT_EQ(code({0x00, 0x6A, 0x1A}), "ok");
  EXPECT_EQ(code({0x00, 0x42, 0, 0x6A, 0x1A}),
            "type mismatch: instruction requires [i32 i32] but stack has "
            "[i64]");
  EXPECT_EQ(code({0x00, 0xD4, 0xD1, 0x1A}), "ok"); // a reference to anything
  EXPECT_EQ(code({0x00, 0x1B, 0x1A}), "ok");
}

TEST(Validate, BlocksAndBranches) {
  EXPECT_EQ(code({0x02, 0x7F, 0x41, 1, 0x0C, 0, 0x0B, 0x1A}), "ok");
  EXPECT_EQ(code({0x0C, 2}), "unknown label 2");
  EXPECT_EQ(code({0x41, 0, 0x04, 0x7F, 0x41, 1, 0x0B, 0x1A}),
            "type mismatch: if without else requires [i32] but has []");
  EXPECT_EQ(code({0x05}), "END opcode expected");
  EXPECT_EQ(code({0x02, 0x40}), "unexpected end of section or function");
  // br_table whose targets differ in arity
  EXPECT_EQ(code({0x02, 0x7F, 0x02, 0x40, 0x41, 0, 0x0E, 1, 0, 1, 0x0B, 0x00,
                  0x0B, 0x1A}),
            "type mismatch: br_table targets require [i32] and []");
}

TEST(Validate, NonNullableLocalsMustBeSet) {
  // (local (ref func)) block (local.set 0 (ref.func 0)) end local.get 0
  Bytes set = {0xD2, 0, 0x21, 0}, get = {0x20, 0, 0x1A};
  auto with = [](const Bytes &code) {
    Bytes locals = {1, 1, 0x64, 0x70};
    std::vector<Bytes> sections = plainFunctions(1);
    sections.push_back(section(7, vec({name("f") + Bytes{0, 0}})));
    sections.push_back(section(10, vec({sized(locals + code + Bytes{0x0B})})));
    return message(moduleOf(sections));
  };
  EXPECT_EQ(with(set + get), "ok");
  EXPECT_EQ(with(get), "uninitialized local 0");
  EXPECT_EQ(with(Bytes{0x02, 0x40} + set + Bytes{0x0B} + get),
            "uninitialized local 0");
  EXPECT_EQ(with(set + Bytes{0x02, 0x40} + get + set + Bytes{0x0B} + get),
            "ok");
}

TEST(Validate, References) {
  EXPECT_EQ(code({0xD2, 0, 0x1A}), "undeclared function reference 0");
  EXPECT_EQ(code({0xD2, 5, 0x1A}), "unknown function 5");
  EXPECT_EQ(code({0xD0, 0x70, 0xD4, 0x1A}), "ok");
  EXPECT_EQ(code({0xD0, 0, 0x14, 0}), "ok"); // call_ref of type 0
  EXPECT_EQ(code({0xD0, 0x70, 0x14, 0}),
            "type mismatch: instruction requires [(ref null 0)] but stack has "
            "[funcref]");
}

TEST(Validate, Memory) {
  auto with = [](const Bytes &code) {
    std::vector<Bytes> sections = plainFunctions(1);
    sections.push_back(section(5, {1, 0, 1}));
    sections.push_back(section(10, vec({body(code)})));
    return message(moduleOf(sections));
  };
  EXPECT_EQ(code({0x41, 0, 0x28, 2, 0, 0x1A}), "unknown memory 0");
  EXPECT_EQ(with({0x41, 0, 0x28, 2, 0, 0x1A}), "ok");
  EXPECT_EQ(with({0x41, 0, 0x28, 3, 0, 0x1A}),
            "alignment must not be larger than natural");
  EXPECT_EQ(
      with(Bytes{0x41, 0, 0x28, 2} + leb(uint64_t(1) << 32) + Bytes{0x1A}),
      "offset out of range");
  EXPECT_EQ(with({0x41, 0, 0xFE, 0x10, 1, 0, 0x1A}),
            "atomic alignment must be natural");
  EXPECT_EQ(with({0xFC, 9, 0}), "data count section required");
  EXPECT_EQ(message(moduleOf({section(5, Bytes{1, 0} + leb(65537))})),
            "memory size must be at most 65536 pages (4GiB)");
  EXPECT_EQ(message(moduleOf({section(5, {2, 0, 1, 0, 1})}),
                    without(Feature::MultiMemory)),
            "multiple memories");
}

TEST(Validate, ConstantExpressions) {
  auto global = [](const std::vector<Bytes> &globals) {
    return message(moduleOf({section(6, vec(globals))}));
  };
  Bytes one = {0x7F, 0, 0x41, 1, 0x0B};
  EXPECT_EQ(global({one, {0x7F, 0, 0x23, 0, 0x41, 1, 0x6A, 0x0B}}), "ok");
  EXPECT_EQ(global({{0x7F, 0, 0x23, 0, 0x0B}}), "unknown global 0");
  EXPECT_EQ(global({{0x7F, 1, 0x41, 1, 0x0B}, {0x7F, 0, 0x23, 0, 0x0B}}),
            "constant expression required");
  EXPECT_EQ(global({{0x7F, 0, 0x41, 1, 0x67, 0x0B}}),
            "constant expression required");
  EXPECT_EQ(message(moduleOf({section(
                        6, vec({{0x7F, 0, 0x41, 1, 0x41, 1, 0x6A, 0x0B}}))}),
                    without(Feature::ExtendedConst)),
            "constant expression required: extended-const is disabled");
}

TEST(Validate, Exports) {
  std::vector<Bytes> sections = plainFunctions(1);
  Bytes e = name("e") + Bytes{0, 0};
  sections.push_back(section(7, vec({e, e})));
  sections.push_back(section(10, vec({body({})})));
  EXPECT_EQ(message(moduleOf(sections)), "duplicate export name: e");
  sections[2] = section(7, vec({name("e") + Bytes{0, 3}}));
  EXPECT_EQ(message(moduleOf(sections)), "unknown function 3");
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

TEST(Validate, Supertypes) {
  Bytes open = {0x50, 0, 0x60, 0, 0};
  EXPECT_EQ(
      message(moduleOf({section(1, vec({open, {0x50, 1, 0, 0x60, 0, 0}}))})),
      "ok");
  EXPECT_EQ(message(moduleOf(
                {section(1, vec({open, {0x50, 1, 0, 0x60, 1, 0x7F, 0}}))})),
            "sub type 1 does not match super type 0");
  EXPECT_EQ(message(moduleOf({section(1, vec({{0x50, 1, 0, 0x60, 0, 0}}))})),
            "unknown type 0");
  std::vector<Bytes> chain = {open};
  for (uint8_t i = 0; i < 63; ++i)
    chain.push_back({0x50, 1, i, 0x60, 0, 0});
  EXPECT_EQ(message(moduleOf({section(1, vec(chain))})), "ok");
  chain.push_back({0x50, 1, 63, 0x60, 0, 0});
  EXPECT_EQ(message(moduleOf({section(1, vec(chain))})),
            "implementation limit exceeded: more than 63 supertypes of a type");
}

TEST(Validate, TagsWithResultsNeedStackSwitching) {
  Bytes module = moduleOf(
      {section(1, vec({{0x60, 0, 1, 0x7F}})), section(13, vec({{0, 0}}))});
  EXPECT_EQ(message(module), "ok");
  EXPECT_EQ(message(module, without(Feature::StackSwitching)),
            "non-empty tag result type");
}

TEST(Validate, Continuations) {
  // type 0: [] -> [], type 1: cont 0, a tag of type 0
  auto with = [](const Bytes &code) {
    return message(moduleOf({section(1, vec({{0x60, 0, 0}, {0x5D, 0}})),
                             section(3, {1, 0}), section(13, vec({{0, 0}})),
                             section(7, vec({name("f") + Bytes{0, 0}})),
                             section(10, vec({body(code)}))}));
  };
  Bytes fresh = {0xD2, 0, 0xE0, 1};
  EXPECT_EQ(with(fresh + Bytes{0xE3, 1, 0}), "ok");
  EXPECT_EQ(with({0xE2, 0}), "ok");
  EXPECT_EQ(with(fresh + Bytes{0xE3, 0, 0}), "non-continuation type 0");
  // (block (result (ref null 1)) (resume 1 (on 0 0) ...) (unreachable)) drop
  EXPECT_EQ(with(Bytes{0x02, 0x63, 1} + fresh +
                 Bytes{0xE3, 1, 1, 0, 0, 0, 0x00, 0x0B, 0x1A}),
            "ok");
  EXPECT_EQ(with(Bytes{0x02, 0x68} + fresh +
                 Bytes{0xE3, 1, 1, 0, 0, 0, 0x00, 0x0B, 0x1A}),
            "type mismatch: instruction requires concrete continuation "
            "reference type but label has [contref]");
  EXPECT_EQ(with({0xD0, 0x68, 0xFB, 0x15, 0x75, 0x1A}), "invalid cast");
}

TEST(Validate, LegacyExceptions) {
  Features features;
  features.set(Feature::LegacyExceptions);
  auto with = [&](const Bytes &code) {
    return message(
        moduleOf({section(1, vec({{0x60, 0, 0}, {0x60, 1, 0x7F, 0}})),
                  section(3, {1, 0}), section(13, vec({{0, 1}})),
                  section(10, vec({body(code)}))}),
        features);
  };
  EXPECT_EQ(with({0x06, 0x40, 0x07, 0, 0x1A, 0x0B}), "ok");
  EXPECT_EQ(with({0x06, 0x40, 0x07, 0, 0x1A, 0x19, 0x09, 0, 0x0B}), "ok");
  EXPECT_EQ(with({0x06, 0x40, 0x18, 0}), "ok");
  EXPECT_EQ(with({0x06, 0x40, 0x18, 1}), "unknown label 1");
  EXPECT_EQ(with({0x06, 0x40, 0x09, 0, 0x0B}), "invalid rethrow label");
  EXPECT_EQ(with({0x06, 0x40, 0x19, 0x07, 0, 0x1A, 0x0B}),
            "END opcode expected");
  EXPECT_EQ(with({0x07, 0}), "END opcode expected");
}

//===----------------------------------------------------------------------===//
// Limits and hostile input
//===----------------------------------------------------------------------===//

TEST(Validate, ManyLocals) {
  auto with = [](const Bytes &locals) {
    std::vector<Bytes> sections = plainFunctions(1);
    sections.push_back(section(10, vec({sized(locals + Bytes{0x0B})})));
    return message(moduleOf(sections));
  };
  EXPECT_EQ(with(vec({leb(50'000) + Bytes{0x7F}})), "ok");
  EXPECT_EQ(with(vec({leb(50'000) + Bytes{0x7F}, {1, 0x7E}})),
            "implementation limit exceeded: more than 50000 locals");
  EXPECT_EQ(with(vec({leb(UINT32_MAX) + Bytes{0x7F}, {1, 0x7E}})),
            "too many locals");
}

TEST(Validate, LocalsBeyondTheFirstAreFound) {
  // 100 i32, none of i64, 100 f32; local.get 150 is f32, 99 is i32.
  Bytes locals = vec({{100, 0x7F}, {0, 0x7E}, {100, 0x7D}});
  auto with = [&](const Bytes &code) {
    std::vector<Bytes> sections = plainFunctions(1);
    sections.push_back(section(10, vec({sized(locals + code + Bytes{0x0B})})));
    return message(moduleOf(sections));
  };
  EXPECT_EQ(with(Bytes{0x20} + leb(150) + Bytes{0x8C, 0x1A}), "ok"); // f32.neg
  EXPECT_EQ(with(Bytes{0x20, 99, 0x45, 0x1A}), "ok");                // i32.eqz
  EXPECT_EQ(with(Bytes{0x20, 100, 0x45, 0x1A}),
            "type mismatch: instruction requires [i32] but stack has [f32]");
  EXPECT_EQ(with(Bytes{0x20} + leb(200) + Bytes{0x1A}), "unknown local 200");
}

TEST(Validate, DeepNesting) {
  constexpr size_t depth = 100'000;
  EXPECT_EQ(code(repeat({0x02, 0x40}, depth) + repeat({0x0B}, depth)), "ok");
}

TEST(Validate, LongBranchTable) {
  constexpr size_t entries = 1'000'000;
  EXPECT_EQ(code(Bytes{0x41, 0, 0x0E} + leb(entries) + Bytes(entries + 1, 0)),
            "ok");
}

TEST(Validate, OperandsAreBounded) {
  // A function of a thousand results that calls itself for ever more of them.
  Bytes type = Bytes{0x60, 0} + leb(1000) + Bytes(1000, 0x7F);
  EXPECT_EQ(message(typedFunction(type, repeat({0x10, 0}, 1001))),
            "implementation limit exceeded: more than 1000000 operands");
  EXPECT_EQ(message(typedFunction(type, {0x10, 0})), "ok");
}

TEST(Validate, ManyParameters) {
  auto params = [](size_t n) {
    return moduleOf(
        {section(1, vec({Bytes{0x60} + leb(n) + Bytes(n, 0x7F) + Bytes{0}}))});
  };
  EXPECT_EQ(message(params(1000)), "ok");
  EXPECT_EQ(message(params(1001)),
            "implementation limit exceeded: more than 1000 parameters");
}

//===----------------------------------------------------------------------===//
// What is known of a valid module
//===----------------------------------------------------------------------===//

TEST(Validate, FirstErrorWinsWhateverTheThreads) {
  constexpr unsigned count = 2000;
  std::vector<Bytes> sections = plainFunctions(count);
  std::vector<Bytes> bodies(count, body({0x01}));
  for (unsigned bad : {700u, 701u, 1999u})
    bodies[bad] = body({0x6A});
  sections.push_back(section(10, vec(bodies)));
  Bytes module = moduleOf(sections);
  std::string expected = outcome(module);
  EXPECT_NE(expected, "ok");
  for (unsigned threads : {2u, 3u, 8u})
    for (int run = 0; run < 20; ++run)
      EXPECT_EQ(outcome(module, {}, threads), expected);
}

TEST(Validate, EscapingFunctions) {
  std::vector<Bytes> sections = plainFunctions(6);
  sections.push_back(section(4, vec({{0x70, 0, 9}})));
  sections.push_back(section(6, vec({{0x70, 0, 0xD2, 5, 0x0B}})));
  sections.push_back(section(7, vec({name("a") + Bytes{0, 1}})));
  sections.push_back(section(8, {0}));
  sections.push_back(section(9, vec({{0, 0x41, 0, 0x0B, 1, 3}, {3, 0, 1, 4}})));
  sections.push_back(
      section(10, vec({body({0xD2, 4, 0x1A}), body({0x10, 2}), body({}),
                       body({}), body({}), body({})})));
  ValidModule module = proveOrDie(moduleOf(sections));
  std::vector<FuncIdx> expected = {FuncIdx(1), FuncIdx(3), FuncIdx(4),
                                   FuncIdx(5)};
  EXPECT_EQ(module.escapingFunctions().vec(), expected);
}

TEST(Validate, UsedFeatures) {
  ValidModule module = proveOrDie(functionModule({0x41, 0, 0xC0, 0x1A}));
  EXPECT_TRUE(module.usedFeatures().has(Feature::MVP));
  EXPECT_TRUE(module.usedFeatures().has(Feature::SignExtension));
  EXPECT_FALSE(module.usedFeatures().has(Feature::MultiValue));
  EXPECT_FALSE(module.refusal());
  EXPECT_FALSE(bool(checkCompilable(module)));
}

/// Whether a feature is compiled changes with the version: the refusal must say
/// what Features.def says, at the first use.
void expectRefusal(const Bytes &bytes, Feature feature, llvm::StringRef what,
                   WasmOffset offset) {
  ValidModule module = proveOrDie(bytes);
  EXPECT_TRUE(module.usedFeatures().has(feature));
  EXPECT_EQ(module.refusal().has_value(), !isCompiled(feature));
  if (!module.refusal())
    return;
  EXPECT_EQ(module.refusal()->feature, feature);
  EXPECT_EQ(module.refusal()->what, what);
  EXPECT_EQ(module.refusal()->offset, offset);
  EXPECT_EQ(describe(checkCompilable(module)),
            "0x" + llvm::utohexstr(offset, /*LowerCase=*/true) +
                ": not supported by this version: " + what.str() + " (" +
                featureName(feature).str() + ")");
}

TEST(Validate, Refusals) {
  Bytes vectorAdd = {0x00, 0xFD, 0xAE, 0x01, 0x1A};
  expectRefusal(functionModule(vectorAdd), Feature::SIMD, "i32x4.add", 0x18);
  expectRefusal(moduleOf({section(1, vec({{0x60, 1, 0x7B, 0}}))}),
                Feature::SIMD, "v128", 0xb);
  expectRefusal(moduleOf({section(1, vec({{0x60, 0, 0}, {0x5F, 0}}))}),
                Feature::GC, "struct", 0xe);
  expectRefusal(moduleOf({section(5, {1, 4, 1})}), Feature::Memory64,
                "a 64-bit memory", 0xb);
  expectRefusal(moduleOf({section(5, {1, 3, 1, 1})}), Feature::Threads,
                "a shared memory", 0xb);
}

TEST(Validate, FunctionReferencesAreNoRefusal) {
  // (rec (type (sub (func (param (ref null 0))))) (type (func (param nofunc))))
  Bytes group = {0x4E, 2, 0x50, 0, 0x60, 1, 0x63, 0, 0, 0x60, 1, 0x73, 0};
  ValidModule module = proveOrDie(moduleOf({section(1, vec({group}))}));
  EXPECT_TRUE(module.usedFeatures().has(Feature::FunctionReferences));
  EXPECT_FALSE(module.refusal());
}

} // namespace
