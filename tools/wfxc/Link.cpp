//===- Link.cpp - From objects to a file ----------------------------------===//

#include "Link.h"
#include "Lowering/Dialect.h"
#include "Output.h"
#include "Support/Diagnostics.h"
#include "lld/Common/Driver.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/Binary.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <fcntl.h>
#include <thread>
#include <unistd.h>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace wfx {

//===--- Files ------------------------------------------------------------===//

namespace {

/// A file for lld to read. It goes with the object, also when a signal ends the
/// process.
class TemporaryFile {
public:
  static Expected<TemporaryFile> create(StringRef contents);
  TemporaryFile(TemporaryFile &&other) : path(std::exchange(other.path, {})) {}
  ~TemporaryFile() {
    if (path.empty())
      return;
    sys::fs::remove(path);
    sys::DontRemoveFileOnSignal(path);
  }
  SmallString<128> path;

private:
  TemporaryFile() = default;
};

} // namespace

Expected<TemporaryFile> TemporaryFile::create(StringRef contents) {
  TemporaryFile file;
  int fd;
  if (auto failed = sys::fs::createTemporaryFile("wfxc", "o", fd, file.path)) {
    file.path.clear();
    return usageError("cannot make a temporary file: " + failed.message());
  }
  sys::RemoveFileOnSignal(file.path);
  raw_fd_ostream os(fd, /*shouldClose=*/true);
  os << contents;
  os.close();
  std::error_code failed = os.error();
  os.clear_error();
  if (failed)
    return usageError("cannot write '" + file.path.str() +
                      "': " + failed.message());
  return std::move(file);
}

static Expected<std::vector<TemporaryFile>>
makeFiles(ArrayRef<Object> objects) {
  std::vector<TemporaryFile> files;
  for (const Object &object : objects) {
    auto file = TemporaryFile::create(StringRef(object.data(), object.size()));
    if (!file)
      return file.takeError();
    files.push_back(std::move(*file));
  }
  return std::move(files);
}

//===--- Finding things ---------------------------------------------------===//

/// \p name in one of \p folders of the place where wfxc is installed.
static Expected<std::string> findInstalled(StringRef name,
                                           ArrayRef<StringRef> folders) {
  std::string program = sys::fs::getMainExecutable(nullptr, nullptr);
  StringRef prefix = sys::path::parent_path(sys::path::parent_path(program));
  for (StringRef folder : folders) {
    SmallString<256> path(prefix);
    sys::path::append(path, folder, name);
    if (sys::fs::exists(path))
      return path.str().str();
  }
  return usageError("cannot find " + name + " in " + prefix + "/" + folders[0] +
                    ": wfxc is not installed completely");
}

Expected<std::string> findOwnFile(StringRef name) {
  return findInstalled(name, {"lib/wfx", WFX_LIBDIR "/wfx"});
}

/// The runtime, as an archive or as a shared object.
static Expected<std::string> findRuntime(StringRef name) {
  return findInstalled(name, {"lib", WFX_LIBDIR});
}

/// A file of the system's C library.
static Expected<std::string> findSystemFile(StringRef name, StringRef package) {
  for (const char *folder :
       {"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64",
        "/usr/lib64", "/usr/lib", "/lib"}) {
    SmallString<256> path(folder);
    sys::path::append(path, name);
    if (sys::fs::exists(path))
      return path.str().str();
  }
  return usageError("cannot find " + name + " (on Debian: package " + package +
                    ")");
}

/// The folder of gcc's support library, which a static libc needs.
static Expected<std::string> findGccFile(StringRef name) {
  std::string best;
  unsigned bestVersion = 0;
  std::error_code failed;
  for (sys::fs::directory_iterator it("/usr/lib/gcc/x86_64-linux-gnu", failed),
       end;
       it != end && !failed; it.increment(failed)) {
    SmallString<256> path(it->path());
    unsigned version = 0;
    StringRef major = sys::path::filename(it->path()).split('.').first;
    if (major.getAsInteger(10, version) || version < bestVersion)
      continue;
    sys::path::append(path, name);
    if (sys::fs::exists(path)) {
      best = path.str().str();
      bestVersion = version;
    }
  }
  if (best.empty())
    return usageError("cannot find " + name +
                      " (on Debian: package libgcc-12-dev)");
  return best;
}

/// True if \p object refers to what only the unwinder's part of the runtime
/// has.
static bool usesExceptions(const Object &object) {
  auto file = object::ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(object.data(), object.size()), "object"));
  if (!file) {
    consumeError(file.takeError());
    return false;
  }
  static constexpr StringRef names[] = {
      dialect::personality,
#define RUNTIME_CALL_Host(symbol)
#define RUNTIME_CALL_Wasm(symbol)
#define RUNTIME_CALL_Unwind(symbol) #symbol,
#define RUNTIME_CALL(id, symbol, stack, result, ...)                           \
  RUNTIME_CALL_##stack(symbol)
#include "ABI/RuntimeCalls.def"
  };
  return any_of((*file)->symbols(), [](const object::SymbolRef &symbol) {
    return is_contained(names, cantFail(symbol.getName()));
  });
}

//===--- Linking ----------------------------------------------------------===//

namespace {

/// A pipe and a thread that takes what is written to it. lld writes plain files
/// through mapped pages, and where the disk is full, that ends the process.
class Catcher {
public:
  Catcher() {
    if (pipe2(ends, O_CLOEXEC))
      report_fatal_error("cannot make a pipe");
    path = "/proc/self/fd/" + std::to_string(ends[1]);
    reader = std::thread([this] { read(); });
  }
  /// The bytes that were written.
  std::string take() {
    close(ends[1]);
    reader.join();
    close(ends[0]);
    return std::move(bytes);
  }
  std::string path; ///< to write to

private:
  void read() {
    char buffer[65536];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof(buffer))) > 0;)
      bytes.append(buffer, n);
  }

  int ends[2];
  std::string bytes;
  std::thread reader;
};

} // namespace

/// Runs lld and returns the file that it makes.
static Expected<std::string> runLld(std::vector<std::string> arguments,
                                    Report &report) {
  Catcher catcher;
  arguments.push_back("-o");
  arguments.push_back(catcher.path);
  std::vector<const char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  report.verbose(llvm::join(arguments, " "));
  std::string messages;
  raw_string_ostream os(messages);
  lld::Result result =
      lld::lldMain(argv, os, os, {{lld::Gnu, &lld::elf::link}});
  std::string file = catcher.take();
  if (result.retCode)
    return usageError("linking failed:\n" + StringRef(messages).rtrim());
  return file;
}

/// Collects arguments; the first failure sticks.
namespace {
struct Arguments {
  std::vector<std::string> list;
  Error failure = Error::success();

  void add(std::initializer_list<const char *> words) {
    list.insert(list.end(), words.begin(), words.end());
  }
  void add(Expected<std::string> path) {
    if (path)
      list.push_back(std::move(*path));
    else
      failure = joinErrors(std::move(failure), path.takeError());
  }
};
} // namespace

/// Changes the symbols of \p file, an ELF file, as \p config says.
template <class Bytes>
static Expected<Bytes> editSymbols(const Bytes &file,
                                   const objcopy::ConfigManager &config) {
  auto binary = object::createBinary(
      MemoryBufferRef(StringRef(file.data(), file.size()), "object"));
  if (!binary)
    return binary.takeError();
  SmallVector<char, 0> result;
  raw_svector_ostream os(result);
  if (Error failed = objcopy::executeObjcopyOnBinary(config, **binary, os))
    return std::move(failed);
  return Bytes(result.begin(), result.end());
}

static void add(objcopy::NameMatcher &names, StringRef pattern,
                objcopy::MatchStyle style) {
  cantFail(names.addMatcher(objcopy::NameOrPattern::create(
      pattern, style, [](Error failed) { return failed; })));
}

/// Leaves in an executable the names that debuggers and profilers are asked
/// for: of the program's functions, the runtime's C functions, and a static
/// libc. The names inside of the runtime are many and long.
static Expected<std::string> dropInternalNames(const std::string &executable,
                                               const Options &options) {
  objcopy::ConfigManager config;
  for (StringRef kept : {"wfx*", "!wfx_type_*", "tc_*", "_start"})
    add(config.Common.SymbolsToKeep, kept, objcopy::MatchStyle::Wildcard);
  add(config.Common.UnneededSymbolsToRemove, options.isStatic ? "_Z*" : "*",
      objcopy::MatchStyle::Wildcard);
  return editSymbols(executable, config);
}

Error linkExecutable(ArrayRef<Object> objects, StringRef output,
                     const Options &options, Report &report) {
  Report::Phase phase(report, "link");
  report.beginProgress("linking");
  auto files = makeFiles(objects);
  if (!files)
    return files.takeError();
  Arguments args;
  args.add({"ld.lld", "-m", "elf_x86_64", "-pie", "-z", "noexecstack", "-z",
            "relro", "-z", "now", "-z", "text", "--gc-sections",
            "--eh-frame-hdr", "--hash-style=gnu", "--build-id=sha1"});
  args.list.push_back("--threads=" +
                      std::to_string(std::max(1u, options.jobs)));
  if (options.isStatic) {
    // The archive has no `main`, which is what rcrt1.o calls.
    args.add({"-static", "--no-dynamic-linker", "--defsym=main=wfx_main"});
    args.add(findSystemFile("rcrt1.o", "libc6-dev"));
    args.add(findSystemFile("crti.o", "libc6-dev"));
  } else {
    args.add({"-dynamic-linker", "/lib64/ld-linux-x86-64.so.2"});
    args.add(findOwnFile("wfxstart.o"));
  }
  for (const TemporaryFile &file : *files)
    args.list.push_back(file.path.str().str());
  args.add(findRuntime("libwfx.a"));
  if (options.isStatic) {
    args.add({"--start-group"});
    args.add(findSystemFile("libc.a", "libc6-dev"));
    args.add(findGccFile("libgcc.a"));
    args.add(findGccFile("libgcc_eh.a"));
    args.add({"--end-group"});
    args.add(findSystemFile("crtn.o", "libc6-dev"));
  } else {
    args.add({"--as-needed"});
    args.add(findSystemFile("libc.so.6", "libc6"));
    if (any_of(objects, usesExceptions))
      args.add(findSystemFile("libgcc_s.so.1", "libgcc-s1"));
  }
  if (args.failure)
    return std::move(args.failure);
  auto executable = runLld(std::move(args.list), report);
  if (executable)
    executable = dropInternalNames(*executable, options);
  if (!executable)
    return executable.takeError();
  return writeOutput(output, *executable, /*isExecutable=*/true);
}

Expected<std::string> linkShared(const Object &object, StringRef name,
                                 const Options &options, Report &report) {
  Report::Phase phase(report, "link");
  report.beginProgress("linking");
  auto file = TemporaryFile::create(StringRef(object.data(), object.size()));
  if (!file)
    return file.takeError();
  Arguments args;
  args.add({"ld.lld", "-m", "elf_x86_64", "-shared", "-Bsymbolic", "-z", "defs",
            "-z", "noexecstack", "-z", "relro", "-z", "now", "-z", "text",
            "--gc-sections", "--eh-frame-hdr", "--hash-style=gnu",
            "--build-id=sha1"});
  args.list.push_back("--threads=" +
                      std::to_string(std::max(1u, options.jobs)));
  args.list.push_back(("--soname=" + name).str());
  args.list.push_back(file->path.str().str());
  args.add(findRuntime("libwfx.so"));
  args.add({"--as-needed"});
  args.add(findSystemFile("libc.so.6", "libc6"));
  if (args.failure)
    return std::move(args.failure);
  return runLld(std::move(args.list), report);
}

static Expected<Object> joinFiles(ArrayRef<Object> objects,
                                  std::vector<std::string> arguments,
                                  Report &report) {
  auto files = makeFiles(objects);
  if (!files)
    return files.takeError();
  for (const TemporaryFile &file : *files)
    arguments.push_back(file.path.str().str());
  auto joined = runLld(std::move(arguments), report);
  if (!joined)
    return joined.takeError();
  return Object(joined->begin(), joined->end());
}

Expected<Object> joinObjects(std::vector<Object> objects, Report &report) {
  if (objects.size() == 1)
    return std::move(objects[0]);
  Report::Phase phase(report, "link");
  return joinFiles(objects, {"ld.lld", "-r"}, report);
}

/// Makes all symbols that \p object defines local but for \p symbols.
static Expected<Object> localize(const Object &object,
                                 ArrayRef<std::string> symbols) {
  objcopy::ConfigManager config;
  for (const std::string &symbol : symbols)
    add(config.Common.SymbolsToKeepGlobal, symbol,
        objcopy::MatchStyle::Literal);
  return editSymbols(object, config);
}

Expected<Object> joinLibrary(ArrayRef<Object> objects,
                             ArrayRef<std::string> symbols, Report &report) {
  Report::Phase phase(report, "link");
  // A group whose symbols become local must be none, or the linker would drop
  // it in favour of another object's.
  auto joined =
      joinFiles(objects, {"ld.lld", "-r", "--force-group-allocation"}, report);
  return joined ? localize(*joined, symbols) : std::move(joined);
}

} // namespace wfx
