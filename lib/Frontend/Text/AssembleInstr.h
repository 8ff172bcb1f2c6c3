//===- AssembleInstr.h - Instructions from text ---------------------------===//
//
// Assembles instruction sequences, flat and folded in any mixture (spec 6.5).
// Nesting costs memory but never native stack.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Text/AssembleTypes.h"

namespace wfx::text {

/// The shape of a vector literal.
struct VectorShape {
  unsigned bits;
  bool isFloat;
};
std::optional<VectorShape> vectorShape(Kw kw);

class InstrAssembler {
public:
  explicit InstrAssembler(ModuleState &m) : m(m), in(m.in) {}

  /// The locals of the function whose body is assembled, for the caller to set.
  NameSpace locals{Diag::UnknownLocalId, Diag::DuplicateLocal};
  /// Names of labels in the last body, in order of their blocks.
  std::vector<NameSpace::Name> labelNames;
  /// Branch hints of the last body: offsets in its encoder.
  std::vector<std::pair<uint64_t, uint8_t>> hints;

  /// Forgets the last body.
  void clear();
  /// Assembles `instr*` up to the unmatched parenthesis, then `end`.
  void sequence(Encoder &out);
  /// Assembles one folded instruction, then `end`.
  void folded(Encoder &out);

private:
  /// What is open around the current place, innermost last.
  struct Frame {
    enum Kind : uint8_t {
      Flat,  ///< block ... end
      Plain, ///< (op operand*): only folded instructions inside
      Block, ///< (block ...), (loop ...), (try_table ...)
      If,    ///< (if cond* (then ...) (else ...)?)
      Try,   ///< (try (do ...) (catch ...)* ...): legacy
      Arm,   ///< (then ...), (else ...), (do ...), (catch ...)
    } kind;
    /// The part that was last: of If and Try, and of a flat if or try.
    enum Part : uint8_t { Start, Then, Else, Do, Catch, CatchAll, Delegate };
    Part part = Start;
    Op op = Op::Nop;
    /// If and Plain write their opcode and immediates after their operands:
    /// until then these wait in `pending`.
    size_t pendingBegin = 0;
    uint32_t text = 0;
    std::optional<uint8_t> hint = std::nullopt;
    Id label = {}; ///< If, until its label is in scope
  };
  struct Label {
    llvm::StringRef name;
    /// The label of the same name that this one hides, plus one; 0 if none.
    uint32_t hidden;
  };

  void run(Encoder &to, bool single);
  void flat();
  void flatBlock(Op op);
  void flatElse();
  void flatCatch(Op op);
  void flatEnd();
  void flatDelegate();
  void openFolded();
  bool openPart(Frame &frame);
  void openArm(Frame &frame, Frame::Part part);
  void foldedDelegate(Frame &frame);
  void closeFolded();

  void mark(uint32_t text, std::optional<uint8_t> hint);
  void end(uint32_t text);
  void emitPending(const Frame &frame);
  bool onlyFolded() const;
  Frame *innermost() { return frames.empty() ? nullptr : &frames.back(); }

  Id blockHead(Op op, Encoder &to);
  void enterLabel(Id id);
  void leaveLabel();
  void checkLabel();

  // AssembleImmediates.cpp
  void plain(Op op, Encoder &to);
  void opcode(Op op, Encoder &to);
  void immediates(Op op, Encoder &to);
  void blockType(Encoder &to);
  uint32_t label();
  void catches(Encoder &to);
  void handlers(Encoder &to);
  void labelTable(Encoder &to);
  void typeTable(Encoder &to);
  void typeField(Encoder &to);
  void twoIndices(const NameSpace &first, const NameSpace &second, Encoder &to);
  void segmentOf(const NameSpace &segments, const NameSpace &owners,
                 Encoder &to);
  void pairOf(const NameSpace &space, Encoder &to);
  void memArg(Op op, Encoder &to, bool withLane);
  void vector(Encoder &to);
  void lane(Encoder &to);
  llvm::SmallVector<Token, 16> numbers();
  void shuffle(Encoder &to);
  void selectTypes(Encoder &to);
  void refTypeOp(Op op, Encoder &to);
  void brOnCast(Encoder &to);

  ModuleState &m;
  TokenCursor &in;
  Encoder *out = nullptr;
  Encoder pending;
  std::vector<Frame> frames;
  std::vector<Label> labels;
  llvm::DenseMap<llvm::StringRef, uint32_t> labelByName; ///< plus one
  uint32_t blockCount = 0;
};

} // namespace wfx::text
