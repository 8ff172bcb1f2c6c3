//===- MatchImport.h - Imports against another module's exports -----------===//
//
// Import matching (spec 4.5.2, "external typing") where both modules are known
// before they run: an export counts as what it is declared to be, so a memory
// or a table has its minimum size.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"

namespace wfx {

/// True if \p import of \p importer may be linked with \p found of \p exporter.
bool matches(const Module &exporter, const Export &found,
             const Module &importer, const Import &import);

} // namespace wfx
