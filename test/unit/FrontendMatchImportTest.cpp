//===- FrontendMatchImportTest.cpp - Imports against exports --------------===//

#include "Frontend/MatchImport.h"
#include "TextSupport.h"

namespace wfx::test {
namespace {

/// What the modules of a pair begin with: types that are equal in both, though
/// their indices are not, and one that is not.
constexpr char exporterTypes[] = R"(
  (type $f (sub (func (param i32))))
  (type $g (sub $f (func (param i32))))
  (type $own (func (param i64)))
  (type $c (cont $f)))";
constexpr char importerTypes[] = R"(
  (type (func))
  (type $other (func (param f32)))
  (type $f (sub (func (param i32))))
  (type $g (sub $f (func (param i32))))
  (type $c (cont $f)))";

/// Whether the import \p type may be linked with the export of \p entity.
bool links(const std::string &entity, const std::string &type) {
  std::vector<uint8_t> bytes[] = {
      bytesOf("(module" + std::string(exporterTypes) + "(" +
              llvm::StringRef(entity).split(' ').first.str() +
              " (export \"e\") " +
              llvm::StringRef(entity).split(' ').second.str() + "))"),
      bytesOf("(module" + std::string(importerTypes) + "(import \"m\" \"e\" (" +
              type + ")))")};
  auto exporter = decodeModule(bytes[0], everything()),
       importer = decodeModule(bytes[1], everything());
  if (!exporter || !importer) {
    ADD_FAILURE() << toString(exporter.takeError())
                  << toString(importer.takeError());
    return false;
  }
  return matches(*exporter, exporter->exports[0], *importer,
                 importer->imports[0]);
}

TEST(MatchImport, Functions) {
  EXPECT_TRUE(links("func (type $f)", "func (type $f)"));
  EXPECT_TRUE(links("func (type $g)", "func (type $f)"));
  EXPECT_FALSE(links("func (type $f)", "func (type $g)"));
  EXPECT_FALSE(links("func (type $own)", "func (type $f)"));
  // Equal structure is not enough where a type is not final.
  EXPECT_FALSE(links("func (type $f)", "func (param i32)"));
  EXPECT_FALSE(links("func (type $f)", "memory 1"));
}

TEST(MatchImport, Limits) {
  EXPECT_TRUE(links("memory 2 4", "memory 2 4"));
  EXPECT_TRUE(links("memory 2 4", "memory 1"));
  EXPECT_TRUE(links("memory 2 4", "memory 1 5"));
  EXPECT_FALSE(links("memory 2 4", "memory 3"));
  EXPECT_FALSE(links("memory 2 4", "memory 1 3"));
  EXPECT_FALSE(links("memory 2", "memory 1 3"));
  EXPECT_FALSE(links("memory 2", "memory i64 1"));
  EXPECT_FALSE(links("memory 2 4", "memory 1 4 shared"));
  EXPECT_FALSE(links("memory 2 (pagesize 1)", "memory 1"));
}

TEST(MatchImport, Tables) {
  EXPECT_TRUE(links("table 2 funcref", "table 1 funcref"));
  EXPECT_FALSE(links("table 2 4 funcref", "table 1 3 funcref"));
  EXPECT_FALSE(links("table 2 funcref", "table 1 externref"));
  EXPECT_FALSE(links("table i64 2 funcref", "table 1 funcref"));
  EXPECT_TRUE(links("table 2 (ref null $f)", "table 1 (ref null $f)"));
  // Elements are written, too, so a subtype does not do.
  EXPECT_FALSE(links("table 2 (ref null $g)", "table 1 (ref null $f)"));
  EXPECT_FALSE(links("table 2 (ref null $f)", "table 1 funcref"));
}

TEST(MatchImport, Globals) {
  EXPECT_TRUE(links("global i32 (i32.const 0)", "global i32"));
  EXPECT_FALSE(links("global i32 (i32.const 0)", "global i64"));
  EXPECT_FALSE(links("global i32 (i32.const 0)", "global (mut i32)"));
  EXPECT_FALSE(links("global (mut i32) (i32.const 0)", "global i32"));
  const std::string null = "global (ref null $g) (ref.null $g)";
  EXPECT_TRUE(links(null, "global (ref null $g)"));
  EXPECT_TRUE(links(null, "global (ref null $f)"));
  EXPECT_TRUE(links(null, "global funcref"));
  EXPECT_FALSE(links(null, "global (ref $g)"));
  EXPECT_FALSE(links(null, "global (ref null $other)"));
  EXPECT_FALSE(links(null, "global externref"));
  EXPECT_TRUE(links("global nullfuncref (ref.null nofunc)",
                    "global (ref null $other)"));
  EXPECT_FALSE(
      links("global nullfuncref (ref.null nofunc)", "global (ref null $c)"));
  EXPECT_TRUE(links("global (ref null $c) (ref.null $c)", "global contref"));
  EXPECT_TRUE(links("global (mut (ref null $c)) (ref.null $c)",
                    "global (mut (ref null $c))"));
  EXPECT_FALSE(links("global (mut (ref null $g)) (ref.null $g)",
                     "global (mut (ref null $f))"));
}

TEST(MatchImport, Tags) {
  EXPECT_TRUE(links("tag (type $f)", "tag (type $f)"));
  EXPECT_FALSE(links("tag (type $g)", "tag (type $f)"));
  EXPECT_TRUE(links("tag (param i64)", "tag (param i64)"));
  EXPECT_FALSE(links("tag (param i64)", "tag"));
}

} // namespace
} // namespace wfx::test
