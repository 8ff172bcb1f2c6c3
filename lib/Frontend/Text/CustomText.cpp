//===- CustomText.cpp - Annotations that become custom sections -----------===//
//
// Unlike other errors of the text format, those in annotations say in which
// annotation they are, because a tool may ignore the annotation altogether.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/CustomText.h"
#include "Frontend/Text/Literals.h"
#include "Support/Cursor.h"

using namespace llvm;

namespace wfx::text {

namespace {

/// Walks the tokens of one annotation.
class AnnotationReader {
public:
  AnnotationReader(ModuleState &m, const Annotation &annotation, Diag error)
      : m(m), token(annotation.body.begin()), error(error) {}

  bool at(Tok kind) const { return token->kind == kind; }
  StringRef text() const {
    return m.tokens.text.substr(token->offset, token->length);
  }
  uint32_t offset() const { return token->offset; }
  void next() {
    if (!at(Tok::Eof))
      ++token;
  }
  void fail(const Twine &detail) { m.in.fail(error, token->offset, detail); }
  std::string strings() {
    std::string value;
    for (; at(Tok::String); next())
      value += decodeString(text());
    return value;
  }
  /// A name; fails with \p missing where no string is.
  std::string name(StringRef missing) {
    if (!at(Tok::String)) {
      fail(missing);
      return {};
    }
    std::string value = decodeString(text());
    if (!isValidUTF8(value))
      fail(diagText(Diag::MalformedUTF8));
    next();
    return value;
  }
  void expectEnd() {
    if (!at(Tok::Eof))
      fail("unexpected token");
  }

private:
  ModuleState &m;
  std::vector<Token>::const_iterator token;
  Diag error;
};

/// `(before section)`, `(after section)`; without one the custom section comes
/// last.
void readPlacement(AnnotationReader &in, CustomText &custom) {
  custom.anchor = Section(int(Section::Count) - 1);
  custom.before = false;
  if (!in.at(Tok::LParen))
    return;
  in.next();
  custom.before = in.text() == "before";
  if (!custom.before && in.text() != "after")
    return in.fail("malformed placement");
  in.next();
  if (custom.before && in.text() == "first")
    custom.anchor = Section(0);
  else if (!custom.before && in.text() == "last")
    custom.anchor = Section(int(Section::Count) - 1);
  else if (std::optional<Section> section = sectionByName(in.text()))
    custom.anchor = *section;
  else
    return in.fail("malformed section kind");
  in.next();
  if (!in.at(Tok::RParen))
    return in.fail("unexpected token");
  in.next();
}

void encodeNameMap(Encoder &out, unsigned id, ArrayRef<NameSpace::Name> names) {
  if (names.empty())
    return;
  Encoder map;
  map.u32(names.size());
  for (const NameSpace::Name &n : names) {
    map.u32(n.index);
    map.name(n.name);
  }
  out.byte(id);
  out.appendSized(map);
}

void encodeIndirect(Encoder &out, unsigned id, const SectionBuilder &maps) {
  if (maps.count == 0)
    return;
  Encoder map;
  map.u32(maps.count);
  map.append(maps.body);
  out.byte(id);
  out.appendSized(map);
}

} // namespace

SmallVector<const Annotation *, 1> Annotations::claim(Annotation::Kind kind,
                                                      uint32_t position) {
  SmallVector<const Annotation *, 1> found;
  auto it = llvm::partition_point(
      all, [&](const Annotation &a) { return a.before < position; });
  for (; it != all.end() && it->before == position; ++it) {
    if (it->kind != kind)
      continue;
    claimed[it - all.begin()] = true;
    found.push_back(&*it);
  }
  return found;
}

void Annotations::checkAllClaimed(TokenCursor &in) const {
  for (size_t i = 0; i < all.size(); ++i) {
    if (claimed[i])
      continue;
    if (all[i].kind == Annotation::BranchHint)
      return in.fail(Diag::BranchHintAnnotation, all[i].offset,
                     "not in a function");
    return in.fail(Diag::MisplacedAnnotation, all[i].offset,
                   all[i].kind == Annotation::Custom ? "@custom annotation"
                                                     : "@name annotation");
  }
}

void readCustoms(ModuleState &m, uint32_t position) {
  for (const Annotation *a :
       m.annotations.claim(Annotation::Custom, position)) {
    AnnotationReader in(m, *a, Diag::CustomAnnotation);
    CustomText custom;
    custom.name = in.name("missing section name");
    readPlacement(in, custom);
    custom.contents = in.strings();
    in.expectEnd();
    m.customs.push_back(std::move(custom));
  }
}

std::optional<StringRef> readName(ModuleState &m, uint32_t position,
                                  StringRef what) {
  auto found = m.annotations.claim(Annotation::Name, position);
  if (found.empty())
    return std::nullopt;
  AnnotationReader in(m, *found[0], Diag::NameAnnotation);
  std::string name = in.name("missing name");
  in.expectEnd();
  if (found.size() > 1)
    m.in.fail(Diag::NameAnnotation, found[1]->offset,
              "multiple " + what + " names");
  return m.in.save(name);
}

std::optional<uint8_t> readBranchHint(ModuleState &m, uint32_t position) {
  auto found = m.annotations.claim(Annotation::BranchHint, position);
  if (found.empty())
    return std::nullopt;
  AnnotationReader in(m, *found[0], Diag::BranchHintAnnotation);
  std::string value = in.strings();
  in.expectEnd();
  if (value != StringRef("\0", 1) && value != "\1")
    in.fail("invalid value");
  if (found.size() > 1)
    m.in.fail(Diag::BranchHintAnnotation, found[1]->offset,
              "duplicate annotation");
  return value.empty() ? 0 : uint8_t(value[0]);
}

/// The subsections are those of the spec's appendix on the name section and of
/// the extended name section, in ascending order of their ids.
void encodeNames(const ModuleState &m, Encoder &out) {
  if (m.name) {
    Encoder name;
    name.name(m.name.name);
    out.byte(0);
    out.appendSized(name);
  }
  encodeNameMap(out, 1, m.functions.names());
  encodeIndirect(out, 2, m.localNames);
  encodeIndirect(out, 3, m.labelNames);
  encodeNameMap(out, 4, m.types.names());
  encodeNameMap(out, 5, m.tables.names());
  encodeNameMap(out, 6, m.memories.names());
  encodeNameMap(out, 7, m.globals.names());
  encodeNameMap(out, 8, m.elems.names());
  encodeNameMap(out, 9, m.datas.names());
  std::vector<uint32_t> structs;
  for (const auto &entry : m.structFields)
    structs.push_back(entry.first);
  llvm::sort(structs);
  SectionBuilder fields;
  for (uint32_t type : structs)
    fields.indirectEntry(type, m.structFields.find(type)->second.names());
  encodeIndirect(out, 10, fields);
  encodeNameMap(out, 11, m.tags.names());
}

void SectionBuilder::indirectEntry(uint32_t index,
                                   ArrayRef<NameSpace::Name> names) {
  if (names.empty())
    return;
  ++count;
  body.u32(index);
  body.u32(names.size());
  for (const NameSpace::Name &n : names) {
    body.u32(n.index);
    body.name(n.name);
  }
}

/// metadata.code.branch_hint: for each function a vector of {offset, 1, value}.
void encodeBranchHints(const ModuleState &m, Encoder &out) {
  if (m.branchHints.empty())
    return;
  uint32_t functions = 0;
  Encoder body;
  for (size_t i = 0; i < m.branchHints.size(); ++functions) {
    uint32_t function = m.branchHints[i].function;
    size_t end = i;
    while (end < m.branchHints.size() &&
           m.branchHints[end].function == function)
      ++end;
    body.u32(function);
    body.u32(end - i);
    for (; i < end; ++i) {
      body.u32(m.branchHints[i].offset);
      body.u32(1);
      body.byte(m.branchHints[i].value);
    }
  }
  out.u32(functions);
  out.append(body);
}

} // namespace wfx::text
