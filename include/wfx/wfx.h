/*===- wfx/wfx.h - WebAssembly modules in C programs ------------------------===
 *
 * Modules come into a program as objects that `wfxc -c`, `--lib` or `--shared` made,
 * each with a header of its own, which declares its exports as C functions and its
 * imports as a structure, or at run time (wfx/compiler.h). This header is what all of
 * them share. C11 and C++.
 *
 * A *context* is one thread of WebAssembly execution: a stack, and everything that is
 * instantiated in it. Instances, memories, tables, globals, functions, tags and
 * continuations belong to their context, live as long as it does, and may be used by
 * one thread at a time. Contexts are independent of each other, and any number of them
 * may run at the same time.
 *
 * No function here throws, longjmps or ends the process. A call into WebAssembly
 * returns a wfx_status; what went wrong is asked of the context. Pointers that are not
 * said to be optional must not be null.
 *
 *===----------------------------------------------------------------------===*/
#ifndef WFX_WFX_H
#define WFX_WFX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Counted up when this header changes incompatibly; generated headers check it. */
#define WFX_API_VERSION 1

typedef struct wfx_context wfx_context;
typedef struct wfx_module wfx_module;     /* compiled code, immutable */
typedef struct wfx_instance wfx_instance; /* a module in a context */
typedef struct wfx_functype wfx_functype; /* a function type */
typedef struct wfx_func wfx_func;         /* a function reference (funcref) */
typedef struct wfx_table wfx_table;
typedef struct wfx_tag wfx_tag; /* equal pointers are equal tags */
typedef struct wfx_exception wfx_exception;
typedef struct wfx_wasi wfx_wasi;

/*===--- Status ------------------------------------------------------------===*/

/* How a call ended. */
typedef enum wfx_status {
  WFX_OK = 0,
  WFX_TRAP = 1,       /* wfx_trap() says which */
  WFX_EXIT = 2,       /* WASI's proc_exit; wfx_exit_code() */
  WFX_EXCEPTION = 3,  /* an exception that nothing caught; wfx_take_exception() */
  WFX_SUSPENDED = 4,  /* only wfx_cont_resume() and wfx_cont_throw() */
  WFX_HOST_ERROR = 5, /* a function of the host gave up; it knows why */
  WFX_LINK_ERROR = 6, /* only in wfx_error: imports, limits, memory */
} wfx_status;

/* Why something could not be made. */
typedef struct wfx_error {
  wfx_status status; /* WFX_LINK_ERROR, or how a start function ended */
  char message[500]; /* one sentence, terminated, without a newline */
} wfx_error;

/* Why code trapped; the names of wfx_trap_message() are the specification's. */
typedef enum wfx_trap_code {
#define WFX_TRAP_CODES(X)                                                                  \
  X(NONE) X(UNREACHABLE) X(MEMORY_OUT_OF_BOUNDS) X(TABLE_OUT_OF_BOUNDS)                    \
  X(INTEGER_DIVIDE_BY_ZERO) X(INTEGER_OVERFLOW) X(INVALID_CONVERSION)                      \
  X(UNDEFINED_ELEMENT) X(UNINITIALIZED_ELEMENT) X(INDIRECT_CALL_TYPE_MISMATCH)             \
  X(CALL_STACK_EXHAUSTED) X(NULL_REFERENCE) X(NULL_FUNCTION_REFERENCE)                     \
  X(NULL_EXCEPTION_REFERENCE) X(OUT_OF_MEMORY) X(INTERRUPTED) X(NULL_CONTINUATION)         \
  X(CONTINUATION_CONSUMED) X(UNHANDLED_TAG) X(STACK_LIMIT) X(UNALIGNED_ATOMIC)             \
  X(EXPECTED_SHARED_MEMORY)
#define WFX_TRAP_CODE(name) WFX_TRAP_##name,
  WFX_TRAP_CODES(WFX_TRAP_CODE)
#undef WFX_TRAP_CODE
} wfx_trap_code;

/*===--- Values ------------------------------------------------------------===*/

/* Types of values: letters of signatures such as "iIf:r". */
typedef enum wfx_kind_of_value {
  WFX_I32 = 'i',
  WFX_I64 = 'I',
  WFX_F32 = 'f',
  WFX_F64 = 'F',
  WFX_V128 = 'v',
  WFX_REF = 'r', /* externref: any pointer; funcref: const wfx_func *; exnref */
  WFX_CONT = 'c'
} wfx_kind_of_value;

typedef struct wfx_v128 {
  uint8_t bytes[16]; /* lane 0 first */
} wfx_v128;

/* A reference to a continuation, null if zero. A copy; whoever uses one of the copies
 * makes all of them useless. */
typedef struct wfx_cont {
  void *stack;
  uint64_t revision;
} wfx_cont;

typedef union wfx_value {
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
  wfx_v128 v128;
  void *ref;
  const wfx_func *func;
  wfx_cont cont;
  uint64_t words[2];
} wfx_value;

/*===--- Contexts ----------------------------------------------------------===*/

/* What a context may use. Zero stands for the default. */
typedef struct wfx_options {
  size_t size;                      /* sizeof(wfx_options) */
  uint64_t stack_size;              /* bytes of stack (1 MiB) */
  uint64_t continuation_stack_size; /* bytes for each continuation's (64 KiB) */
  uint64_t max_continuations;       /* at a time (no limit); beyond: WFX_TRAP_STACK_LIMIT */
  uint64_t max_memory;              /* bytes of all linear memories together (no limit); a
                                       shared memory counts where it is created, with all
                                       that it may grow to */
  uint64_t max_table_elements;      /* of all tables together (no limit) */
} wfx_options;

/* Makes a context; null, and *error, if the system refuses the memory. options may be
 * null. */
wfx_context *wfx_context_new(const wfx_options *options, wfx_error *error);
/* Frees it with everything in it. It must not be running; null is ignored. */
void wfx_context_free(wfx_context *context);

/* For the host's own use. */
void wfx_context_set_user(wfx_context *context, void *user);
void *wfx_context_user(const wfx_context *context);

/* For functions of the host: the context of the code that has called them, on this
 * thread; null if none has. */
wfx_context *wfx_current_context(void);
/* The instance that has been made last, or is being made: where a function of the host
 * that a start function calls finds its caller. Null if there is none. */
wfx_instance *wfx_newest_instance(const wfx_context *context);

/* About the call that ended last with something other than WFX_OK. */
wfx_trap_code wfx_trap(const wfx_context *context);
/* Counts such calls and wfx_raise(): as long as it is the same, nothing has changed of
 * what these functions tell. */
uint64_t wfx_trap_number(const wfx_context *context);
int wfx_exit_code(const wfx_context *context);
/* Writes what wfxc's executables print: "trap: integer divide by zero" and the frames
 * of WebAssembly, or what an exception is. At most size bytes, terminated if size is
 * not 0; the result is the length of the whole text. */
size_t wfx_describe(wfx_context *context, wfx_status status, char *buffer, size_t size);
const char *wfx_trap_message(wfx_trap_code trap);

/* A place in a module. */
typedef struct wfx_frame {
  uint64_t number;   /* 0 for the innermost */
  uint64_t offset;   /* bytes from the module's beginning */
  uint32_t function; /* its index */
  char name[120];    /* terminated, cut if it is longer; empty if there is none */
  char module[60];   /* the same */
} wfx_frame;
/* The frames of the last trap or uncaught exception, innermost first. At most capacity
 * are written; the result is how many are known. Of a deep recursion those in the middle
 * are not: their numbers are left out. Where symbols have been stripped from the program
 * or the shared object, no frame is known. */
size_t wfx_backtrace(wfx_context *context, wfx_frame *frames, size_t capacity);

/* Ends the call that runs in the context, or the next one if none does, with
 * WFX_TRAP_INTERRUPTED. Host functions are not interrupted: it happens when they have
 * returned. May be called from any thread, at any time in the context's life. */
void wfx_interrupt(wfx_context *context);
/* Takes back an interruption that has not happened yet. */
void wfx_clear_interrupt(wfx_context *context);
/* The same as wfx_interrupt() after so many nanoseconds from now on, unless the
 * deadline is changed before; 0 for no deadline. By the thread that uses the context.
 * False if the system has no timer left. */
bool wfx_set_deadline(wfx_context *context, uint64_t nanoseconds);

/*===--- Things that are imported and exported -----------------------------===*/

/* Linear memory. The two fields may be read; size changes when the memory grows. */
typedef struct wfx_memory {
  uint8_t *data; /* never changes */
  uint64_t size; /* bytes */
} wfx_memory;

typedef enum wfx_extern_kind {
  WFX_EXTERN_FUNC,
  WFX_EXTERN_TABLE,
  WFX_EXTERN_MEMORY,
  WFX_EXTERN_GLOBAL,
  WFX_EXTERN_TAG
} wfx_extern_kind;

/* Anything that can be exported or imported; nothing if object is null. */
typedef struct wfx_extern {
  uint64_t kind;    /* wfx_extern_kind */
  void *object;     /* wfx_func, wfx_table, wfx_memory, wfx_value (global), wfx_tag */
  uint64_t code;    /* type of a global */
  const void *type; /* the same; of a tag, its wfx_functype */
  bool is_mutable;  /* global */
} wfx_extern;

/* Null if it is something else. */
static inline wfx_memory *wfx_extern_memory(wfx_extern e) {
  return e.kind == WFX_EXTERN_MEMORY ? (wfx_memory *)e.object : NULL;
}
static inline wfx_table *wfx_extern_table(wfx_extern e) {
  return e.kind == WFX_EXTERN_TABLE ? (wfx_table *)e.object : NULL;
}
static inline const wfx_func *wfx_extern_func(wfx_extern e) {
  return e.kind == WFX_EXTERN_FUNC ? (const wfx_func *)e.object : NULL;
}
static inline wfx_value *wfx_extern_global(wfx_extern e) {
  return e.kind == WFX_EXTERN_GLOBAL ? (wfx_value *)e.object : NULL;
}
static inline const wfx_tag *wfx_extern_tag(wfx_extern e) {
  return e.kind == WFX_EXTERN_TAG ? (const wfx_tag *)e.object : NULL;
}

/* Pages that the memory had, or -1 if its maximum, the context's limit or the system
 * does not allow so many more. A page has 1 << wfx_memory_page_bits() bytes. */
int64_t wfx_memory_grow(wfx_memory *memory, uint64_t pages);
unsigned wfx_memory_page_bits(const wfx_memory *memory);
/* A new 32-bit memory of 64 KiB pages for a module to import; max may be UINT64_MAX.
 * Null if the context's limit or the system does not allow it. */
wfx_memory *wfx_memory_new(wfx_context *context, uint64_t min, uint64_t max);
wfx_extern wfx_memory_extern(wfx_memory *memory);

uint64_t wfx_table_size(const wfx_table *table);
/* False if index is out of bounds, or the value is not known to have the type of the
 * elements: only functions, externrefs and null are. */
bool wfx_table_get(const wfx_table *table, uint64_t index, wfx_value *value);
bool wfx_table_set(wfx_table *table, uint64_t index, const wfx_value *value);
/* Elements that it had, or -1. */
int64_t wfx_table_grow(wfx_table *table, uint64_t elements, const wfx_value *value);
/* A new table of externref or funcref for a module to import, of nulls. */
wfx_table *wfx_table_new(wfx_context *context, bool of_functions, uint64_t min, uint64_t max);
wfx_extern wfx_table_extern(wfx_table *table);

/* A new global of type i32, i64, f32, f64, v128 or externref ('r'). An extern without
 * object if there is no memory. */
wfx_extern wfx_global_new(wfx_context *context, char type, bool is_mutable, wfx_value value);

/* A new tag whose exceptions and suspensions have the parameters of type. */
wfx_extern wfx_tag_new(wfx_context *context, const wfx_functype *type);

/*===--- Functions ---------------------------------------------------------===*/

const wfx_functype *wfx_func_type(const wfx_func *func);
const wfx_functype *wfx_tag_type(const wfx_tag *tag);
/* The letters of parameters and results, such as "iI:f". */
const char *wfx_signature(const wfx_functype *type);

/* Calls func of this context with as many arguments as its type has parameters; stores
 * as many results as it has if the result is WFX_OK. */
wfx_status wfx_call(wfx_context *context, const wfx_func *func, const wfx_value *arguments,
                    wfx_value *results);

/* A function of the host that takes its arguments in an array. Returns WFX_OK with all
 * results stored, or what wfx_raise() and its like return. */
typedef wfx_status (*wfx_callback)(void *host, wfx_context *context,
                                   const wfx_value *arguments, wfx_value *results);
/* Makes it a function reference; host is passed on. Null if there is no memory. */
const wfx_func *wfx_func_new(wfx_context *context, const wfx_functype *type,
                             wfx_callback callback, void *host);
/* A function of this type whose call suspends its caller with the tag: see
 * Continuations. Null if there is no memory. */
const wfx_func *wfx_func_suspending(wfx_context *context, const wfx_tag *tag);
wfx_extern wfx_func_extern(const wfx_func *func);

/* What a function of the host returns to end its caller: with a trap, an exit, or
 * an exception, which it gives away. It must release what it holds before. */
wfx_status wfx_raise(wfx_context *context, wfx_trap_code trap);
wfx_status wfx_raise_exit(wfx_context *context, int code);
wfx_status wfx_throw(wfx_context *context, wfx_exception *exception);

/*===--- Modules and instances ---------------------------------------------===*/

typedef struct wfx_import_info {
  const char *module; /* not terminated where names contain zeros */
  size_t module_size;
  const char *name;
  size_t name_size;
  wfx_extern_kind kind;
  const wfx_functype *type; /* functions and tags, else null */
  bool is_wasi;             /* a wfx_wasi provides it */
} wfx_import_info;

typedef struct wfx_export_info {
  const char *name;
  size_t name_size;
  wfx_extern_kind kind;
  const wfx_functype *type; /* functions and tags, else null */
  /* A C function: (wfx_instance *, parameters..., pointers to results...) ->
   * wfx_status; types as in generated headers. Null if the export is no function. */
  void (*entry)(void);
} wfx_export_info;

const char *wfx_module_name(const wfx_module *module);
size_t wfx_import_count(const wfx_module *module);
size_t wfx_export_count(const wfx_module *module);
/* index must be below the count. */
wfx_import_info wfx_import_at(const wfx_module *module, size_t index);
wfx_export_info wfx_export_at(const wfx_module *module, size_t index);

/* What an import is linked with. */
typedef struct wfx_binding {
  /* A function of the host: (void *host, parameters..., pointers to results...) ->
   * wfx_status, with the C types of generated headers, as a pointer of another type. */
  void (*function)(void);
  void *host;
  /* If function is null: anything of the same context. */
  wfx_extern entity;
} wfx_binding;

/* Makes an instance of module, with bindings[i] for its import number i, and runs its
 * start function and `_initialize`, if it exports that without parameters and results.
 * Imports of WASI whose binding is empty are linked with wasi, which must outlive the
 * context, as must the module (a shared object with it stays loaded). bindings may be
 * null if all are, wasi if none is. On failure returns null; what the start function has
 * done to imported things stays. */
wfx_instance *wfx_instance_new(wfx_context *context, const wfx_module *module,
                               const wfx_binding *bindings, wfx_wasi *wasi,
                               wfx_error *error);

wfx_context *wfx_instance_context(const wfx_instance *instance);
const wfx_module *wfx_instance_module(const wfx_instance *instance);
void wfx_instance_set_user(wfx_instance *instance, void *user);
void *wfx_instance_user(const wfx_instance *instance);

/* Export number index, which must be below the count. */
wfx_extern wfx_instance_export(wfx_instance *instance, size_t index);
/* By name; one without object if there is none. */
wfx_extern wfx_find_export(wfx_instance *instance, const char *name, size_t name_size);

/*===--- Exceptions --------------------------------------------------------===*/

/* Exceptions belong to their context; those that are neither freed nor thrown go with
 * it. Payloads are words, as those of continuations. */

/* The exception that the last call ended with; null if there is none. */
wfx_exception *wfx_take_exception(wfx_context *context);
/* A new one with as many words as its tag's parameters have; null if there is no
 * memory, or it is another number. */
wfx_exception *wfx_exception_new(wfx_context *context, const wfx_tag *tag,
                                 const uint64_t *words, size_t count);
const wfx_tag *wfx_exception_tag(const wfx_exception *exception);
const uint64_t *wfx_exception_payload(const wfx_exception *exception, size_t *count);
/* From now on it may be given to WebAssembly as an exnref, an argument, result or payload:
 * it lives as long as the context. Those that come as exnrefs are kept already. */
void wfx_exception_keep(wfx_exception *exception);
/* Frees it unless it is kept; null is ignored. */
void wfx_exception_free(wfx_exception *exception);

/*===--- Continuations -----------------------------------------------------===*/

/* A continuation is a computation that waits, with a stack of its own: a function that
 * has not begun, or one that has suspended. A host is a handler for all tags of what
 * it resumes. It may resume from another thread than before, as long as only one
 * thread at a time uses the context.
 *
 * A payload is words of 8 bytes in order of declaration: i32 and f32 in the low half,
 * v128 and continuations in two. */

/* What a resumption brought. */
typedef struct wfx_resumption {
  const wfx_functype *type; /* WFX_OK: of the function, words are its results;
                               WFX_SUSPENDED: of the tag, words are its parameters */
  const uint64_t *words;    /* valid until the context runs again; may be passed on */
  size_t count;
  const wfx_tag *tag;    /* WFX_SUSPENDED */
  wfx_cont continuation; /* WFX_SUSPENDED: it takes the tag's results */
} wfx_resumption;

/* WFX_OK, or WFX_TRAP if there are too many. */
wfx_status wfx_cont_new(wfx_context *context, const wfx_func *func, wfx_cont *result);
/* Gives it its first arguments; *result takes the others. */
wfx_status wfx_cont_bind(wfx_context *context, wfx_cont continuation, const uint64_t *words,
                         size_t count, wfx_cont *result);
/* Runs it until it returns, suspends or ends otherwise. count must be what it takes. A
 * null or consumed reference is a trap. */
wfx_status wfx_cont_resume(wfx_context *context, wfx_cont continuation, const uint64_t *words,
                           size_t count, wfx_resumption *result);
/* Throws an exception, which it takes, at the place where the continuation waits. */
wfx_status wfx_cont_throw(wfx_context *context, wfx_cont continuation,
                          wfx_exception *exception, wfx_resumption *result);
/* Drops it without running any of it. False if it cannot be used. */
bool wfx_cont_cancel(wfx_cont continuation);
/* Whether it can be used, in a context that lives. */
bool wfx_cont_is_live(wfx_cont continuation);

/* Words of count values with these types, and back; letters end at ':' or zero. The
 * number of words. */
size_t wfx_pack(const char *letters, const wfx_value *values, uint64_t *words);
size_t wfx_unpack(const char *letters, const uint64_t *words, wfx_value *values);

/*===--- WASI --------------------------------------------------------------===*/

/* Where a standard stream goes instead of the process's own. Called by the thread
 * that runs the module. Returns the bytes that were taken or given, at most size; 0 is
 * the end of input; a negative errno number is an error. */
typedef struct wfx_stream {
  ptrdiff_t (*write)(void *host, const void *data, size_t size); /* stdout, stderr */
  ptrdiff_t (*read)(void *host, void *data, size_t size);        /* stdin */
  void *host;
} wfx_stream;

typedef struct wfx_wasi_options {
  size_t size;                    /* sizeof(wfx_wasi_options) */
  const char *const *arguments;   /* with the program's name first; null at the end */
  const char *const *environment; /* "NAME=VALUE", or "NAME" for the process's value */
  const char *const *preopens;    /* directories: "HOST::GUEST" or "PATH" */
  wfx_stream input, output, error; /* without functions: the process's own */
  bool is_closed;                  /* streams without functions are closed instead */
  bool is_threaded;                /* instances in several threads use it */
} wfx_wasi_options;

/* What modules that import WASI are given. Everything is copied; lists may be null.
 * Null, and *error, if a directory cannot be opened. Must outlive the contexts of its
 * instances. */
wfx_wasi *wfx_wasi_new(const wfx_wasi_options *options, wfx_error *error);
void wfx_wasi_free(wfx_wasi *wasi);

#ifdef __cplusplus
}
#endif

#endif
