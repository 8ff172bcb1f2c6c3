//===- Symbolize.h - From native addresses to Wasm functions --------------===//
//
// Prints traps, and resolves addresses in programs and shared objects. Their
// files carry what it takes in sections that are not loaded:
//
//   .debug_line
//     DWARF 5. In the line program of a Wasm module, which has a file whose
//     name ends in ".wasm", the line number is the byte offset in the module.
//   .wfx.inlines
//     Where inlined code was called from (InlineTable.h).
//   .wfx.names (little-endian), a table for each module in the file:
//     u32 size of the whole table, fileSize, moduleSize, count,
//     importedFunctions, then for each defined function, sorted by codeBegin:
//     u32 codeBegin, codeEnd (byte offsets in the module), nameOffset (from the
//     first string byte), nameSize (0: no name); then the string bytes, of
//     which the first are the file's name in the module's line programs and
//     then the module's name.
//
// Code that has been compiled at run time needs a Resolver of its own.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Continuation.h"
#include "Runtime/InlineTable.h"
#include "Runtime/Output.h"
#include "Runtime/TrapRecord.h"

namespace wfx::rt {

struct Resolver;

/// A place in a Wasm module. Names are not terminated.
struct WasmPlace {
  bool known = false; ///< false: not Wasm code
  uint64_t offset = 0;
  uint32_t function = 0; ///< function index
  const char *name = nullptr;
  size_t nameSize = 0; ///< 0: the function has no name
  const char *moduleName = nullptr;
  size_t moduleNameSize = 0;
  bool hasSiblings = false; ///< there are other modules: its name is shown
  /// True if the function has no frame record yet at this address (asked for
  /// FrameKind::Fault only): the optimiser puts a prologue behind an early way
  /// out.
  bool frameless = false;
  InlineChain inlinedAt;
  const void *module = nullptr; ///< which one, to a resolver that has several
  Resolver *resolver = nullptr; ///< whose, to one that asks others
};

/// Something that knows code; strings live until it goes. Code that was linked
/// at run time has its own (ModuleDesc::resolver), which also owns the code.
struct Resolver {
  /// Fills places[i] for frames[i].lookup(). Where code was inlined, that is
  /// the innermost function.
  void (*resolve)(Resolver *, const abi::TrapFrame *frames, size_t count,
                  WasmPlace *places);
  /// Fills in the function that contains place.offset in the same module;
  /// place.known says if there is one.
  void (*findFunction)(Resolver *, WasmPlace &place);
  /// ModuleDesc::resolver only: there is one instance more, or less, of \p
  /// module.
  void (*retain)(Resolver *, const abi::ModuleDesc *module);
  void (*release)(Resolver *, const abi::ModuleDesc *module);
};

/// What is done with each Wasm frame of a backtrace.
struct FrameVisitor {
  struct Position {
    uint64_t number; ///< 0: the innermost
    uint64_t total;  ///< of frames, also of those that the record lacks
    bool isResumed;  ///< the frame before it is on a stack that it has resumed
  };
  void (*visit)(FrameVisitor *, const WasmPlace &, const Position &);
};

/// Visits the Wasm frames that \p trap has, innermost first.
void visitFrames(const abi::TrapRecord &trap, Resolver &resolver,
                 FrameVisitor &visitor);

/// Writes "trap: <message>" and the Wasm backtrace to \p output.
void printTrap(const abi::TrapRecord &trap, Resolver &resolver, Output &output);

/// Appends a name of the module's, without control characters.
void printName(Text &out, const char *name, size_t size);

/// Writes the Wasm backtrace of \p trap to \p output.
void printBacktrace(const abi::TrapRecord &trap, Resolver &resolver,
                    Output &output);

/// Writes the Wasm frames of the computation that has called the host function,
/// in the form of a trap's backtrace, to \p output.
void printRunning(abi::Context *context, Resolver &resolver, Output &output);
/// The same for a suspended continuation, from where it will go on. False if
/// \p reference cannot be used; nothing is written for a fresh one.
bool printSuspended(ContinuationRef reference, Resolver &resolver,
                    Output &output);

/// Writes "uncaught exception: tag <name or index>" and the backtrace of where
/// Context::exception was thrown to \p output.
void printUncaught(abi::Context *context, Resolver &resolver, Output &output);

struct CodeFile;

/// Resolves addresses of the running program and of the shared objects that it
/// has loaded, from their own files.
struct ProcessResolver : Resolver {
  ProcessResolver();
  ~ProcessResolver();
  CodeFile *files = nullptr; ///< those that have been asked for
};

} // namespace wfx::rt
