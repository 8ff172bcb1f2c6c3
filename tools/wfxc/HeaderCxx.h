//===- HeaderCxx.h - The C++ header of a library --------------------------===//
#pragma once

#include "Interface.h"

namespace wfx {

/// The header that declares \p interface to C++20 (docs/embedding.md), in terms
/// of the C header and wfx/wfx.hpp.
std::string cxxHeaderText(const Interface &interface);

} // namespace wfx
