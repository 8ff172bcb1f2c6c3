//===- WasiResolveSteps.cpp - Path resolution without openat2 -------------===//
//
// Opens a path one component at a time and expands symbolic links itself. No
// step follows a link, and ".." goes back to the directory that the resolution
// came through, which stays open: no rename by others can lead it elsewhere.
//
//===----------------------------------------------------------------------===//
#include "Runtime/WasiResolve.h"
#include <fcntl.h>
#include <unistd.h>

namespace wfx::rt {
namespace {

class Walk {
public:
  Walk(int root, int flags, unsigned mode)
      : flags(flags), mode(mode), links(0), depth(0) {
    directories[0] = root;
  }
  ~Walk() {
    while (depth > 0)
      leave();
  }
  int open(const char *path);

private:
  /// Directories that one resolution may be in at the same time.
  static constexpr int maxDepth = 1024;

  enum Step { Continue, Last, Failed };
  Step next();
  Step climb();
  Step enter();
  Step expand(const char *target, size_t size);
  bool followsLast() const;
  int openLast();

  int current() const { return directories[depth]; }
  void leave() { close(directories[depth--]); }
  static Step fail(int error) {
    errno = error;
    return Failed;
  }

  int flags;
  unsigned mode;
  int links;
  int depth;
  int directories[maxDepth];
  char component[NAME_MAX + 1];
  bool isLast = false;        ///< nothing but slashes follows `component`
  bool slash = false;         ///< a slash follows it
  const char *rest = nullptr; ///< what to resolve after `component`
  char buffer[PATH_MAX];      ///< holds the rest after a link was expanded
};

int Walk::open(const char *path) {
  rest = path;
  Step step = Continue;
  while (step == Continue)
    step = *rest == '/' ? fail(EXDEV) : next();
  return step == Last ? openLast() : -1;
}

/// Takes one component from the rest and deals with it.
Walk::Step Walk::next() {
  size_t size = strcspn(rest, "/");
  if (size == 0)
    return fail(ENOENT); // an empty path
  if (size >= sizeof(component))
    return fail(ENAMETOOLONG);
  memcpy(component, rest, size);
  component[size] = 0;
  slash = rest[size] == '/';
  rest += size;
  rest += strspn(rest, "/");
  isLast = *rest == 0;
  if (strcmp(component, ".") == 0)
    return isLast ? Last : Continue;
  if (strcmp(component, "..") == 0)
    return climb();
  return enter();
}

Walk::Step Walk::climb() {
  if (depth == 0)
    return fail(EXDEV);
  leave();
  strcpy(component, ".");
  return isLast ? Last : Continue;
}

bool Walk::followsLast() const {
  bool exclusive = (flags & O_CREAT) && (flags & O_EXCL);
  return slash || !((flags & O_NOFOLLOW) || exclusive);
}

Walk::Step Walk::enter() {
  if (isLast && slash && (flags & O_CREAT))
    return fail(EISDIR); // like the kernel: whatever the name stands for
  if (!isLast || followsLast()) {
    char target[PATH_MAX];
    ssize_t size = readlinkat(current(), component, target, sizeof(target));
    if (size >= 0)
      return expand(target, size_t(size));
  }
  if (isLast)
    return Last;
  if (depth + 1 == maxDepth)
    return fail(ENAMETOOLONG);
  int fd = openat(current(), component,
                  O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return Failed;
  directories[++depth] = fd;
  return Continue;
}

/// The component is a link to \p target: goes on with that, then with the rest.
Walk::Step Walk::expand(const char *target, size_t size) {
  if (++links > maxSymlinks)
    return fail(ELOOP);
  size_t restSize = strlen(rest);
  if (size + slash + restSize >= sizeof(buffer))
    return fail(ENAMETOOLONG);
  memmove(buffer + size + slash, rest, restSize + 1); // may lie in the buffer
  memcpy(buffer, target, size);
  if (slash)
    buffer[size] = '/';
  rest = buffer;
  return Continue;
}

int Walk::openLast() {
  // The host takes no O_DIRECTORY with O_CREAT; here that is for "." only.
  bool directory = slash && !(flags & O_CREAT);
  return openat(current(), component,
                flags | O_NOFOLLOW | (directory ? O_DIRECTORY : 0), mode);
}

} // namespace

int openByComponents(int directory, const char *path, int flags,
                     unsigned mode) {
  return Walk(directory, flags, mode).open(path);
}

} // namespace wfx::rt
