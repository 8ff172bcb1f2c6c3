//===- ScriptParser.h - Commands and values of scripts --------------------===//
//
// Private to Script.cpp and ScriptValues.cpp.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Script.h"
#include "Frontend/Text/TokenCursor.h"

namespace wfx::text {

/// At a value, a pattern or `(either ...)`.
bool atScriptValue(const TokenCursor &in);
/// Reads a constant argument.
ScriptValue parseArgument(TokenCursor &in);
/// Reads an expected result.
ScriptResult parseResult(TokenCursor &in);

} // namespace wfx::text
