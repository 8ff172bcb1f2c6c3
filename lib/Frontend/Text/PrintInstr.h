//===- PrintInstr.h - Instructions as text --------------------------------===//
//
// Decodes and prints instruction sequences, flat. Does not validate: it checks
// only that blocks nest, without which there is no text.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Opcodes.h"
#include "Frontend/Text/PrintTypes.h"

namespace wfx::text {

class InstrPrinter {
public:
  InstrPrinter(llvm::raw_ostream &os, const Module &m, const ModuleIds &ids)
      : os(os), m(m), ids(ids), types(os, m, ids) {}

  /// Prints what `cursor` holds up to its `end`, one instruction a line.
  void body(Cursor &cursor, uint32_t function, const IdTable &locals);
  /// Prints a constant expression: one folded instruction, or where that cannot
  /// be, flat ones in `(wrapper ...)`, without parentheses if \p wrapper is
  /// null.
  void constant(Cursor &cursor, const char *wrapper);

private:
  struct Label {
    Op op;
    std::string id;
  };

  bool structure(Cursor &cursor);
  void newline(unsigned depth);
  void instruction();
  void immediates();

  void label(uint32_t depth);
  void labelTable();
  void typeField();
  void memArg();
  void vector();
  void shuffle();
  void refType(ValType type);
  void catches();
  void handlers();
  void optional(const IdTable &space, uint32_t index);
  void use(const IdTable &space, uint32_t index);
  void both(const IdTable &first, const IdTable &second);
  void pair(const IdTable &space);

  llvm::raw_ostream &os;
  const Module &m;
  const ModuleIds &ids;
  TypePrinter types;
  const IdTable *locals = nullptr;
  IdTable labelIds;
  uint32_t blockCount = 0;
  std::vector<Label> labels;
  Instr instr;
};

} // namespace wfx::text
