//===- BranchHints.cpp - The custom section of branch hints ---------------===//

#include "Frontend/BranchHints.h"
#include "Frontend/Opcodes.h"
#include "llvm/ADT/DenseSet.h"

using namespace llvm;

namespace wfx {

static bool isConditionalBranch(Op op) {
  switch (op) {
  case Op::If:
  case Op::BrIf:
  case Op::BrOnNull:
  case Op::BrOnNonNull:
  case Op::BrOnCast:
  case Op::BrOnCastFail:
    return true;
  default:
    return false;
  }
}

/// The offsets of the conditional branches in \p body, from its first byte.
static DenseSet<uint32_t> findBranches(const Module &module, Slice body,
                                       Cursor &errors) {
  DenseSet<uint32_t> branches;
  Cursor cursor(module.bytes, body.begin, body.end);
  for (uint32_t runs = cursor.count(); runs && cursor; --runs) {
    cursor.u32();
    readValType(cursor, module.features);
  }
  Instr instr;
  while (cursor && !cursor.atEnd()) {
    readInstr(cursor, module.features, instr);
    if (isConditionalBranch(instr.op))
      branches.insert(uint32_t(instr.offset - body.begin));
  }
  if (cursor.failed())
    errors.fail(Diag::BranchHintTarget, body.begin);
  consumeError(cursor.takeError());
  return branches;
}

/// Reads the hints of one function.
static void readFunction(const Module &module, Cursor &cursor) {
  WasmOffset start = cursor.offset();
  uint32_t index = cursor.u32();
  if (index < module.importedFunctions || index >= module.functions.size())
    return cursor.fail(Diag::UnknownFunction, start);
  DenseSet<uint32_t> branches =
      findBranches(module, module.functions[index].body, cursor);
  for (uint32_t hints = cursor.count(); hints && cursor; --hints) {
    WasmOffset at = cursor.offset();
    uint32_t offset = cursor.u32();
    cursor.skip(cursor.u32());
    if (!branches.contains(offset))
      cursor.fail(Diag::BranchHintTarget, at);
  }
}

Error checkBranchHints(const Module &module) {
  for (const CustomSection &section : module.customs) {
    if (section.name != "metadata.code.branch_hint")
      continue;
    Cursor cursor(module.bytes, section.contents.begin, section.contents.end);
    for (uint32_t functions = cursor.count(); functions && cursor; --functions)
      readFunction(module, cursor);
    if (Error failed = cursor.takeError())
      return failed;
  }
  return Error::success();
}

} // namespace wfx
