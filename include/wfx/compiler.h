/*===- wfx/compiler.h - Modules that are known only at run time -------------===
 *
 * Compiles WebAssembly into the running process. What comes out is used with wfx.h like
 * the modules that a program is linked with, and beside them. C11 and C++; the program
 * is linked with libwfx-compiler and libwfx.
 *
 * As in wfx.h, nothing throws or ends the process, with one exception: where the system
 * has no memory left to compile with, the process ends.
 *
 *===----------------------------------------------------------------------===*/
#ifndef WFX_COMPILER_H
#define WFX_COMPILER_H

#include <wfx/wfx.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wfx_compiler wfx_compiler;

/* How to compile. Zero stands for the default; everything is copied. */
typedef struct wfx_compiler_options {
  size_t size;             /* sizeof(wfx_compiler_options) */
  char level;              /* of optimisation: '0', '1', '2' (default), '3', 's' */
  bool check_bounds;       /* memories without guards, as --bounds=check */
  bool is_deterministic;   /* relaxed SIMD, as --relaxed-simd=deterministic */
  unsigned threads;        /* for each module (as many as there are processors) */
  const char *cpu;         /* LLVM's name of a processor ("native") */
  const char *features;    /* of WebAssembly, as -W takes them: "simd=n,threads=n" */
  uint64_t max_module_size; /* bytes of binary or text (1 GiB) */
  /* A folder for compiled code, so that the same module needs no compiling the next
   * time, also in other processes; null for none. It is made if it does not exist. */
  const char *cache_folder;
  uint64_t cache_size; /* bytes of all its files together (1 GiB) */
} wfx_compiler_options;

/* Makes a compiler; null, and *error, if an option cannot be understood. options may be
 * null. */
wfx_compiler *wfx_compiler_new(const wfx_compiler_options *options, wfx_error *error);
/* Frees it. It must not be compiling; its modules stay. Null is ignored. */
void wfx_compiler_free(wfx_compiler *compiler);

/* Compiles a module, which is text if it does not begin as the binary format does, and
 * name does not end in ".wasm". name is what messages, wfx_module_name() and backtraces
 * call it. The bytes are not needed afterwards. Several threads may call this at the
 * same time with one compiler, and do not wait for each other.
 *
 * Returns null if the module is not valid, uses what this version does not compile, or
 * is too large; then error->message is "NAME:0x1f3: error: ..." with the offset in the
 * binary module, or "NAME:LINE:COLUMN: error: ..." for text, and error->status is
 * WFX_LINK_ERROR. */
const wfx_module *wfx_compile(wfx_compiler *compiler, const void *bytes, size_t size,
                              const char *name, wfx_error *error);

/* Gives a module back that wfx_compile() has returned; null is ignored. Its code is
 * freed now or, if contexts have instances of it, with the last of these contexts.
 * Whatever else is the module's goes with it: function types, names of imports and
 * exports, entries of exports. May be called from any thread. A module that is never
 * given back lives as long as the process. */
void wfx_module_release(const wfx_module *module);

#ifdef __cplusplus
}
#endif

#endif
