//===- Assembler.cpp - Text format to bytes -------------------------------===//
//
// Reads what is around the fields of a module and runs the passes that are
// listed in ModuleState.h.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Assembler.h"
#include "Frontend/Text/AssembleRange.h"
#include "Frontend/Text/CustomText.h"

using namespace llvm;

namespace wfx {

using namespace text;

namespace {

/// `(module quote "..."*)` and `(module binary "..."*)`, whose strings are the
/// module. Places inside of a quoted text are lost: all is at the module's
/// place.
Expected<Assembled> assembleStrings(ModuleState &m, bool binary,
                                    uint64_t begin) {
  TokenCursor &in = m.in;
  std::string contents = in.strings();
  in.close();
  if (!in.failed() && !in.at(Tok::Eof))
    in.unexpected();
  if (Error e = in.takeError())
    return std::move(e);
  Assembled result;
  if (binary) {
    result.bytes.assign(contents.begin(), contents.end());
  } else {
    Expected<Assembled> inner = assemble(contents, m.features);
    if (!inner)
      return handleErrors(inner.takeError(), [&](const Diagnostic &d) {
        return errorInText(d.id, begin, d.message());
      });
    result.bytes = std::move(inner->bytes);
  }
  result.map.add(0, begin);
  return result;
}

/// `module`, an optional identifier and the name annotation.
void moduleHead(ModuleState &m) {
  m.in.take(Kw::Definition);
  m.name = m.in.takeId();
  if (std::optional<StringRef> name = readName(m, m.in.position(), "module"))
    m.name = {*name, m.in.offset()};
}

Assembled finish(ModuleState &m) {
  Encoder out = writeModule(m);
  Assembled result;
  for (Encoder::Mark mark : out.marks)
    result.map.add(mark.offset, mark.text);
  result.bytes = std::move(out.bytes);
  return result;
}

} // namespace

Expected<Assembled> assemble(StringRef text, const Features &features) {
  return text::assembleRange(text, 0, text.size(), features);
}

Expected<Assembled> text::assembleRange(StringRef source, uint64_t begin,
                                        uint64_t end,
                                        const Features &features) {
  TokenList tokens = lex(source, begin, end);
  ModuleState m(tokens, features);
  bool wrapped = m.in.takeOpen(Kw::Module);
  if (wrapped) {
    moduleHead(m);
    if (m.in.at(Kw::Binary) || m.in.at(Kw::Quote)) {
      bool binary = keywordInfo(m.in.next()).kw == Kw::Binary;
      return assembleStrings(m, binary, begin);
    }
  }
  declareFields(m);
  if (wrapped)
    m.in.close();
  if (!m.in.at(Tok::Eof))
    m.in.unexpected();
  assembleTypes(m);
  assembleFields(m);
  m.annotations.checkAllClaimed(m.in);
  if (Error e = m.in.takeError())
    return std::move(e);
  return finish(m);
}

} // namespace wfx
