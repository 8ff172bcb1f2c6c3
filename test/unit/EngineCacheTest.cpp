//===- EngineCacheTest.cpp - Compiled objects on disk ---------------------===//
//
// What was added is found; whatever is damaged, foreign or cannot be written is as if
// it were not there, and is replaced where that is possible.
//
//===----------------------------------------------------------------------===//

#include "Compiler/Cache.h"
#include "EngineTesting.h"
#include "llvm/ADT/StringExtras.h"
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wfx::testing {

namespace fs = std::filesystem;
using llvm::StringRef;

//===--- Folders and files ------------------------------------------------===//

namespace {

/// A folder that goes after the test.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "wfx-cache-XXXXXX").string();
    EXPECT_TRUE(mkdtemp(name.data()));
    path = name;
  }
  ~TemporaryFolder() { fs::remove_all(path); }
  fs::path path;
};

std::string readFile(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeFile(const fs::path &path, StringRef contents) {
  std::ofstream(path, std::ios::binary).write(contents.data(), contents.size());
}

std::vector<fs::path> filesIn(const fs::path &folder) {
  std::vector<fs::path> files;
  for (const auto &entry : fs::directory_iterator(folder))
    files.push_back(entry.path());
  return files;
}

Object makeObject(StringRef text) { return Object(text.begin(), text.end()); }

class EngineCache : public ::testing::Test {
protected:
  static constexpr uint64_t limit = 1 << 20;
  TemporaryFolder temporary;
  fs::path folder = temporary.path / "parent" / "cache";
  Cache cache{folder.string(), limit};
  const Cache::Key key = {1, 2, 3}, other = {1, 2, 4};
  const std::vector<Object> objects = {makeObject("first"), makeObject(""),
                                       makeObject(StringRef("a\0b", 3))};

  bool has(const Cache::Key &key) const { return cache.find(key).has_value(); }
  fs::path entry(const Cache::Key &key) const {
    return folder / (llvm::toHex(key, true) + ".wfx");
  }
};

} // namespace

//===--- Entries ----------------------------------------------------------===//

TEST_F(EngineCache, FindsWhatWasAdded) {
  EXPECT_FALSE(has(key));
  cache.add(key, objects);
  EXPECT_EQ(cache.find(key), objects);
  EXPECT_FALSE(has(other));
  cache.add(other, {});
  EXPECT_EQ(cache.find(other), std::vector<Object>());
  cache.add(key, {objects[2]});
  EXPECT_EQ(cache.find(key)->size(), 1u);
  EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(entry(key)).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(filesIn(folder).size(), 2u);
}

TEST_F(EngineCache, DamagedEntries) {
  cache.add(key, objects);
  const std::string whole = readFile(entry(key));
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 1 << i % 8;
    writeFile(entry(key), damaged);
    EXPECT_FALSE(has(key)) << "byte " << i;
    writeFile(entry(key), StringRef(whole).take_front(i));
    EXPECT_FALSE(has(key)) << "size " << i;
  }
  writeFile(entry(key), whole + "x");
  EXPECT_FALSE(has(key));
  cache.add(key, objects);
  EXPECT_EQ(readFile(entry(key)), whole);
  // Another module's entry under this one's name.
  fs::copy_file(entry(key), entry(other));
  EXPECT_FALSE(has(other));
}

TEST_F(EngineCache, ForeignEntries) {
  cache.add(key, objects);
  for (mode_t mode : {0620, 0602, 0666}) {
    chmod(entry(key).c_str(), mode);
    EXPECT_FALSE(has(key)) << std::oct << mode;
  }
  chmod(entry(key).c_str(), 0644);
  EXPECT_TRUE(has(key));
  if (!geteuid()) {
    ASSERT_FALSE(chown(entry(key).c_str(), 1, 1));
    EXPECT_FALSE(has(key));
    cache.add(key, objects);
    EXPECT_TRUE(has(key));
    ASSERT_FALSE(chown(folder.c_str(), 1, 1));
    EXPECT_FALSE(has(key));
    cache.add(other, objects);
    EXPECT_FALSE(fs::exists(entry(other)));
    ASSERT_FALSE(chown(folder.c_str(), 0, 0));
  }
  chmod(folder.c_str(), 0770);
  EXPECT_FALSE(has(key));
  chmod(folder.c_str(), 0755);
  EXPECT_TRUE(has(key));
}

TEST_F(EngineCache, NoPlainFiles) {
  cache.add(other, objects);
  fs::create_symlink(entry(other), entry(key));
  EXPECT_FALSE(has(key));
  fs::remove(entry(key));
  ASSERT_FALSE(mkfifo(entry(key).c_str(), 0600));
  EXPECT_FALSE(has(key));
  fs::remove(entry(key));
  fs::create_directory(entry(key));
  EXPECT_FALSE(has(key));
  cache.add(key, objects); // cannot replace it
  EXPECT_FALSE(has(key));
  EXPECT_EQ(filesIn(folder).size(), 2u);
  fs::remove(entry(key));
  // Larger than anything that is ever written.
  writeFile(entry(key), "");
  chmod(entry(key).c_str(), 0600);
  fs::resize_file(entry(key), uint64_t(1) << 40);
  EXPECT_FALSE(has(key));
}

//===--- Where nothing can be written -------------------------------------===//

TEST_F(EngineCache, FoldersThatCannotBe) {
  writeFile(temporary.path / "file", "");
  for (std::string path : {(temporary.path / "file").string(),
                           (temporary.path / "file" / "sub").string(),
                           std::string("/proc/wfx-cache"), std::string(), std::string(5000, 'x')}) {
    Cache none(path, limit);
    none.add(key, objects);
    EXPECT_FALSE(none.find(key)) << path;
  }
}

/// Runs \p work in a process of its own; true if it returns true.
template <class Work> static bool inOtherProcess(Work work) {
  pid_t child = fork();
  if (!child)
    _exit(!work());
  int status;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status);
}

TEST_F(EngineCache, ReadOnlyFolder) {
  cache.add(key, objects);
  chmod(folder.c_str(), 0500);
  // Who may write everywhere tries it as somebody else.
  constexpr uid_t nobody = 65534;
  bool isRoot = !geteuid();
  if (isRoot)
    for (const fs::path &path : {temporary.path, folder.parent_path(), folder, entry(key)})
      ASSERT_FALSE(chown(path.c_str(), nobody, nobody));
  EXPECT_TRUE(inOtherProcess([&] {
    if (isRoot && setuid(nobody))
      return false;
    cache.add(other, objects);
    return has(key) && !has(other) && filesIn(folder).size() == 1;
  }));
  chmod(folder.c_str(), 0700);
}

/// A file that may not grow is like a full disk.
TEST_F(EngineCache, FullDisk) {
  EXPECT_TRUE(inOtherProcess([&] {
    signal(SIGXFSZ, SIG_IGN);
    rlimit small = {100, 100};
    setrlimit(RLIMIT_FSIZE, &small);
    cache.add(key, objects);
    return filesIn(folder).empty() && !has(key);
  }));
}

//===--- Several processes, and the limit ---------------------------------===//

TEST_F(EngineCache, Processes) {
  auto contents = [](unsigned i) {
    return std::vector<Object>{makeObject(std::string(1000 + i, char('a' + i)))};
  };
  auto work = [&] {
    for (unsigned round = 0; round < 200; ++round) {
      unsigned i = round % 5;
      Cache::Key key = {uint8_t(i)};
      auto found = cache.find(key);
      if (found && *found != contents(i))
        return false;
      if (!found || round % 3 == 0)
        cache.add(key, contents(i));
      if (round % 7 == 0)
        unlink(entry(key).c_str());
    }
    return true;
  };
  pid_t children[3];
  for (pid_t &child : children)
    if (!(child = fork()))
      _exit(!work());
  EXPECT_TRUE(work());
  for (pid_t child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_LE(filesIn(folder).size(), 5u);
}

static void setTime(const fs::path &path, time_t time) {
  timespec times[2] = {{time, 0}, {time, 0}};
  EXPECT_FALSE(utimensat(AT_FDCWD, path.c_str(), times, 0));
}

TEST_F(EngineCache, OldestGoFirst) {
  std::vector<Object> large = {makeObject(std::string(limit / 4, 'x'))};
  cache.add({9}, {makeObject(std::string(limit, 'x'))}); // too large for the cache
  EXPECT_FALSE(has({9}));
  for (uint8_t i = 0; i < 3; ++i) {
    cache.add({i}, large);
    setTime(entry({i}), 1000 + i);
  }
  writeFile(folder / "notes.txt", std::string(limit, 'x')); // somebody else's
  writeFile(folder / "0123.tmp", "left over");
  setTime(folder / "0123.tmp", 1000);
  writeFile(folder / "4567.tmp", "being written");
  EXPECT_TRUE(has({0})); // makes it the newest
  cache.add({3}, large);
  EXPECT_TRUE(has({0}) && !has({1}) && has({2}) && has({3}));
  EXPECT_TRUE(fs::exists(folder / "notes.txt"));
  EXPECT_FALSE(fs::exists(folder / "0123.tmp"));
  EXPECT_TRUE(fs::exists(folder / "4567.tmp"));
}

//===--- Keys -------------------------------------------------------------===//

TEST(EngineCacheKey, AllThatMatters) {
  std::vector<Cache::Key> keys;
  auto add = [&](auto change) {
    std::vector<uint8_t> bytes = {1, 2, 3};
    Features features;
    CompileOptions options;
    LibrarySymbols library;
    change(bytes, features, options, library);
    keys.push_back(llvm::cantFail(cacheKey(bytes, features, options)));
  };
  add([](auto &...) {});
  add([](auto &bytes, auto &...) { bytes[2] = 4; });
  add([](auto &, auto &features, auto &...) { features.set(Feature::SIMD, false); });
  add([](auto &, auto &, auto &o, auto &) { o.level = OptLevel::O3; });
  add([](auto &, auto &, auto &o, auto &) { o.cpu = "x86-64-v3"; });
  add([](auto &, auto &, auto &o, auto &) { o.moduleName = "name"; });
  add([](auto &, auto &, auto &o, auto &) { o.prefix = "name"; });
  add([](auto &, auto &, auto &o, auto &) { o.checkBounds = true; });
  add([](auto &, auto &, auto &o, auto &) { o.externalTypes = true; });
  add([](auto &, auto &, auto &o, auto &) { o.deterministic = true; });
  add([](auto &, auto &, auto &o, auto &library) { o.library = &library; });
  add([](auto &, auto &, auto &o, auto &library) {
    o.library = &library;
    library.name = "name";
  });
  for (size_t i = 0; i < keys.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      EXPECT_NE(keys[i], keys[j]) << i << " and " << j;
  add([](auto &, auto &, auto &o, auto &) {
    o.jobs = 7;
    o.shownName = "name";
    o.cpu = "x86-64-v2"; // the default
  });
  EXPECT_EQ(keys.back(), keys[0]);

  CompileOptions options;
  options.cpu = "abacus";
  auto failed = cacheKey({}, Features(), options);
  EXPECT_FALSE(failed);
  llvm::consumeError(failed.takeError());
}

//===--- The compiler -----------------------------------------------------===//

/// Compiles with the cache in \p folder and runs what comes out.
static void compileAndRun(const std::string &folder) {
  wfx_compiler_options options = testOptions();
  options.cache_folder = folder.c_str();
  Compiler compiler = makeCompiler(options);
  CompiledModule module = compile(compiler, R"((module
    (func $f (export "run") (param i32) (result i32)
      (i32.div_u (i32.const 6) (local.get 0)))))");
  Context context = makeContext();
  wfx_instance *instance = instantiate(context, module);
  EXPECT_EQ(run(instance, "run", 2), 3);
  int32_t result;
  EXPECT_EQ(call(instance, "run", 0, &result), WFX_TRAP);
  EXPECT_NE(describe(context, WFX_TRAP).find(" - f\n"), std::string::npos);
}

TEST(EngineCacheCompiler, HitsAndReplaces) {
  TemporaryFolder folder;
  compileAndRun(folder.path);
  ASSERT_EQ(filesIn(folder.path).size(), 1u);
  fs::path entry = filesIn(folder.path)[0];
  const std::string whole = readFile(entry);
  auto fileNumber = [&] {
    struct stat status;
    EXPECT_FALSE(stat(entry.c_str(), &status));
    return status.st_ino;
  };
  // A new entry is another file, one that is used has a new time.
  ino_t number = fileNumber();
  setTime(entry, 1000);
  compileAndRun(folder.path);
  EXPECT_EQ(fileNumber(), number);
  EXPECT_GT(fs::last_write_time(entry), fs::file_time_type::clock::now() - std::chrono::hours(1));

  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 1;
  writeFile(entry, damaged);
  compileAndRun(folder.path);
  EXPECT_EQ(readFile(entry), whole);
  EXPECT_EQ(filesIn(folder.path).size(), 1u);
}

TEST(EngineCacheCompiler, RefusalsAreNotKept) {
  TemporaryFolder folder;
  wfx_compiler_options options = testOptions();
  options.cache_folder = folder.path.c_str();
  Compiler compiler = makeCompiler(options);
  for (unsigned i = 0; i < 2; ++i)
    refusal(compiler, "(module (func (result i32)))");
  EXPECT_TRUE(filesIn(folder.path).empty());
}

} // namespace wfx::testing
