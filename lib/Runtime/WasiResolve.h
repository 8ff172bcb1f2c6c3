//===- WasiResolve.h - Paths that stay beneath their directory ------------===//
//
// Every path of the guest is resolved here. Two ways out of these functions:
// openBeneath gives a host descriptor of the whole path, a Location an open
// parent directory and the name of the last component, on which a host *at call
// can act without following anything.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/WasiInternal.h"
#include <limits.h>

namespace wfx::rt {

/// Symbolic links in one resolution before errno loop, as in Linux.
constexpr int maxSymlinks = 40;

/// A path copied from the guest, with a NUL.
struct HostPath {
  char text[PATH_MAX];
  size_t size = 0;

  HostPath() {} // leaves the text uninitialised
  /// noent if empty, ilseq if it contains a NUL, nametoolong.
  Errno load(const Caller &caller, GuestPtr<char> path, uint32_t pathSize);
};

/// openat(2), with O_CLOEXEC, that never leaves \p directory, neither by "..",
/// nor by an absolute path, nor by a symbolic link (errno notcapable).
Errno openBeneath(Wasi &wasi, int directory, const char *path, int flags,
                  int &result);
/// The same by steps, for kernels without openat2. -1 and `errno` on failure,
/// which is EXDEV where the path leads out.
int openByComponents(int directory, const char *path, int flags, unsigned mode);

/// Access permissions of created files and directories, before the umask.
constexpr unsigned fileMode = 0666;
constexpr unsigned directoryMode = 0777;

enum class LastComponent {
  /// For calls that create, remove or rename: they never follow it, and what a
  /// trailing slash means is the host's to judge.
  Keep,
  /// For calls on what the path names. A trailing slash stands for a directory
  /// and makes even this follow.
  NoFollow,
  Follow,
};

/// Where a path's last component is.
class Location {
public:
  Location() {}
  Location(const Location &) = delete;
  ~Location() { closeParent(); }

  /// Finds \p path from the guest's directory \p fd, which must have the rights
  /// \p needed.
  Errno resolve(const Caller &caller, uint32_t fd, Rights needed,
                GuestPtr<char> path, uint32_t pathSize, LastComponent last);
  /// If the location is a symbolic link, moves on to its target, and so on.
  Errno follow();
  /// Whether the path requires a directory here (trailing slash).
  bool requiresDirectory() const { return slash; }

  int parent() const { return parentFd; }
  /// One component, or "."; with LastComponent::Keep maybe a trailing slash.
  const char *name() const { return path.text + nameStart; }

private:
  Errno locate(LastComponent last);
  Errno openParent(const char *parent, const char *replacement);
  Errno moveTo(const char *target, size_t targetSize);
  void closeParent();

  Wasi *wasi = nullptr;
  FileUse directory;
  int root = -1; ///< that of `directory`
  int parentFd = -1;
  HostPath path; ///< parent, NUL, name, NUL; or only the name
  size_t nameStart = 0;
  bool slash = false;
};

} // namespace wfx::rt
