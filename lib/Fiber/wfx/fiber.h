/*===- wfx/fiber.h - Fibers for C programs that become WebAssembly -------===*\
|*
|* A fiber is a function with a stack of its own, which can stop in the middle
|* and go on later: a generator, a task of a scheduler, a parser that waits for
|* input. Fibers are made of WebAssembly's continuations (stack switching), so
|* a switch costs nanoseconds, and they run in every engine that has those.
|*
|*   dir=$(wfxc --print-library-dir)
|*   clang-22 --target=wasm32-wasi -O2 -I$dir app.c $dir/fiber.c -o app.wasm
|*   wfxc app.wasm -o app
|*
|* fiber.c imports the module "wfx_fiber", which wfxc links by itself; to other
|* engines it is given by that name (it is $dir/wfx_fiber.wat). fiber.c has
|* assembly in it, which clang's -flto does not take.
|*
|* Control goes down by wfx_fiber_resume and comes back by wfx_fiber_yield or
|* when the fiber's function returns; wfx_fiber_switch goes sideways. Each
|* hands a pointer over, which the library does not look at. Nothing is
|* preempted, and there are no threads: one fiber runs at a time. `errno` and
|* all other variables are shared by all.
|*
\*===--------------------------------------------------------------------===*/
#ifndef WFX_FIBER_H
#define WFX_FIBER_H

#include <stddef.h>
#include <stdint.h>

#if !defined(__wasm32__)
#error "wfx/fiber.h is for programs that are compiled to wasm32"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A handle. 0 is no fiber. Handles are not used again: that of a fiber that
   has been freed is stale from then on, whatever has been created since (until
   one place has been used 2^32 times). */
typedef uint64_t wfx_fiber;

/* The function of a fiber. `user` is what wfx_fiber_create was given, `value`
   what the first resume or switch hands over. What it returns, the last resume
   hands out. C++: an exception that leaves it finishes the fiber and goes on in
   whoever has resumed it. */
typedef void *(*wfx_fiber_entry)(void *user, void *value);

/* What a fiber is doing. */
typedef enum wfx_fiber_status {
  WFX_FIBER_SUSPENDED = 0, /* has yielded, or has not begun: can be resumed */
  WFX_FIBER_RUNNING = 1,   /* is the one that asks */
  WFX_FIBER_WAITING = 2,   /* has resumed another one */
  WFX_FIBER_FINISHED = 3,  /* has returned, or was cancelled */
  WFX_FIBER_NONE = 4       /* there is no such fiber (any more) */
} wfx_fiber_status;

/* What came of a call. If it is none of WFX_FIBER_OK and WFX_FIBER_UNFINISHED,
   nothing has happened. */
typedef enum wfx_fiber_result {
  WFX_FIBER_OK = 0,
  /* The fiber is not suspended, and this is its status. */
  WFX_FIBER_IS_RUNNING = WFX_FIBER_RUNNING,
  WFX_FIBER_IS_WAITING = WFX_FIBER_WAITING,
  WFX_FIBER_IS_FINISHED = WFX_FIBER_FINISHED,
  /* Freed before, or never a handle. */
  WFX_FIBER_STALE = WFX_FIBER_NONE,
  /* Yield or switch outside of any fiber. */
  WFX_FIBER_OUTSIDE = 5,
  /* No memory for another fiber. */
  WFX_FIBER_MEMORY = 6,
  /* An argument is null or too small. */
  WFX_FIBER_ARGUMENT = 7,
  /* A C++ destructor has yielded while the fiber was being ended: it is
     suspended there. */
  WFX_FIBER_UNFINISHED = 8
} wfx_fiber_result;

/* The stack of a fiber is for what C keeps in memory: arrays, variables whose
   address is taken, the frames of printf. Calls themselves are WebAssembly's
   business. An overflow is found when the fiber finishes or is freed: then the
   program traps. */
#define WFX_FIBER_DEFAULT_STACK 65536
#define WFX_FIBER_MIN_STACK 256

typedef struct wfx_fiber_options {
  size_t stack_size; /* bytes; 0 is WFX_FIBER_DEFAULT_STACK */
  void *stack;       /* memory of that size, which must stay until the fiber is
                        freed; null: from malloc, and freed with the fiber */
} wfx_fiber_options;

/* Makes a fiber, suspended before the first instruction of `entry`, and stores
   its handle in *fiber, or 0 if there is none. `options` may be null. The
   caller owns the fiber and frees it with wfx_fiber_free. As many can live as
   there is memory for, at most ten million.

   Errors: MEMORY; ARGUMENT: `fiber` or `entry` is null, the stack too small. */
wfx_fiber_result wfx_fiber_create(wfx_fiber *fiber, wfx_fiber_entry entry,
                                  void *user, const wfx_fiber_options *options);

/* Lets a suspended fiber go on until it yields or finishes, or until another
   one does that has taken its place by wfx_fiber_switch. `value` is what the
   fiber gets: from its wfx_fiber_yield or wfx_fiber_switch, or as an argument
   at the beginning. *result is what comes back, yielded or returned; null after
   an error. `result` may be null. Fibers may resume others, to any depth.

   Errors: IS_RUNNING, IS_WAITING, IS_FINISHED, STALE. */
wfx_fiber_result wfx_fiber_resume(wfx_fiber fiber, void *value, void **result);

/* Suspends the running fiber; whoever has resumed it gets `value`. Returns when
   the fiber is resumed or switched to, with what it is handed in *result.
   `result` may be null.

   Errors: OUTSIDE. */
wfx_fiber_result wfx_fiber_yield(void *value, void **result);

/* Suspends the running fiber and lets `fiber` go on in its place, in one step:
   as if the common resumer had been told to resume `fiber` with `value`. When
   that one yields or finishes, the resumer goes on. Returns as wfx_fiber_yield
   does.

   Errors: OUTSIDE, IS_RUNNING (the fiber itself), IS_WAITING, IS_FINISHED,
   STALE. */
wfx_fiber_result wfx_fiber_switch(wfx_fiber fiber, void *value, void **result);

/* Ends a suspended fiber where it is. Nothing of its functions goes on but the
   C++ destructors of their variables; no catch sees it. It is finished then,
   and its handle remains to be freed. (Clang takes for granted that catch (...)
   sees everything: destructors of variables around one, in the same function,
   do not run.)

   Errors: IS_RUNNING, IS_WAITING, IS_FINISHED, STALE, UNFINISHED. */
wfx_fiber_result wfx_fiber_cancel(wfx_fiber fiber);

/* Frees a fiber that is finished; one that is suspended is cancelled before.

   Errors: IS_RUNNING, IS_WAITING, STALE, UNFINISHED. */
wfx_fiber_result wfx_fiber_free(wfx_fiber fiber);

/* What `fiber` is doing; WFX_FIBER_NONE for any number that is no handle. */
wfx_fiber_status wfx_fiber_status_of(wfx_fiber fiber);

/* The running fiber; 0 in the main program. */
wfx_fiber wfx_fiber_self(void);

/* What wfx_fiber_create was given as `user`; null for a stale handle. */
void *wfx_fiber_user(wfx_fiber fiber);

/* What a result means, in words. */
const char *wfx_fiber_message(wfx_fiber_result result);

#ifdef __cplusplus
}
#endif

#endif
