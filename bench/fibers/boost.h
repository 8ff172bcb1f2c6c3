//===- boost.h - Fibers of Boost.Context ----------------------------------===//
//
// Its jumps alone, without the classes around them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <boost/context/detail/fcontext.hpp>

using Fiber = boost::context::detail::fcontext_t;
/// Boost's own stacks have them if one asks for safe ones.
constexpr bool hasGuards = true;

/// Who has jumped here (fctx), and what it has handed on (data).
using Arrival = boost::context::detail::transfer_t;

inline Arrival jump(Fiber to, void *data) {
  return boost::context::detail::jump_fcontext(to, data);
}

/// A fiber that will call \p entry, which must not return.
inline Fiber makeFiber(char *top, size_t size, void (*entry)(Arrival)) {
  return boost::context::detail::make_fcontext(top, size, entry);
}
