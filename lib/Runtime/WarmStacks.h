//===- WarmStacks.h - How many free stacks keep their memory --------------===//
//
// A macro, because tc_base, which frees most stacks, is assembly.
//
//===----------------------------------------------------------------------===//
#pragma once

/// Of each context. What is freed beyond goes back to the system.
#define WFX_WARM_STACKS 4096
