/*===- fiber.c - Fibers: the part that is compiled with the program ------===*\
|*
|* Handles, states and the continuations themselves are the business of the
|* module wfx_fiber. What only the program's own module can do is here: a fiber
|* needs a stack in linear memory, and whoever goes on after a switch needs
|* __stack_pointer as it had it. The library never holds a copy of that: each
|* function that switches keeps its own in a local variable, which WebAssembly
|* suspends and resumes with the function.
|*
|*   low                                                            high
|*   | struct stack | guard | ... frames of the fiber's functions <-- |
|*
\*===--------------------------------------------------------------------===*/
#include "wfx/fiber.h"
#include <stdlib.h>

/* At the low end of a fiber's stack. */
struct stack {
  char *high; /* wfx_fiber_start loads this */
  wfx_fiber_entry entry;
  void *user;
  void *allocated; /* to be freed */
  uint32_t guard[4];
};

#define GUARD 0x5afe57acu

/* Pairs come as one number: the result in the upper half, a pointer below. */
typedef uint64_t pair;

#define IMPORT(name)                                                           \
  __attribute__((import_module("wfx_fiber"), import_name(#name))) extern

IMPORT(resume) pair fiber_resume(wfx_fiber fiber, void *value);
IMPORT(yield) pair fiber_yield(void *value);
IMPORT(switch) pair fiber_switch(wfx_fiber fiber, void *value);
IMPORT(cancel) wfx_fiber_result fiber_cancel(wfx_fiber fiber);
IMPORT(free) pair fiber_free(wfx_fiber fiber);
IMPORT(status) wfx_fiber_status fiber_status(wfx_fiber fiber);
IMPORT(self) wfx_fiber fiber_self(void);
IMPORT(stack) struct stack *fiber_stack(wfx_fiber fiber);
wfx_fiber fiber_create(struct stack *stack);

/* What C cannot say: a function as a reference to it, which is how another
   module can call it, and a function that sets the stack pointer before any
   code that may have used it. */
__asm__("  .tabletype __indirect_function_table, funcref\n"
        "  .globaltype __stack_pointer, i32\n"
        "  .functype fiber_run (i32, i32) -> (i32)\n"
        "  .functype fiber_start (i32, i32) -> (i32)\n"
        "  .functype fiber_import_create (funcref, i32) -> (i64)\n"
        "  .import_module fiber_import_create, wfx_fiber\n"
        "  .import_name fiber_import_create, create\n"
        "  .section .text.fiber_create,\"\",@\n"
        "  .hidden fiber_create\n"
        "  .globl fiber_create\n"
        "  .type fiber_create,@function\n"
        "fiber_create:\n"
        "  .functype fiber_create (i32) -> (i64)\n"
        "  i32.const fiber_start\n"
        "  table.get __indirect_function_table\n"
        "  local.get 0\n"
        "  call fiber_import_create\n"
        "  end_function\n"
        "  .section .text.fiber_start,\"\",@\n"
        "  .hidden fiber_start\n"
        "  .type fiber_start,@function\n"
        "fiber_start:\n"
        "  .functype fiber_start (i32, i32) -> (i32)\n"
        "  local.get 0\n"
        "  i32.load 0\n"
        "  global.set __stack_pointer\n"
        "  local.get 0\n"
        "  local.get 1\n"
        "  call fiber_run\n"
        "  end_function\n");

static inline char *stackPointer(void) {
  char *pointer;
  __asm__ volatile("global.get __stack_pointer\n\tlocal.set %0"
                   : "=r"(pointer)::"memory");
  return pointer;
}

static inline void setStackPointer(char *pointer) {
  __asm__ volatile("local.get %0\n\tglobal.set __stack_pointer" ::"r"(pointer)
                   : "memory");
}

static void checkGuard(const struct stack *stack) {
  for (size_t i = 0; i < sizeof(stack->guard) / sizeof(stack->guard[0]); ++i)
    if (stack->guard[i] != GUARD)
      __builtin_trap();
}

/* What a fiber runs, with the stack pointer at the top of its stack. */
__attribute__((used, visibility("hidden"))) void *fiber_run(struct stack *stack,
                                                            void *value) {
  void *result = stack->entry(stack->user, value);
  checkGuard(stack);
  return result;
}

wfx_fiber_result wfx_fiber_create(wfx_fiber *fiber, wfx_fiber_entry entry,
                                  void *user,
                                  const wfx_fiber_options *options) {
  const uintptr_t alignment = 16;
  size_t size = options && options->stack_size ? options->stack_size
                                               : WFX_FIBER_DEFAULT_STACK;
  if (fiber)
    *fiber = 0;
  if (!fiber || !entry || size < WFX_FIBER_MIN_STACK)
    return WFX_FIBER_ARGUMENT;
  void *given = options ? options->stack : NULL;
  char *memory = given ? given : malloc(size);
  if (!memory)
    return WFX_FIBER_MEMORY;
  char *high = memory + size;
  struct stack *stack =
      (struct stack *)(memory + (-(uintptr_t)memory & (alignment - 1)));
  *stack = (struct stack){high - ((uintptr_t)high & (alignment - 1)),
                          entry,
                          user,
                          given ? NULL : memory,
                          {GUARD, GUARD, GUARD, GUARD}};
  *fiber = fiber_create(stack);
  if (*fiber)
    return WFX_FIBER_OK;
  free(stack->allocated);
  return WFX_FIBER_MEMORY;
}

/* Takes a pair apart. */
static inline wfx_fiber_result finish(pair outcome, void **result) {
  if (result)
    *result = (void *)(uintptr_t)outcome;
  return (wfx_fiber_result)(outcome >> 32);
}

wfx_fiber_result wfx_fiber_resume(wfx_fiber fiber, void *value, void **result) {
  char *pointer = stackPointer();
  pair outcome = fiber_resume(fiber, value);
  setStackPointer(pointer);
  return finish(outcome, result);
}

wfx_fiber_result wfx_fiber_yield(void *value, void **result) {
  char *pointer = stackPointer();
  pair outcome = fiber_yield(value);
  setStackPointer(pointer);
  return finish(outcome, result);
}

wfx_fiber_result wfx_fiber_switch(wfx_fiber fiber, void *value, void **result) {
  char *pointer = stackPointer();
  pair outcome = fiber_switch(fiber, value);
  setStackPointer(pointer);
  return finish(outcome, result);
}

wfx_fiber_result wfx_fiber_cancel(wfx_fiber fiber) {
  char *pointer = stackPointer();
  wfx_fiber_result result = fiber_cancel(fiber);
  setStackPointer(pointer);
  return result;
}

wfx_fiber_result wfx_fiber_free(wfx_fiber fiber) {
  char *pointer = stackPointer();
  pair outcome = fiber_free(fiber);
  setStackPointer(pointer);
  void *stack;
  wfx_fiber_result result = finish(outcome, &stack);
  if (result == WFX_FIBER_OK) {
    checkGuard(stack);
    free(((struct stack *)stack)->allocated);
  }
  return result;
}

wfx_fiber_status wfx_fiber_status_of(wfx_fiber fiber) {
  return fiber_status(fiber);
}

wfx_fiber wfx_fiber_self(void) { return fiber_self(); }

void *wfx_fiber_user(wfx_fiber fiber) {
  struct stack *stack = fiber_stack(fiber);
  return stack ? stack->user : NULL;
}

const char *wfx_fiber_message(wfx_fiber_result result) {
  static const char *const messages[] = {"success",
                                         "the fiber is running",
                                         "the fiber has resumed another one",
                                         "the fiber is finished",
                                         "there is no such fiber",
                                         "no fiber is running",
                                         "not enough memory for a fiber",
                                         "a null argument or a small stack",
                                         "the fiber has not let itself be "
                                         "cancelled"};
  return (unsigned)result < sizeof(messages) / sizeof(messages[0])
             ? messages[result]
             : "no result of a fiber";
}
