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

/// Offsets ascend; a hint is one byte, 0 or 1.
static void readFunction(Cursor &cursor, std::vector<BranchHint> &hints) {
  for (uint32_t count = cursor.count(); count && cursor; --count) {
    BranchHint hint;
    hint.at = cursor.offset();
    hint.offset = cursor.u32();
    WasmOffset value = cursor.offset();
    uint32_t size = cursor.u32();
    uint8_t likely = cursor.u8();
    if (!cursor)
      return;
    if (size != 1 || likely > 1)
      return cursor.fail(Diag::BranchHintAnnotation, value, "invalid value");
    if (!hints.empty() && hint.offset <= hints.back().offset)
      return cursor.fail(Diag::BranchHintAnnotation, hint.at, "out of order");
    hint.likely = likely;
    hints.push_back(hint);
  }
}

void readBranchHints(Cursor &cursor, BranchHints &hints) {
  int64_t former = -1;
  for (uint32_t count = cursor.count(); count && cursor; --count) {
    WasmOffset at = cursor.offset();
    uint32_t function = cursor.u32();
    if (function <= former)
      return cursor.fail(Diag::BranchHintAnnotation, at, "out of order");
    former = function;
    readFunction(cursor, hints[function]);
  }
  if (cursor && !cursor.atEnd())
    cursor.fail(Diag::SectionSizeMismatch, cursor.offset());
}

static Error checkTargets(const Module &module, Cursor &cursor,
                          const BranchHints &hints) {
  for (const auto &[function, list] : hints) {
    if (list.empty())
      continue;
    if (function < module.importedFunctions ||
        function >= module.functions.size()) {
      cursor.fail(Diag::UnknownFunction, list[0].at);
      break;
    }
    DenseSet<uint32_t> branches =
        findBranches(module, module.functions[function].body, cursor);
    for (const BranchHint &hint : list)
      if (!branches.contains(hint.offset))
        cursor.fail(Diag::BranchHintTarget, hint.at);
  }
  return cursor.takeError();
}

Error checkBranchHints(const Module &module) {
  for (const CustomSection &section : module.customs) {
    if (section.name != branchHintSection)
      continue;
    Cursor cursor(module.bytes, section.contents.begin, section.contents.end);
    BranchHints hints;
    readBranchHints(cursor, hints);
    if (Error failed = checkTargets(module, cursor, hints))
      return failed;
  }
  return Error::success();
}

} // namespace wfx
