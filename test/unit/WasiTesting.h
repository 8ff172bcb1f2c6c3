//===- WasiTesting.h - A guest that calls WASI ----------------------------===//
//
// What the WASI tests share: a small guest memory that ends at an inaccessible
// page, a scratch directory preopened as descriptor 3, and calls of the
// wfx_wasi_* symbols as generated code makes them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/WasiInternal.h"
#include "gtest/gtest.h"
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <vector>

extern "C" {
#define WASI_CALL(name, signature)                                             \
  uint32_t wfx_wasi_##name(const wfx::rt::WasiCaller *, uint64_t, uint64_t,    \
                           uint64_t, uint64_t, uint64_t);
#include "ABI/WasiCalls.def"
}

namespace wfx::rt {

/// Shows errors by name.
inline void PrintTo(Errno error, std::ostream *out) {
  static constexpr const char *names[] = {
#define WASI_ERRNO(name, host) #name,
#include "Runtime/WasiErrno.def"
  };
  *out << names[unsigned(error)];
}

namespace testing {

/// A directory that goes away with its contents.
struct ScratchDirectory {
  std::filesystem::path path;

  ScratchDirectory() {
    std::string name =
        (std::filesystem::temp_directory_path() / "wasi-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~ScratchDirectory() { std::filesystem::remove_all(path); }

  void write(const char *name, std::string_view text) const {
    std::ofstream(path / name) << text;
  }
  std::string read(const char *name) const {
    std::ifstream file(path / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

class Guest : public ::testing::Test {
protected:
  using Entry = uint32_t (*)(const WasiCaller *, uint64_t, uint64_t, uint64_t,
                             uint64_t, uint64_t);
  static constexpr uint64_t memorySize = 2 * 65536;
  static constexpr uint32_t preopen = 3;
  static constexpr uint32_t lookupFollow = lookupSymlinkFollow;

  /// `root` is the scratch directory's part that the guest gets; the rest is
  /// outside.
  void SetUp() override {
    memory.base = static_cast<uint8_t *>(
        mmap(nullptr, memorySize + 4096, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(memory.base + memorySize, 4096, PROT_NONE);
    memory.size = memorySize;
    context.transfer = transfer;
    std::filesystem::create_directory(root());
    std::string entry = root().string() + "::/root";
    const char *preopens[] = {entry.c_str(), nullptr};
    WasiOptions options;
    options.preopens = preopens;
    create(options);
  }
  void TearDown() override {
    if (wasi)
      wasiDestroy(wasi);
    munmap(memory.base, memorySize + 4096);
  }

  std::filesystem::path root() const { return scratch.path / "root"; }
  std::string rootPath(const char *name) const {
    return (root() / name).string();
  }

  void create(WasiOptions options) {
    if (wasi)
      wasiDestroy(wasi);
    wasi = wasiCreate(options, error, sizeof(error));
    caller = {wasi, &memory, &context, nullptr};
  }

  /// 4-byte arguments travel with rubbish in the upper half of their register.
  template <class T> static uint64_t word(T value) {
    if constexpr (sizeof(T) == 8)
      return uint64_t(value);
    else
      return uint32_t(value) | 0xabcd'0000'0000'0000;
  }
  template <class... Arguments>
  Errno call(Entry entry, Arguments... arguments) {
    uint64_t words[] = {word(arguments)..., 0, 0, 0, 0, 0};
    for (size_t index = 5; index < sizeof...(arguments); ++index)
      transfer[index - 5] = words[index];
    return Errno(
        entry(&caller, words[0], words[1], words[2], words[3], words[4]));
  }

  /// Fresh guest memory; not aligned, as WASI does not ask for it.
  uint32_t allocate(uint32_t size) {
    uint32_t address = top + 1;
    top = address + size;
    EXPECT_LE(top, memorySize);
    return address;
  }
  template <class T> uint32_t put(const T &value) {
    uint32_t address = allocate(sizeof(T));
    memcpy(memory.base + address, &value, sizeof(T));
    return address;
  }
  uint32_t putText(std::string_view text) {
    uint32_t address = allocate(uint32_t(text.size()));
    memcpy(memory.base + address, text.data(), text.size());
    return address;
  }
  template <class T> T get(uint32_t address) const {
    T value;
    memcpy(&value, memory.base + address, sizeof(T));
    return value;
  }
  std::string getText(uint32_t address, size_t size) const {
    return {reinterpret_cast<const char *>(memory.base) + address, size};
  }

  Errno openFile(std::string_view path, uint32_t &fd, uint32_t oflags = 0,
                 Rights rights = right::all, uint32_t lookup = 0,
                 uint32_t fdflags = 0, uint32_t from = preopen) {
    uint32_t result = allocate(4);
    Errno error = call(wfx_wasi_path_open, from, lookup, putText(path),
                       uint32_t(path.size()), oflags, rights, right::all,
                       fdflags, result);
    fd = get<uint32_t>(result);
    return error;
  }
  /// Opens what must open.
  uint32_t mustOpen(std::string_view path, uint32_t oflags = 0,
                    Rights rights = right::all, uint32_t lookup = 0,
                    uint32_t fdflags = 0) {
    uint32_t fd = ~0u;
    EXPECT_EQ(openFile(path, fd, oflags, rights, lookup, fdflags),
              Errno::success)
        << path;
    return fd;
  }
  static constexpr Rights readOnly =
      right::all & ~(right::fdDatasync | right::fdWrite | right::fdAllocate |
                     right::fdFilestatSetSize);

  uint32_t putIovec(uint32_t data, uint32_t size) {
    return put(Iovec{{data}, size});
  }
  Errno write(uint32_t fd, std::string_view text, uint32_t *written = nullptr) {
    uint32_t count = allocate(4);
    uint32_t iovec = putIovec(putText(text), uint32_t(text.size()));
    Errno error = call(wfx_wasi_fd_write, fd, iovec, 1u, count);
    if (written)
      *written = get<uint32_t>(count);
    return error;
  }
  Errno read(uint32_t fd, std::string &text, uint32_t size = 100) {
    uint32_t count = allocate(4), data = allocate(size);
    Errno error = call(wfx_wasi_fd_read, fd, putIovec(data, size), 1u, count);
    text = error == Errno::success ? getText(data, get<uint32_t>(count)) : "";
    return error;
  }
  Fdstat fdstat(uint32_t fd) {
    uint32_t result = allocate(sizeof(Fdstat));
    EXPECT_EQ(call(wfx_wasi_fd_fdstat_get, fd, result), Errno::success);
    return get<Fdstat>(result);
  }
  /// The host descriptor of \p fd; -1 if it is not open.
  int hostOf(uint32_t fd) {
    FileUse file;
    wasi->find(fd, right::none, file);
    return file.host;
  }
  /// Gives the guest a host descriptor, as wasiCreate does with sockets.
  uint32_t adopt(int host) {
    Descriptor file;
    file.host = host;
    EXPECT_EQ(describeInherited(file), Errno::success);
    uint32_t fd = ~0u;
    EXPECT_EQ(wasi->insert(file, fd, preopen), Errno::success);
    return fd;
  }

  ScratchDirectory scratch;
  abi::Context context = {};
  abi::Memory memory = {};
  uint64_t transfer[16] = {};
  Wasi *wasi = nullptr;
  WasiCaller caller = {};
  char error[256] = "";
  uint32_t top = 1024;
};

} // namespace testing
} // namespace wfx::rt
