//===- Wast.cpp - `wfxc wast`: running specification scripts --------------===//
//
// Reads scripts and distributes them over processes; or, for --dump-modules,
// writes their modules as files. What commands do is in WastRunner.cpp.
//
//===----------------------------------------------------------------------===//

#include "Wast.h"
#include "WastPool.h"
#include "WastRunner.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace wfx {

/// Reads and parses the script \p path. Reports errors itself.
static std::optional<std::vector<ScriptCommand>> readScript(StringRef path,
                                                            Source &source) {
  auto read = readSource(path);
  if (!read) {
    reportError(errs(), read.takeError(), nullptr, nullptr);
    return std::nullopt;
  }
  source = std::move(*read);
  auto commands = parseScript(source);
  if (commands)
    return std::move(*commands);
  reportError(errs(), commands.takeError(), &source, nullptr);
  return std::nullopt;
}

static void runScript(StringRef path, const Options &options, Tally &tally) {
  // The process decides where messages go, so the report is the script's own.
  Report report(options.verbose, options.timeReport);
  Source source;
  auto commands = readScript(path, source);
  if (!commands) {
    ++tally.failed;
    return;
  }
  auto fail = [&](Error error) {
    reportError(errs(), std::move(error), &source, nullptr);
    ++tally.failed;
  };
  auto engine = Engine::create();
  if (!engine)
    return fail(engine.takeError());
  auto runner = ScriptRunner::create({source, options, report, **engine},
                                     {outs(), errs()});
  if (!runner)
    return fail(runner.takeError());
  (*runner)->run(*commands, tally);
  report.printTimes();
}

//===--- --dump-modules
//-----------------------------------------------------===//

namespace {

/// Writes the modules of scripts into a directory, as SCRIPT.LINE.wasm.
class ModuleDumper {
public:
  explicit ModuleDumper(StringRef directory) : directory(directory) {}

  Error dump(const Source &script, ArrayRef<ScriptCommand> commands) {
    for (const ScriptCommand &command : commands) {
      if (Error failed = dump(script, command.commands))
        return failed;
      bool isModule =
          command.kind == ScriptCommand::Module || command.hasModule;
      if (!isModule)
        continue;
      auto assembled = assembleScriptModule(script, command.module);
      if (!assembled) { // malformed text, on purpose or not, has no bytes
        consumeError(assembled.takeError());
        continue;
      }
      if (Error failed = write(pathFor(script, command), assembled->bytes))
        return failed;
    }
    return Error::success();
  }

private:
  /// Scripts of several directories may have one name.
  std::string pathFor(const Source &script, const ScriptCommand &command) {
    unsigned line = lineColumn(script.text(), command.offset).line;
    std::string stem = (sys::path::stem(script.name) + "." + Twine(line)).str();
    std::string name = stem;
    for (unsigned copy = 2; !used.insert(name).second; ++copy)
      name = stem + "." + std::to_string(copy);
    SmallString<128> path(directory);
    sys::path::append(path, name + ".wasm");
    return path.str().str();
  }

  static Error write(const std::string &path, ArrayRef<uint8_t> bytes) {
    return writeToOutput(path, [&](raw_ostream &os) {
      os << toStringRef(bytes);
      return Error::success();
    });
  }

  StringRef directory;
  std::set<std::string> used;
};

} // namespace

static int dumpScripts(const Options &options) {
  if (std::error_code failed =
          sys::fs::create_directories(options.dumpModules)) {
    reportError(errs(),
                usageError("cannot create '" + options.dumpModules +
                           "': " + failed.message()),
                nullptr, nullptr);
    return 1;
  }
  ModuleDumper dumper(options.dumpModules);
  int status = 0;
  for (const std::string &path : options.inputs) {
    Source source;
    auto commands = readScript(path, source);
    if (!commands) {
      status = 1;
    } else if (Error failed = dumper.dump(source, *commands)) {
      reportError(errs(), std::move(failed), nullptr, nullptr);
      return 1;
    }
  }
  return status;
}

int runWast(const Options &options, Report &) {
  if (!options.dumpModules.empty())
    return dumpScripts(options);
  Tally total = runScripts(options, runScript);
  outs() << total.passed << " passed, " << total.failed << " failed\n";
  return total.failed ? 1 : 0;
}

} // namespace wfx
