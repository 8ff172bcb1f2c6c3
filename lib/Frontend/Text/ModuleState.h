//===- ModuleState.h - A module while it is assembled ---------------------===//
//
// What the passes of the assembler share. They run in this order, because text
// may use a name before its definition:
//
//   declareFields  walks the fields, fills the index spaces with names
//   assembleTypes  reads the type definitions
//   assembleFields reads all other fields and writes their sections
//   writeModule    joins the sections, with custom and name sections
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Encoder.h"
#include "Frontend/Text/NameSpace.h"
#include "Frontend/Text/TypeTable.h"
#include <array>
#include <optional>

namespace wfx::text {

enum class Section : uint8_t {
#define SECTION(id, code, text) id,
#include "Frontend/Text/Sections.def"
  Count
};

struct SectionBuilder {
  Encoder body;
  uint32_t count = 0;
  /// Starts an entry that comes from text offset \p text.
  Encoder &entry(uint32_t text) {
    ++count;
    body.mark(text);
    return body;
  }
  /// Adds an entry of an indirect name map, unless \p names is empty.
  void indirectEntry(uint32_t index, llvm::ArrayRef<NameSpace::Name> names);
};

/// A field of the module and where it starts.
struct Field {
  Kw kind;
  uint32_t position; ///< of its opening parenthesis
};

/// The section that \p word names in a @custom annotation.
std::optional<Section> sectionByName(llvm::StringRef word);

/// A custom section from an annotation.
struct CustomText {
  Section anchor;
  bool before;
  std::string name, contents;
};

struct BranchHint {
  uint32_t function;
  uint64_t offset; ///< from the start of the function's body
  uint8_t value;
};

/// The annotations of a module, each of which must be claimed by the construct
/// that it stands in front of.
class Annotations {
public:
  explicit Annotations(const TokenList &tokens)
      : all(tokens.annotations), claimed(all.size()) {}
  /// The annotations of \p kind right before the token at \p position.
  llvm::SmallVector<const Annotation *, 1> claim(Annotation::Kind kind,
                                                 uint32_t position);
  /// Fails for the first one that nobody has claimed.
  void checkAllClaimed(TokenCursor &in) const;

private:
  llvm::ArrayRef<Annotation> all;
  std::vector<bool> claimed;
};

struct ModuleState {
  ModuleState(const TokenList &list, const Features &features)
      : tokens(list), features(features), in(list) {}

  const TokenList &tokens;
  const Features &features;
  TokenCursor in;
  Annotations annotations{tokens};
  Id name;
  std::vector<Field> fields;

  NameSpace types{Diag::UnknownTypeId, Diag::DuplicateType};
  NameSpace functions{Diag::UnknownFunctionId, Diag::DuplicateFunc};
  NameSpace tables{Diag::UnknownTableId, Diag::DuplicateTable};
  NameSpace memories{Diag::UnknownMemoryId, Diag::DuplicateMemory};
  NameSpace globals{Diag::UnknownGlobalId, Diag::DuplicateGlobal};
  NameSpace tags{Diag::UnknownTagId, Diag::DuplicateTag};
  NameSpace elems{Diag::UnknownElemId, Diag::DuplicateElem};
  NameSpace datas{Diag::UnknownDataId, Diag::DuplicateData};
  /// The fields of struct types that have names, by type.
  llvm::DenseMap<uint32_t, NameSpace> structFields;

  TypeTable typeTable;
  std::array<SectionBuilder, size_t(Section::Count)> sections;
  std::vector<CustomText> customs;
  std::vector<BranchHint> branchHints;
  /// Subsections of the name section that functions contribute to.
  SectionBuilder localNames, labelNames;
  /// An instruction needs the data count section (spec 5.5.16).
  bool usesDataCount = false;

  SectionBuilder &section(Section s) { return sections[size_t(s)]; }
  /// The index space of what \p kw defines, null if it defines none.
  NameSpace *space(Kw kw);
};

void declareFields(ModuleState &m);
void assembleTypes(ModuleState &m);
void assembleFields(ModuleState &m);
Encoder writeModule(ModuleState &m);

} // namespace wfx::text
