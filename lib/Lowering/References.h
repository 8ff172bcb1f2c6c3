//===- References.h - Where references to continuations go ----------------===//
#pragma once

#include "llvm/ADT/SetVector.h"
#include "llvm/IR/InstrTypes.h"
#include <compare>
#include <optional>

namespace wfx {

/// How many words of a function's arguments are bound, and how many are passed
/// when it begins; both are 0 if none is bound.
struct BoundWords {
  unsigned bound = 0, left = 0;

  auto operator<=>(const BoundWords &) const = default;
};

/// What is bound to the fresh continuation that \p reference, a wfx.new.end or
/// a wfx.bind.end, stands for.
BoundWords boundWords(const llvm::CallBase &reference);

/// The references to the continuations that one place of a function makes, and
/// what they mix with on their way: all of them in that function, from where a
/// continuation is made (wfx.new.end) or has suspended (wfx.suspended) to where
/// it is resumed. Values must be in registers, structs be taken apart.
class References {
public:
  /// Follows the reference that \p made, a wfx.new.end, is.
  explicit References(llvm::CallBase &made);

  /// What makes them: wfx.new.end.
  llvm::SmallVector<llvm::CallBase *, 1> sources;
  /// What uses them up: wfx.resume.begin and, where they are fresh,
  /// wfx.bind.begin.
  llvm::SmallVector<llvm::CallBase *, 4> resumes;
  llvm::SmallVector<llvm::CallBase *, 1> binds;
  /// Calls of functions of the module that get one or return one.
  llvm::SmallSetVector<llvm::CallBase *, 4> calls;
  bool areReturned = false;
  /// They come from or go to where they cannot be followed.
  bool escape = false;

  /// What is bound when they are resumed first; none if that depends.
  std::optional<BoundWords> bound() const;
  /// True if one is kept while another continuation is made: there may be two
  /// at a time.
  bool overlap() const;
  /// True if only the last one is ever kept, so that none is used twice.
  bool areLinear() const;

private:
  void add(llvm::Value *value);
  void followBack(llvm::Instruction &value);
  void followUse(llvm::Value &value, llvm::Instruction &user);
  void followCall(llvm::Value &value, llvm::CallBase &call);
  void followConsumer(llvm::Value &value, llvm::CallBase &begin);
  bool isLiveAcrossAny(llvm::ArrayRef<llvm::Instruction *> places) const;

  llvm::SmallSetVector<llvm::Instruction *, 16> values;
};

} // namespace wfx
