//===- WriteModule.cpp - Sections to a module -----------------------------===//
//
// The last pass: puts the sections in their order, custom sections from
// annotations at their anchors, the name section last.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/CustomText.h"

using namespace llvm;

namespace wfx::text {

namespace {

constexpr StringRef sectionNames[] = {
#define SECTION(id, code, text) text,
#include "Frontend/Text/Sections.def"
};
constexpr uint8_t sectionCodes[] = {
#define SECTION(id, code, text) code,
#include "Frontend/Text/Sections.def"
};

class ModuleWriter {
public:
  explicit ModuleWriter(ModuleState &m) : m(m) {}

  Encoder run() {
    out.raw(StringRef("\0asm\1\0\0\0", 8));
    finishSections();
    for (size_t i = 0; i < size_t(Section::Count); ++i) {
      customs(Section(i), true);
      if (Section(i) == Section::Code)
        branchHints();
      if (isPresent(Section(i)))
        section(Section(i));
      customs(Section(i), false);
    }
    Encoder names;
    encodeNames(m, names);
    if (names.size())
      custom("name", names);
    return std::move(out);
  }

private:
  void finishSections() {
    SectionBuilder &types = m.section(Section::Type);
    types.count = m.typeTable.groupCount();
    m.typeTable.encode(types.body);
    m.section(Section::DataCount).count = m.section(Section::Data).count;
  }
  /// The data count is there for the instructions that need it, even if it is
  /// zero: then their index is invalid, but the module well formed.
  bool isPresent(Section s) const {
    return s == Section::DataCount ? m.usesDataCount
                                   : m.sections[size_t(s)].count != 0;
  }

  /// A vector of entries, except the sections that hold a single number.
  void section(Section s) {
    SectionBuilder &builder = m.section(s);
    Encoder body;
    if (s != Section::Start)
      body.u32(builder.count);
    out.byte(sectionCodes[size_t(s)]);
    out.u32(body.size() + builder.body.size());
    out.append(body);
    out.append(builder.body);
  }

  void customs(Section anchor, bool before) {
    for (const CustomText &c : m.customs)
      if (c.anchor == anchor && c.before == before) {
        Encoder contents;
        contents.raw(c.contents);
        custom(c.name, contents);
      }
  }

  void branchHints() {
    Encoder hints;
    encodeBranchHints(m, hints);
    if (hints.size())
      custom("metadata.code.branch_hint", hints);
  }

  void custom(StringRef name, const Encoder &contents) {
    Encoder section;
    section.name(name);
    section.append(contents);
    out.byte(0);
    out.appendSized(section);
  }

  ModuleState &m;
  Encoder out;
};

} // namespace

std::optional<Section> sectionByName(StringRef word) {
  const StringRef *it = llvm::find(sectionNames, word);
  if (it == std::end(sectionNames))
    return std::nullopt;
  return Section(it - std::begin(sectionNames));
}

Encoder writeModule(ModuleState &m) { return ModuleWriter(m).run(); }

} // namespace wfx::text
