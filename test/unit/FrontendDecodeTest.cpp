//===- FrontendDecodeTest.cpp - Sections ----------------------------------===//

#include "FrontendTesting.h"

using namespace wfx;
using namespace wfx::testing;

namespace {

Module decode(const Bytes &bytes) {
  return llvm::ExitOnError()(decodeModule(bytes, Features()));
}

TEST(Decode, Header) {
  EXPECT_EQ(outcome(Bytes{}), "0x0: unexpected end");
  EXPECT_EQ(outcome({0, 'a', 's'}), "0x0: unexpected end");
  EXPECT_EQ(outcome({'w', 'a', 's', 'm', 1, 0, 0, 0}),
            "0x0: magic header not detected");
  EXPECT_EQ(outcome({0, 'a', 's', 'm', 13, 0, 1, 0}),
            "0x4: unknown binary version");
  EXPECT_EQ(outcome(moduleOf({})), "ok");
}

TEST(Decode, SectionOrder) {
  std::vector<uint8_t> order = {1, 2, 3, 4, 5, 13, 6, 7, 9, 12, 10, 11};
  std::vector<Bytes> sections;
  for (uint8_t id : order)
    sections.push_back(section(id, {0}));
  EXPECT_EQ(outcome(moduleOf(sections)), "ok");
  for (size_t i = 1; i < sections.size(); ++i) {
    std::vector<Bytes> swapped = {sections[i], sections[i - 1]};
    EXPECT_EQ(outcome(moduleOf(swapped)),
              "0xb: unexpected content after last section")
        << int(order[i]);
    EXPECT_EQ(outcome(moduleOf({sections[i], sections[i]})),
              "0xb: unexpected content after last section");
  }
  EXPECT_EQ(outcome(moduleOf({section(14, {0})})), "0x8: malformed section id");
}

TEST(Decode, SectionSizes) {
  EXPECT_EQ(outcome(moduleOf({section(1, {1, 0x60, 0, 0, 0})})),
            "0xe: section size mismatch");
  EXPECT_EQ(outcome(moduleOf({{1, 9, 0}})), "0x9: length out of bounds");
  EXPECT_EQ(outcome(moduleOf({section(1, {5, 0x60, 0, 0})})),
            "0xa: length out of bounds");
}

TEST(Decode, Lengths) {
  std::vector<Bytes> sections = plainFunctions(2);
  EXPECT_EQ(message(moduleOf(sections)),
            "function and code section have inconsistent lengths");
  sections.push_back(section(10, vec({body({})})));
  EXPECT_EQ(message(moduleOf(sections)),
            "function and code section have inconsistent lengths");
  EXPECT_EQ(message(moduleOf({section(12, {2}), section(11, vec({{1, 0}}))})),
            "data count and data section have inconsistent lengths");
}

TEST(Decode, AnEarlierMalformedBodyIsReported) {
  std::vector<Bytes> sections = plainFunctions(1);
  sections.push_back(section(10, vec({body({0xFF})})));
  sections.push_back({99, 0});
  EXPECT_EQ(outcome(moduleOf(sections)), "0x17: illegal opcode ff");
}

TEST(Decode, FeaturesOff) {
  Bytes tags =
      moduleOf({section(1, vec({{0x60, 0, 0}})), section(13, vec({{0, 0}}))});
  EXPECT_EQ(message(tags), "ok");
  Features features = without(Feature::Exceptions);
  EXPECT_EQ(message(tags, features), "ok"); // stack switching has tags, too
  features.set(Feature::StackSwitching, false);
  EXPECT_EQ(message(tags, features),
            "feature is disabled: exceptions, for tags");
  EXPECT_EQ(
      message(moduleOf({section(5, {1, 0x04, 1})}), without(Feature::Memory64)),
      "feature is disabled: memory64, for a 64-bit memory");
  EXPECT_EQ(message(moduleOf({section(5, {1, 0x03, 1, 2})}),
                    without(Feature::Threads)),
            "feature is disabled: threads, for a shared memory");
  EXPECT_EQ(message(moduleOf({section(5, {1, 0x08, 1, 0})}),
                    without(Feature::CustomPageSizes)),
            "malformed limits flags");
  EXPECT_EQ(message(moduleOf({section(1, {1, 0x5F, 0})}), without(Feature::GC)),
            "feature is disabled: gc, for struct");
  EXPECT_EQ(message(moduleOf({section(1, {1, 0x60, 0, 2, 0x7F, 0x7F})}),
                    without(Feature::MultiValue)),
            "feature is disabled: multi-value, for several results");
}

TEST(Decode, Imports) {
  auto import = [](uint8_t kind, const Bytes &type) {
    return name("m") + name("x") + Bytes{kind} + type;
  };
  Bytes bytes =
      moduleOf({section(1, vec({{0x60, 0, 0}})),
                section(2, vec({import(3, {0x7F, 1}), import(0, {0}),
                                import(2, {1, 1, 2}), import(3, {0x7E, 0})}))});
  Module module = decode(bytes);
  ASSERT_EQ(module.imports.size(), 4u);
  EXPECT_EQ(module.imports[3].kind, ExternKind::Global);
  EXPECT_EQ(module.imports[3].index, 1u);
  EXPECT_EQ(module.importedGlobals, 2u);
  EXPECT_EQ(module.globals[1].import, 3u);
  EXPECT_TRUE(module.globals[0].type.isMutable);
  EXPECT_EQ(module.memories[0].type.limits.max, 2u);
  EXPECT_EQ(message(moduleOf({section(2, vec({import(5, {0})}))})),
            "malformed import kind");
}

TEST(Decode, ElemSegments) {
  Bytes zero = {0x41, 0, 0x0B}, null = {0xD0, 0x70, 0x0B};
  Bytes bytes = moduleOf(
      {section(4, vec({{0x70, 0, 9}})),
       section(9, vec({Bytes{0} + zero + Bytes{0}, Bytes{1, 0, 0},
                       Bytes{2, 0} + zero + Bytes{0, 0}, Bytes{3, 0, 0},
                       Bytes{4} + zero + vec({null}),
                       Bytes{5, 0x6F} + vec({{0xD0, 0x6F, 0x0B}}),
                       Bytes{6, 0} + zero + Bytes{0x70} + vec({null, null}),
                       Bytes{7, 0x70, 0}}))});
  EXPECT_EQ(outcome(bytes), "ok");
  Module module = decode(bytes);
  SegmentMode modes[] = {SegmentMode::Active, SegmentMode::Passive,
                         SegmentMode::Active, SegmentMode::Declarative};
  for (size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(module.elems[i].mode, modes[i % 4]);
    EXPECT_EQ(module.elems[i].usesExpressions, i >= 4);
  }
  EXPECT_EQ(module.elems[0].type, ValType::ref(HeapType::Func, false));
  EXPECT_EQ(module.elems[5].type, ValType::externref());
  EXPECT_EQ(module.elems[6].size(), 2u);
  EXPECT_EQ(message(moduleOf({section(9, vec({{8}}))})),
            "malformed elements segment kind");
}

TEST(Decode, CustomSections) {
  Bytes bytes = moduleOf({section(0, name("a")), section(1, {0}),
                          section(0, name("b") + Bytes{1, 2})});
  Module module = decode(bytes);
  ASSERT_EQ(module.customs.size(), 2u);
  EXPECT_EQ(module.customs[0].after, 0);
  EXPECT_EQ(module.customs[1].after, 1);
  EXPECT_EQ(module.customs[1].name, "b");
  EXPECT_EQ(module.customs[1].contents.size(), 2u);
  EXPECT_EQ(message(moduleOf({section(0, name("\xFF"))})),
            "malformed UTF-8 encoding");
}

Bytes nameSection(const Bytes &contents) {
  return section(0, name("name") + contents);
}

TEST(Decode, Names) {
  std::vector<Bytes> sections = plainFunctions(3);
  sections.push_back(section(7, vec({name("out") + Bytes{0, 1}})));
  sections.push_back(section(10, vec({body({}), body({}), body({})})));
  sections.push_back(nameSection(
      section(0, name("mod")) + section(1, vec({Bytes{0} + name("first")})) +
      section(2, vec({Bytes{0} + vec({Bytes{4} + name("x")})})) +
      section(11, vec({Bytes{0} + name("tag")}))));
  Bytes bytes = moduleOf(sections);
  Module module = decode(bytes);
  EXPECT_EQ(module.names.module, "mod");
  EXPECT_EQ(module.functionName(FuncIdx(0)), "first");
  EXPECT_EQ(module.functionName(FuncIdx(1)), "out");
  EXPECT_EQ(module.functionName(FuncIdx(2)), "func[2]");
  EXPECT_EQ(module.names.locals[0].lookup(4), "x");
  EXPECT_EQ(module.names.tags.lookup(0), "tag");
}

TEST(Decode, MalformedNamesAreIgnored) {
  Bytes good = section(1, vec({Bytes{0} + name("kept")}));
  Bytes hugeIndex = leb(UINT32_MAX) + name("x");
  for (const Bytes &bad :
       {Bytes{1, 0xFF}, section(1, {9, 0}), section(2, {0x80}),
        section(4, vec({Bytes{0} + name("\xFF")})),
        section(4, vec({hugeIndex})), section(77, {1, 2, 3})}) {
    Bytes bytes = moduleOf({nameSection(good + bad)});
    Module module = decode(bytes);
    EXPECT_EQ(module.names.functions.lookup(0), "kept");
    EXPECT_TRUE(module.names.types.empty());
  }
}

} // namespace
