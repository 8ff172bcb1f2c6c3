// wasi.h - what SQLite's Unix layer expects and WASI's C library does not declare.
//
// Included before SQLite's source with -include. WASI has neither owners nor locks:
// changing an owner or a mode succeeds without effect; a lock is an fcntl command
// that the library refuses, so databases are opened with the VFS "unix-none".
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define F_GETLK 5
#define F_SETLK 6
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2

static int fchmod(int file, mode_t mode) { return 0; }
static int fchown(int file, uid_t owner, gid_t group) { return 0; }
static uid_t geteuid(void) { return 1; }
