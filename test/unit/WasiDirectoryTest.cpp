//===- WasiDirectoryTest.cpp - fd_readdir ---------------------------------===//
//
// Complete listings with any size of buffer, and cookies that stay valid.
//
//===----------------------------------------------------------------------===//
#include "WasiTesting.h"
#include <map>
#include <set>
#include <unistd.h>

using namespace wfx;
using namespace wfx::rt;
using namespace wfx::rt::testing;

namespace {

class WasiDirectory : public Guest {
protected:
  struct Entry {
    Dirent dirent;
    std::string name;
  };

  Errno readdir(uint32_t size, uint64_t cookie, std::vector<Entry> &entries,
                uint32_t *usedBytes = nullptr) {
    top = 1024;
    uint32_t buffer = allocate(size), used = allocate(4);
    Errno error =
        call(wfx_wasi_fd_readdir, preopen, buffer, size, cookie, used);
    uint32_t filled = get<uint32_t>(used);
    if (usedBytes)
      *usedBytes = filled;
    entries.clear();
    for (uint32_t at = 0; at + sizeof(Dirent) <= filled;) {
      Dirent dirent = get<Dirent>(buffer + at);
      at += sizeof(Dirent);
      if (at + dirent.nameSize > filled)
        break;
      entries.push_back({dirent, getText(buffer + at, dirent.nameSize)});
      at += dirent.nameSize;
    }
    return error;
  }

  std::multiset<std::string> listAll(uint32_t bufferSize) {
    std::multiset<std::string> names;
    std::vector<Entry> entries;
    uint64_t cookie = 0;
    uint32_t used;
    do {
      EXPECT_EQ(readdir(bufferSize, cookie, entries, &used), Errno::success);
      EXPECT_TRUE(used < bufferSize || !entries.empty()) << "no progress";
      for (const Entry &entry : entries) {
        names.insert(entry.name);
        cookie = entry.dirent.next;
      }
    } while (used == bufferSize && !entries.empty());
    return names;
  }
};

TEST_F(WasiDirectory, Empty) {
  EXPECT_EQ(listAll(4096), (std::multiset<std::string>{".", ".."}));
}

TEST_F(WasiDirectory, TypesAndInodes) {
  scratch.write("root/file", "");
  std::filesystem::create_directory(root() / "directory");
  ASSERT_EQ(symlink("file", rootPath("link").c_str()), 0);
  std::vector<Entry> entries;
  ASSERT_EQ(readdir(4096, 0, entries), Errno::success);
  std::map<std::string, Dirent> byName;
  for (const Entry &entry : entries)
    byName[entry.name] = entry.dirent;
  ASSERT_EQ(byName.size(), 5u);
  EXPECT_EQ(byName["file"].type, Filetype::regularFile);
  EXPECT_EQ(byName["directory"].type, Filetype::directory);
  EXPECT_EQ(byName["link"].type, Filetype::symbolicLink);
  EXPECT_EQ(byName["."].type, Filetype::directory);
  uint32_t stat = allocate(sizeof(Filestat));
  ASSERT_EQ(
      call(wfx_wasi_path_filestat_get, preopen, 0u, putText("file"), 4u, stat),
      Errno::success);
  EXPECT_EQ(byName["file"].ino, get<Filestat>(stat).ino);
}

TEST_F(WasiDirectory, AnyBufferSize) {
  std::multiset<std::string> expected = {".", ".."};
  for (int index = 0; index < 500; ++index) {
    std::string name =
        "file" + std::to_string(index) + std::string(size_t(index) % 200, '-');
    scratch.write(("root/" + name).c_str(), "");
    expected.insert(name);
  }
  // From the smallest that always fits one entry.
  for (uint32_t size : {300u, 301u, 333u, 1024u, 4096u, 100000u})
    EXPECT_EQ(listAll(size), expected) << size;
}

TEST_F(WasiDirectory, TheLastEntryIsCut) {
  constexpr std::string_view name = "a-rather-long-name";
  scratch.write(("root/" + std::string(name)).c_str(), "");
  constexpr uint32_t whole =
      3 * sizeof(Dirent) + sizeof("...") - 1 + name.size();
  uint32_t used;
  std::vector<Entry> entries;
  for (uint32_t size = 0; size <= whole; ++size) {
    ASSERT_EQ(readdir(size, 0, entries, &used), Errno::success);
    EXPECT_EQ(used, size);
  }
  ASSERT_EQ(readdir(200, 0, entries, &used), Errno::success);
  EXPECT_EQ(used, whole);
}

TEST_F(WasiDirectory, CookiesSurviveDeletion) {
  for (int index = 0; index < 100; ++index)
    scratch.write(("root/f" + std::to_string(index)).c_str(), "");
  std::vector<Entry> first, rest;
  ASSERT_EQ(readdir(1000, 0, first), Errno::success);
  std::multiset<std::string> seen;
  for (const Entry &entry : first) {
    seen.insert(entry.name);
    if (entry.name[0] == 'f') {
      std::filesystem::remove(root() / entry.name);
    }
  }
  ASSERT_EQ(readdir(20000, first.back().dirent.next, rest), Errno::success);
  for (const Entry &entry : rest)
    seen.insert(entry.name);
  EXPECT_EQ(seen.size(), 102u);
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 102u);
}

TEST_F(WasiDirectory, Errors) {
  std::vector<Entry> entries;
  EXPECT_EQ(readdir(100, ~uint64_t(0), entries), Errno::inval);
  uint32_t used = allocate(4);
  scratch.write("root/file", "");
  uint32_t fd = mustOpen("file");
  EXPECT_EQ(call(wfx_wasi_fd_readdir, fd, 1024u, 100u, uint64_t(0), used),
            Errno::notdir);
  EXPECT_EQ(call(wfx_wasi_fd_readdir, preopen, uint32_t(memorySize) - 50, 51u,
                 uint64_t(0), used),
            Errno::fault);
}

} // namespace
