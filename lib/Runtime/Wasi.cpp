//===- Wasi.cpp - Making and freeing the environment of a program ---------===//
//
// Copies arguments and environment, opens the preopened directories and takes
// over sockets. What the program then does with them is in the other Wasi*.cpp,
// which a program links only as far as it imports their functions.
//
//===----------------------------------------------------------------------===//
#include "Runtime/ErrorText.h"
#include "Runtime/WasiInternal.h"
#include <fcntl.h>
#include <new>
#include <stdlib.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

/// Builds a StringList in two passes over the same strings: measure, then copy.
class StringListBuilder {
public:
  void add(const char *string) {
    size_t size = strlen(string) + 1;
    if (cursor)
      cursor = static_cast<char *>(mempcpy(cursor, string, size));
    ++count;
    bytes += size;
  }
  /// Starts the second pass.
  bool allocate() {
    cursor = list.text = static_cast<char *>(malloc(bytes ? bytes : 1));
    list.count = count;
    list.size = bytes;
    return list.text && bytes <= UINT32_MAX;
  }
  StringList take() { return list; }

private:
  StringList list;
  char *cursor = nullptr;
  uint32_t count = 0;
  size_t bytes = 0;
};

template <class Add>
bool buildList(StringList &result, Add addAll, ErrorText &error) {
  StringListBuilder builder;
  addAll(builder);
  bool allocated = builder.allocate();
  if (allocated)
    addAll(builder);
  result = builder.take();
  return allocated || error.fail("out of memory");
}

size_t nameSize(const char *variable) { return strcspn(variable, "="); }

/// Whether a later entry of the list names the same variable: the last one
/// wins.
bool isOverridden(const char *const *entry) {
  size_t size = nameSize(*entry);
  for (const char *const *later = entry + 1; *later; ++later)
    if (nameSize(*later) == size && memcmp(*later, *entry, size) == 0)
      return true;
  return false;
}

void addEnvironment(StringListBuilder &builder, const char *const *list) {
  for (; list && *list; ++list) {
    size_t size = nameSize(*list);
    if (isOverridden(list))
      continue;
    if ((*list)[size] == '=') {
      builder.add(*list);
      continue;
    }
    for (char **own = environ; own && *own; ++own)
      if (nameSize(*own) == size && memcmp(*own, *list, size) == 0) {
        builder.add(*own);
        break;
      }
  }
}

bool copyStrings(Wasi &wasi, const WasiOptions &options, ErrorText &error) {
  auto arguments = [&](StringListBuilder &builder) {
    for (int index = 0; index < options.argc; ++index)
      builder.add(options.argv[index]);
  };
  auto environment = [&](StringListBuilder &builder) {
    addEnvironment(builder, options.environment);
  };
  return buildList(wasi.arguments, arguments, error) &&
         buildList(wasi.environment, environment, error);
}

constexpr uint32_t firstPreopen = STDERR_FILENO + 1;

bool insertFrom(Wasi &wasi, const Descriptor &file, uint32_t lowest,
                ErrorText &error) {
  uint32_t fd;
  return wasi.insert(file, fd, lowest) == Errno::success ||
         error.fail("out of memory");
}

/// Makes \p file what the host reads or writes itself; false if it does not.
bool useStream(const wfx_stream &stream, bool isInput, Descriptor &file) {
  if (!(isInput ? bool(stream.read) : bool(stream.write)))
    return false;
  file.stream = &stream;
  file.base =
      (isInput ? right::fdRead : right::fdWrite) | right::pollFdReadwrite;
  return true;
}

bool useProcess(int number, Descriptor &file) {
  file.borrowed = true;
  file.host = number;
  return describeInherited(file) == Errno::success;
}

/// One that the process does not have leaves its slot free.
bool addStandardStreams(Wasi &wasi, const WasiOptions &options,
                        ErrorText &error) {
  if (options.streams)
    memcpy(wasi.streams, options.streams, sizeof(wasi.streams));
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    Descriptor file;
    bool exists =
        useStream(wasi.streams[number], number == STDIN_FILENO, file) ||
        (!options.areClosed && useProcess(number, file));
    if (exists && !insertFrom(wasi, file, number, error))
      return false;
  }
  return true;
}

bool addPreopen(Wasi &wasi, const char *entry, ErrorText &error) {
  const char *separator = strstr(entry, "::");
  const char *guest = separator ? separator + 2 : entry;
  char *host = separator ? strndup(entry, separator - entry) : strdup(entry);
  Descriptor directory;
  directory.preopen = strdup(guest);
  if (!host || !directory.preopen) {
    free(host);
    release(directory);
    return error.fail("out of memory");
  }
  directory.host =
      keepFromStdio(open(host, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  bool opened =
      directory.host >= 0 && describe(directory, O_RDONLY) == Errno::success;
  if (!opened) {
    error.fail("cannot open directory '", host, "' for guest '", guest,
               "': ", strerror(errno));
    release(directory);
  }
  free(host);
  return opened && insertFrom(wasi, directory, firstPreopen, error);
}

bool addSocket(Wasi &wasi, int host, ErrorText &error) {
  Descriptor socket;
  socket.host = host;
  const char *why = nullptr;
  if (describeInherited(socket) != Errno::success)
    why = strerror(errno);
  else if (socket.type != Filetype::socketStream &&
           socket.type != Filetype::socketDgram)
    why = "it is not one";
  if (why) {
    char buffer[16];
    Text number(buffer, sizeof(buffer));
    (number << int64_t(host)).terminate();
    return error.fail("cannot use descriptor ", buffer, " as a socket: ", why);
  }
  fcntl(host, F_SETFD, FD_CLOEXEC);
  return insertFrom(wasi, socket, firstPreopen, error);
}

constexpr int firstListenFd = 3;

/// The number of sockets that a service manager hands to this process.
int inheritedSockets() {
  const char *pid = getenv("LISTEN_PID");
  const char *count = getenv("LISTEN_FDS");
  if (!pid || !count || strtol(pid, nullptr, 10) != getpid())
    return 0;
  long value = strtol(count, nullptr, 10);
  return value > 0 && value < INT32_MAX - firstListenFd ? int(value) : 0;
}

bool addSockets(Wasi &wasi, const WasiOptions &options, ErrorText &error) {
  for (size_t index = 0; index < options.listenFdCount; ++index)
    if (!addSocket(wasi, options.listenFds[index], error))
      return false;
  int inherited = options.listenFds ? 0 : inheritedSockets();
  for (int index = 0; index < inherited; ++index)
    if (!addSocket(wasi, firstListenFd + index, error))
      return false;
  return true;
}

bool fill(Wasi &wasi, const WasiOptions &options, ErrorText &error) {
  if (!copyStrings(wasi, options, error) ||
      !addStandardStreams(wasi, options, error))
    return false;
  for (const char *const *entry = options.preopens; entry && *entry; ++entry)
    if (!addPreopen(wasi, *entry, error))
      return false;
  return addSockets(wasi, options, error);
}

} // namespace

Wasi *wasiCreate(const WasiOptions &options, char *error, size_t errorSize) {
  ErrorText text{error, errorSize};
  void *memory = malloc(sizeof(Wasi));
  if (!memory) {
    text.fail("out of memory");
    return nullptr;
  }
  Wasi *wasi = new (memory) Wasi();
  wasi->isThreaded = options.isThreaded;
  if (fill(*wasi, options, text))
    return wasi;
  wasiDestroy(wasi);
  return nullptr;
}

void wasiDestroy(Wasi *wasi) {
  wasi->~Wasi();
  free(wasi);
}

extern "C" const WasiEntry wfx_wasi_entry = {wasiCreate, wasiDestroy};

} // namespace wfx::rt
