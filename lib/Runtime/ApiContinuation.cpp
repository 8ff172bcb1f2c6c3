//===- ApiContinuation.cpp - wfx.h: continuations -------------------------===//
//
// Throwing into them is in ApiException.cpp.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Api.h"

using namespace wfx;
using namespace wfx::rt;

/// What a function answers that creates \p made unless \p trap is set.
static wfx_status finish(wfx_context *context, Trap trap, ContinuationRef made,
                         wfx_cont *result) {
  if (trap != Trap::None)
    return outer(failResumption(inner(context), trap));
  *result = outer(made);
  return WFX_OK;
}

wfx_status wfx_cont_new(wfx_context *context, const wfx_func *func,
                        wfx_cont *result) {
  ContinuationRef made = {};
  Trap trap = tc_new(inner(context), inner(func), &made);
  return finish(context, trap, made, result);
}

wfx_status wfx_cont_bind(wfx_context *context, wfx_cont continuation,
                         const uint64_t *words, size_t count,
                         wfx_cont *result) {
  ContinuationRef made = {};
  Trap trap = tc_bind(inner(continuation), words, count, &made);
  return finish(context, trap, made, result);
}

wfx_status wfx_cont_resume(wfx_context *context, wfx_cont continuation,
                           const uint64_t *words, size_t count,
                           wfx_resumption *result) {
  return outer(tc_resume(inner(context), inner(continuation), words, count,
                         tc_all_tags, inner(result)));
}

bool wfx_cont_cancel(wfx_cont continuation) {
  return tc_cancel(inner(continuation)) == Trap::None;
}

bool wfx_cont_is_live(wfx_cont continuation) {
  return tc_is_live(inner(continuation));
}

const wfx_func *wfx_func_suspending(wfx_context *outerContext,
                                    const wfx_tag *tag) {
  abi::Context *context = inner(outerContext);
  auto *function = makeIn<SuspendFunc>(context);
  auto *ref = makeIn<abi::FuncRef>(context);
  if (!function || !ref)
    return nullptr;
  *function = {inner(tag), context};
  *ref = suspendFuncRef(function);
  return outer(ref);
}
