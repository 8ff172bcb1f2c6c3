//===- Script.h - .wast scripts -------------------------------------------===//
//
// Parses a script of the specification's test suite (interpreter/README of the
// spec, "Scripts") into commands. Modules are kept as bytes, or as text to be
// assembled when their command runs, because assert_malformed expects that to
// fail. Running commands is the business of tools/wfxc.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/Assembler.h"
#include "Frontend/Types.h"
#include <memory>
#include <variant>

namespace wfx {

/// A module as it stands in a script.
struct ScriptModule {
  enum Kind : uint8_t { Text, Binary, Quote } kind = Text;
  std::string id;            ///< "$M" or empty
  bool isDefinition = false; ///< (module definition ...)
  /// Binary: the bytes. Quote: the concatenated strings, to be assembled.
  /// Text: empty; the module is the script's text from `begin` to `end`.
  std::string contents;
  uint64_t begin = 0, end = 0;
};

/// A constant argument, or one pattern of an expected result.
struct ScriptValue {
  enum Kind : uint8_t {
    I32,
    I64,
    F32,
    F64,
    V128,
    RefNull,   ///< (ref.null ht): heap says which; `anyNull` without one
    RefExtern, ///< (ref.extern n), or (ref.extern) as a pattern
    RefHost,   ///< (ref.host n)
    RefFunc,
    RefStruct,
    RefArray,
    RefEq,
    RefI31,
    RefAny,
    RefExn,
    RefCont, ///< patterns
  } kind = I32;
  /// For F32, F64 and each float lane: what is compared.
  enum Pattern : uint8_t { Exact, NanCanonical, NanArithmetic };
  uint64_t bits[2] = {0, 0}; ///< numbers; V128 little-endian; n of a reference
  bool hasNumber = false;    ///< references: whether n was given
  bool anyNull = false;      ///< (ref.null) without heap type
  HeapType heap;             ///< RefNull (concrete types do not occur)
  /// V128: i8 i16 i32 i64 f32 f64 = 8 16 32 64 -32 -64.
  int8_t laneShape = 8;
  Pattern lanes[16] = {}; ///< scalars use lanes[0]
};

/// An expected result: one of the alternatives ((either ...) has several).
struct ScriptResult {
  std::vector<ScriptValue> alternatives;
};

struct ScriptAction {
  enum Kind : uint8_t { Invoke, Get } kind = Invoke;
  std::string module; ///< "$M" or empty for the current one
  std::string name;
  std::vector<ScriptValue> args;
};

struct ScriptCommand {
  enum Kind : uint8_t {
    Module,                ///< module
    Instance,              ///< (module instance $I $M): id, ref
    Register,              ///< name, ref
    Action,                ///< action
    AssertReturn,          ///< action, results
    AssertTrap,            ///< action, text; or module where hasModule
    AssertExhaustion,      ///< action, text
    AssertException,       ///< action
    AssertSuspension,      ///< action, text
    AssertMalformed,       ///< module, text
    AssertInvalid,         ///< module, text
    AssertUnlinkable,      ///< module, text
    AssertMalformedCustom, ///< module, text
    AssertInvalidCustom,   ///< module, text
    Thread,                ///< id, shared (names), commands
    Wait,                  ///< id
  } kind;
  uint64_t offset = 0; ///< in the script's text
  bool hasModule = false;
  ScriptModule module;
  ScriptAction action;
  std::vector<ScriptResult> results;
  std::string text; ///< expected message
  std::string name; ///< Register
  std::string id;   ///< Instance, Thread, Wait: "$I"
  std::string ref;  ///< Register, Instance: "$M" or empty
  std::vector<std::string> shared;
  std::vector<ScriptCommand> commands;
};

/// Parses \p source. A script that is only module fields is one module.
/// Errors: Malformed diagnostics at text offsets.
llvm::Expected<std::vector<ScriptCommand>> parseScript(const Source &source);

/// Makes the bytes of \p module of the script \p source. Line-map offsets and
/// errors refer to the script's text (of a quoted module: to its own text).
llvm::Expected<Assembled> assembleScriptModule(const Source &source,
                                               const ScriptModule &module,
                                               const Features &features = {});

} // namespace wfx
