//===- Cache.cpp - Objects that have been compiled before -----------------===//
//
// An entry, all numbers little-endian, 8 bytes each:
//
//   "wfxcache"
//   checksum   BLAKE3 of all that follows, 32 bytes
//   key        32 bytes
//   count      of objects
//   sizes      of each
//   objects    one behind the other
//
//===----------------------------------------------------------------------===//

#include "Compiler/Cache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace wfx {

//===--- Entries ----------------------------------------------------------===//

static constexpr StringRef magic = "wfxcache";
static constexpr size_t keySize = sizeof(Cache::Key);
static constexpr size_t checksumEnd = magic.size() + keySize;

static Cache::Key checksum(StringRef contents) {
  BLAKE3 hasher;
  hasher.update(contents);
  return hasher.final();
}

static void append(std::string &out, uint64_t number) {
  char bytes[8];
  support::endian::write64le(bytes, number);
  out.append(bytes, sizeof(bytes));
}

static std::string encode(const Cache::Key &key, ArrayRef<Object> objects) {
  std::string contents(toStringRef(key));
  append(contents, objects.size());
  for (const Object &object : objects)
    append(contents, object.size());
  for (const Object &object : objects)
    contents.append(object.begin(), object.end());
  return (magic + toStringRef(checksum(contents)) + contents).str();
}

static std::optional<std::vector<Object>> decode(const Cache::Key &key,
                                                 StringRef entry) {
  if (!entry.starts_with(magic) || entry.size() < checksumEnd + keySize + 8)
    return std::nullopt;
  StringRef contents = entry.drop_front(checksumEnd);
  if (entry.slice(magic.size(), checksumEnd) != toStringRef(checksum(contents)) ||
      !contents.consume_front(toStringRef(key)))
    return std::nullopt;
  // What has the right checksum has been written by encode().
  auto number = [&] {
    uint64_t value = support::endian::read64le(contents.data());
    contents = contents.drop_front(8);
    return value;
  };
  std::vector<uint64_t> sizes(number());
  for (uint64_t &size : sizes)
    size = number();
  std::vector<Object> objects;
  for (uint64_t size : sizes) {
    objects.emplace_back(contents.begin(), contents.begin() + size);
    contents = contents.drop_front(size);
  }
  return objects;
}

//===--- Files ------------------------------------------------------------===//

namespace {
/// A file descriptor that is closed; negative if there is none.
struct Descriptor {
  explicit Descriptor(int number) : number(number) {}
  Descriptor(Descriptor &&other) : number(std::exchange(other.number, -1)) {}
  ~Descriptor() {
    if (number >= 0)
      close(number);
  }
  explicit operator bool() const { return number >= 0; }
  int number;
};
} // namespace

/// True if nobody but the user of this process can have written there.
static bool isOurs(const struct stat &status) {
  return status.st_uid == geteuid() && !(status.st_mode & (S_IWGRP | S_IWOTH));
}

/// Makes \p path with the folders above it.
static void makeFolders(StringRef path) {
  for (size_t end = 0; end != StringRef::npos;) {
    end = path.find('/', end + 1);
    mkdir(path.take_front(end).str().c_str(), 0700);
  }
}

static Descriptor openFolder(const std::string &path) {
  Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status;
  if (folder && !fstat(folder.number, &status) && isOurs(status))
    return folder;
  return Descriptor(-1);
}

/// The contents of \p name if it is a file of ours with at most \p limit bytes.
static std::optional<std::string> readFile(const Descriptor &folder,
                                           const std::string &name, uint64_t limit) {
  Descriptor file(openat(folder.number, name.c_str(),
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status;
  if (!file || fstat(file.number, &status) || !S_ISREG(status.st_mode) ||
      !isOurs(status) || uint64_t(status.st_size) > limit)
    return std::nullopt;
  std::string contents(status.st_size, 0);
  for (size_t done = 0; done < contents.size();) {
    ssize_t count = read(file.number, &contents[done], contents.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return std::nullopt;
    done += count;
  }
  futimens(file.number, nullptr); // it has been used
  return contents;
}

static bool writeAll(const Descriptor &file, StringRef contents) {
  while (!contents.empty()) {
    ssize_t count = write(file.number, contents.data(), contents.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    contents = contents.drop_front(count);
  }
  return true;
}

static constexpr StringRef entrySuffix = ".wfx", temporarySuffix = ".tmp";

static std::string entryName(const Cache::Key &key) {
  return toHex(key, /*LowerCase=*/true) + entrySuffix.str();
}

/// Writes \p name so that it is there with all of \p contents or not at all.
static void writeFile(const Descriptor &folder, const std::string &name,
                      StringRef contents) {
  uint8_t random[16];
  if (getrandom(random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
    return;
  std::string temporary = toHex(random, /*LowerCase=*/true) + temporarySuffix.str();
  Descriptor file(openat(folder.number, temporary.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file)
    return;
  if (!writeAll(file, contents) ||
      renameat(folder.number, temporary.c_str(), folder.number, name.c_str()))
    unlinkat(folder.number, temporary.c_str(), 0);
}

//===--- The limit --------------------------------------------------------===//

namespace {
struct KnownFile {
  std::string name;
  uint64_t size;
  timespec used;
  bool operator<(const KnownFile &other) const {
    return std::tuple(used.tv_sec, used.tv_nsec, name) <
           std::tuple(other.used.tv_sec, other.used.tv_nsec, other.name);
  }
};
} // namespace

/// What a process left that died while it wrote.
static bool isLeftOver(StringRef name, const struct stat &status) {
  constexpr time_t hour = 3600;
  return name.ends_with(temporarySuffix) &&
         status.st_mtim.tv_sec + hour < time(nullptr);
}

/// The entries in \p folder; removes what is left over.
static std::vector<KnownFile> listEntries(const Descriptor &folder) {
  std::vector<KnownFile> files;
  Descriptor own(openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR *list = own ? fdopendir(own.number) : nullptr;
  if (!list)
    return files;
  own.number = -1; // the list has it
  while (dirent *entry = readdir(list)) {
    StringRef name = entry->d_name;
    struct stat status;
    if (fstatat(folder.number, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ||
        !S_ISREG(status.st_mode))
      continue;
    if (isLeftOver(name, status))
      unlinkat(folder.number, entry->d_name, 0);
    else if (name.ends_with(entrySuffix))
      files.push_back({name.str(), uint64_t(status.st_size), status.st_mtim});
  }
  closedir(list);
  return files;
}

static void removeOldest(const Descriptor &folder, uint64_t limit) {
  std::vector<KnownFile> files = listEntries(folder);
  uint64_t total = 0;
  for (const KnownFile &file : files)
    total += file.size;
  if (total > limit)
    llvm::sort(files);
  for (const KnownFile &file : files) {
    if (total <= limit)
      return;
    unlinkat(folder.number, file.name.c_str(), 0);
    total -= file.size;
  }
}

//===--- The cache --------------------------------------------------------===//

Cache::Cache(StringRef path, uint64_t limit) : folder(path.str()), limit(limit) {
  SmallString<256> absolute(path);
  if (!path.empty() && !sys::fs::make_absolute(absolute))
    folder = absolute.str().str();
}

std::optional<std::vector<Object>> Cache::find(const Key &key) const {
  Descriptor opened = openFolder(folder);
  if (!opened)
    return std::nullopt;
  auto entry = readFile(opened, entryName(key), limit);
  return entry ? decode(key, *entry) : std::nullopt;
}

void Cache::add(const Key &key, ArrayRef<Object> objects) const {
  std::string entry = encode(key, objects);
  if (entry.size() > limit)
    return;
  makeFolders(folder);
  Descriptor opened = openFolder(folder);
  if (!opened)
    return;
  writeFile(opened, entryName(key), entry);
  removeOldest(opened, limit);
}

Expected<std::vector<Object>> compileCached(const Cache *cache, const ValidModule &module,
                                            ArrayRef<uint8_t> bytes,
                                            const Features &features,
                                            const CompileOptions &options,
                                            Report &report) {
  if (!cache)
    return compileModule(module, options, report);
  auto key = cacheKey(bytes, features, options);
  if (!key)
    return key.takeError();
  {
    Report::Phase phase(report, "cache");
    if (auto known = cache->find(*key))
      return std::move(*known);
  }
  auto objects = compileModule(module, options, report);
  if (objects)
    cache->add(*key, *objects);
  return objects;
}

} // namespace wfx
