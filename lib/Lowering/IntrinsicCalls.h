//===- IntrinsicCalls.h - Finding calls by what they call -----------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace wfx {

/// The calls in \p module of intrinsics that \p isWanted accepts. Found through
/// the declarations, so that a module without them costs next to nothing.
inline llvm::SmallVector<llvm::IntrinsicInst *>
intrinsicCalls(llvm::Module &module,
               llvm::function_ref<bool(llvm::Intrinsic::ID)> isWanted) {
  llvm::SmallVector<llvm::IntrinsicInst *> calls;
  for (llvm::Function &f : module)
    if (f.isIntrinsic() && isWanted(f.getIntrinsicID()))
      for (llvm::User *user : f.users())
        if (auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(user))
          calls.push_back(call);
  return calls;
}

} // namespace wfx
