// setjmp.h - in place of the system's for ldo.c of Lua: errors end the program.
//
// WASI's C library has no setjmp. Both builds get this one, so that they are
// the same program; the script raises no error.
#define LUAI_THROW(state, handler) __builtin_trap()
#define LUAI_TRY(state, handler, action) {action}
#define luai_jmpbuf int
