//===- WarmStacks.h - How many free stacks keep their memory --------------===//
//
// A macro, because tc_base, which frees most stacks, is assembly.
//
//===----------------------------------------------------------------------===//
#pragma once

/// Of each context. What is freed beyond goes back to the system. The sanitized
/// runtime of the tests is compiled with 0, so that it sees every free stack.
#ifndef WFX_WARM_STACKS
#define WFX_WARM_STACKS 4096
#endif
