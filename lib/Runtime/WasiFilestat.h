//===- WasiFilestat.h - File attributes, by descriptor or by path ---------===//
#pragma once

#include "Runtime/WasiInternal.h"
#include <sys/stat.h>

namespace wfx::rt {

Filestat filestatFromHost(const struct stat &status);

/// Translates the arguments of *_filestat_set_times for utimensat.
Errno timesForHost(uint64_t atim, uint64_t mtim, uint32_t fstflags,
                   timespec (&times)[2]);

} // namespace wfx::rt
