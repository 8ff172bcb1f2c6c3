//===- FieldAssembler.h - Module fields from text -------------------------===//
//
// Private to AssembleFields.cpp and AssembleSegments.cpp, which share it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/AssembleInstr.h"

namespace wfx::text {

class FieldAssembler {
public:
  explicit FieldAssembler(ModuleState &m) : m(m), in(m.in), instrs(m) {}
  void run();

private:
  void field(Kw kind);
  void import();
  void importNames();
  void importType(Kw kw);
  void importFunction(Encoder &out);
  void exportField();
  bool definitionHead(Kw kw);
  void function();
  void locals();
  void table();
  void memory();
  void global();
  void tag();

  // AssembleSegments.cpp
  struct Place;
  struct ElemList;
  void elem();
  uint64_t inlineElem(uint32_t table, const TableType &type);
  ElemList elemList(bool bareFunctions);
  void elemFunctions(ElemList &list);
  void elemReferences(ElemList &list);
  void elemExpressions(ElemList &list);
  void writeElem(const Place &place, const ElemList &list);
  void data();
  uint64_t inlineData(uint32_t memory, bool is64);
  void writeData(const Place &place, llvm::StringRef contents);
  bool takeTarget(Kw kw, const NameSpace &space, uint32_t &target);
  bool atOffset() const;
  void offset(Encoder &out);
  void zero(Encoder &out, bool is64);

  /// Starts an entry of \p section that comes from the current field.
  Encoder &entry(Section section) { return m.section(section).entry(text); }

  ModuleState &m;
  TokenCursor &in;
  InstrAssembler instrs;
  Encoder body;
  uint32_t text = 0; ///< the current field's place
  /// How many members of each index space the fields so far have.
  uint32_t members[5] = {};
};

} // namespace wfx::text
