//===- Script.cpp - .wast scripts -----------------------------------------===//
//
// The commands of a script. Text modules are only delimited here: what is in
// them counts when their command runs.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Text/Script.h"
#include "Frontend/Text/AssembleRange.h"
#include "Frontend/Text/ScriptParser.h"

using namespace llvm;

namespace wfx {

using namespace text;

namespace {

/// Scripts nest only in threads, and threads in threads.
constexpr unsigned maxThreadDepth = 16;

class ScriptParser {
public:
  explicit ScriptParser(const TokenList &tokens) : in(tokens) {}

  Expected<std::vector<ScriptCommand>> run(uint64_t size) {
    std::vector<ScriptCommand> result;
    if (atField())
      result.push_back(inlineModule(size));
    else
      result = commands(0);
    if (!in.at(Tok::Eof))
      in.unexpected();
    if (Error e = in.takeError())
      return std::move(e);
    return result;
  }

private:
  bool atField() const;
  ScriptCommand inlineModule(uint64_t size);
  std::vector<ScriptCommand> commands(unsigned depth);
  ScriptCommand command(unsigned depth);
  void body(ScriptCommand &c, Kw kw, unsigned depth);
  void module(ScriptCommand &c);
  ScriptModule scriptModule();
  ScriptAction action();
  void thread(ScriptCommand &c, unsigned depth);
  void actionAndText(ScriptCommand &c, ScriptCommand::Kind kind);
  void moduleAndText(ScriptCommand &c, ScriptCommand::Kind kind);
  std::string id() {
    Id id = in.takeId();
    return id ? "$" + id.name.str() : "";
  }

  TokenCursor in;
};

/// A script may leave out the `(module` around the fields of its only module.
bool ScriptParser::atField() const {
  switch (in.openKw()) {
  case Kw::Type:
  case Kw::Rec:
  case Kw::Import:
  case Kw::Func:
  case Kw::Table:
  case Kw::Memory:
  case Kw::Global:
  case Kw::Tag:
  case Kw::Export:
  case Kw::Start:
  case Kw::Elem:
  case Kw::Data:
    return true;
  default:
    return false;
  }
}

ScriptCommand ScriptParser::inlineModule(uint64_t size) {
  ScriptCommand c;
  c.kind = ScriptCommand::Module;
  c.offset = in.offset();
  c.hasModule = true;
  c.module.end = size;
  while (atField()) {
    in.next();
    in.skipPastClose();
  }
  return c;
}

std::vector<ScriptCommand> ScriptParser::commands(unsigned depth) {
  std::vector<ScriptCommand> result;
  while (in.at(Tok::LParen))
    result.push_back(command(depth));
  return result;
}

ScriptCommand ScriptParser::command(unsigned depth) {
  ScriptCommand c;
  c.kind = ScriptCommand::Module;
  c.offset = in.offset();
  Kw kw = in.openKw();
  if (kw == Kw::Module) {
    module(c);
  } else if (kw == Kw::Invoke || kw == Kw::Get) {
    c.kind = ScriptCommand::Action;
    c.action = action();
  } else {
    in.next();
    body(c, kw, depth);
    in.close();
  }
  return c;
}

/// Reads what is between a command's opening parenthesis and the closing one.
void ScriptParser::body(ScriptCommand &c, Kw kw, unsigned depth) {
  const Token &keyword = in.next();
  switch (kw) {
  case Kw::Register:
    c.kind = ScriptCommand::Register;
    c.name = in.name();
    c.ref = id();
    return;
  case Kw::AssertReturn:
    c.kind = ScriptCommand::AssertReturn;
    c.action = action();
    while (atScriptValue(in))
      c.results.push_back(parseResult(in));
    return;
  case Kw::AssertException:
    c.kind = ScriptCommand::AssertException;
    c.action = action();
    return;
  case Kw::AssertTrap:
    if (in.atOpen(Kw::Module))
      return moduleAndText(c, ScriptCommand::AssertTrap);
    return actionAndText(c, ScriptCommand::AssertTrap);
  case Kw::AssertExhaustion:
    return actionAndText(c, ScriptCommand::AssertExhaustion);
  case Kw::AssertSuspension:
    return actionAndText(c, ScriptCommand::AssertSuspension);
  case Kw::AssertMalformed:
    return moduleAndText(c, ScriptCommand::AssertMalformed);
  case Kw::AssertInvalid:
    return moduleAndText(c, ScriptCommand::AssertInvalid);
  case Kw::AssertUnlinkable:
    return moduleAndText(c, ScriptCommand::AssertUnlinkable);
  case Kw::AssertMalformedCustom:
    return moduleAndText(c, ScriptCommand::AssertMalformedCustom);
  case Kw::AssertInvalidCustom:
    return moduleAndText(c, ScriptCommand::AssertInvalidCustom);
  case Kw::Thread:
    return thread(c, depth);
  case Kw::Wait:
    c.kind = ScriptCommand::Wait;
    c.id = id();
    return;
  default:
    return in.unexpected(keyword);
  }
}

void ScriptParser::actionAndText(ScriptCommand &c, ScriptCommand::Kind kind) {
  c.kind = kind;
  c.action = action();
  c.text = in.string();
}

void ScriptParser::moduleAndText(ScriptCommand &c, ScriptCommand::Kind kind) {
  c.kind = kind;
  c.hasModule = true;
  c.module = scriptModule();
  c.text = in.string();
}

/// `(module ...)` or `(module instance $I? $M?)`.
void ScriptParser::module(ScriptCommand &c) {
  uint32_t begin = in.position();
  in.next();
  in.next();
  if (!in.take(Kw::Instance)) {
    in.seek(begin);
    c.hasModule = true;
    c.module = scriptModule();
    return;
  }
  c.kind = ScriptCommand::Instance;
  c.id = id();
  c.ref = id();
  in.close();
}

ScriptModule ScriptParser::scriptModule() {
  ScriptModule result;
  result.begin = in.offset();
  in.expectOpen(Kw::Module);
  result.isDefinition = in.take(Kw::Definition);
  result.id = id();
  if (in.at(Kw::Binary) || in.at(Kw::Quote)) {
    bool binary = keywordInfo(in.next()).kw == Kw::Binary;
    result.kind = binary ? ScriptModule::Binary : ScriptModule::Quote;
    result.contents = in.strings();
    result.end = uint64_t(in.offset()) + 1;
    in.close();
    return result;
  }
  in.skipPastClose();
  result.end = in.previousEnd();
  return result;
}

ScriptAction ScriptParser::action() {
  ScriptAction result;
  if (in.atOpen(Kw::Get))
    result.kind = ScriptAction::Get;
  else if (!in.atOpen(Kw::Invoke)) {
    in.unexpected(in.at(Tok::LParen) ? in.peek(1) : in.peek());
    return result;
  }
  in.next();
  in.next();
  result.module = id();
  result.name = in.name();
  while (result.kind == ScriptAction::Invoke && atScriptValue(in))
    result.args.push_back(parseArgument(in));
  in.close();
  return result;
}

/// `(thread $T (shared (module $M))* command*)`
void ScriptParser::thread(ScriptCommand &c, unsigned depth) {
  c.kind = ScriptCommand::Thread;
  if (depth == maxThreadDepth)
    return in.fail(Diag::LimitExceeded, c.offset, "threads nested too deep");
  c.id = id();
  while (in.takeOpen(Kw::Shared)) {
    in.expectOpen(Kw::Module);
    c.shared.push_back(id());
    in.close();
    in.close();
  }
  c.commands = commands(depth + 1);
}

} // namespace

Expected<std::vector<ScriptCommand>> parseScript(const Source &source) {
  TokenList tokens = lex(source.text());
  return ScriptParser(tokens).run(source.text().size());
}

Expected<Assembled> assembleScriptModule(const Source &source,
                                         const ScriptModule &module,
                                         const Features &features) {
  switch (module.kind) {
  case ScriptModule::Binary: {
    Assembled result;
    result.bytes.assign(module.contents.begin(), module.contents.end());
    return result;
  }
  case ScriptModule::Quote:
    return assemble(module.contents, features);
  case ScriptModule::Text:
    break;
  }
  return assembleRange(source.text(), module.begin, module.end, features);
}

} // namespace wfx
