//===- WarmStacks.h - How many free stacks keep their memory --------------===//
//
// Macros, because tc_base, which frees most stacks, is assembly.
//
//===----------------------------------------------------------------------===//
#pragma once

/// Of each context. What is freed beyond goes back to the system, so many at a
/// time. The sanitized runtime of the tests is compiled with 0 and 1, so that it
/// sees every free stack.
#ifndef WFX_WARM_STACKS
#define WFX_WARM_STACKS 4096
#define WFX_COOLED_STACKS 64
#endif
