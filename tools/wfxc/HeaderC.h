//===- HeaderC.h - The C header of a library ------------------------------===//
#pragma once

#include "Interface.h"

namespace wfx {

/// The header that declares \p interface to C11 and C++ (docs/embedding.md).
std::string cHeaderText(const Interface &interface);

} // namespace wfx
