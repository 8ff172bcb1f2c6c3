//===- ApiException.cpp - wfx.h: exceptions -------------------------------===//
//
// Apart, because they need the platform's unwinder.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Api.h"
#include "Runtime/Exception.h"

using namespace wfx;
using namespace wfx::rt;

wfx_exception *wfx_take_exception(wfx_context *context) {
  abi::Exception *exception = inner(context)->exception;
  inner(context)->exception = nullptr;
  return outer(exception);
}

wfx_exception *wfx_exception_new(wfx_context *outerContext, const wfx_tag *tag,
                                 const uint64_t *words, size_t count) {
  abi::Context *context = inner(outerContext);
  if (count != payloadWords(inner(tag)->type->signature))
    return nullptr;
  if (count)
    memmove(context->transfer, words, count * sizeof(uint64_t));
  return outer(createException(context, inner(tag), count));
}

const wfx_tag *wfx_exception_tag(const wfx_exception *exception) {
  return static_cast<const wfx_tag *>(inner(exception)->tag);
}

const uint64_t *wfx_exception_payload(const wfx_exception *exception,
                                      size_t *count) {
  auto *inside = const_cast<abi::Exception *>(inner(exception));
  *count = payloadWords(inside->type->signature);
  return payload(inside);
}

void wfx_exception_keep(wfx_exception *exception) {
  inner(exception)->kept = 1;
}

void wfx_exception_free(wfx_exception *exception) {
  if (exception)
    dropException(inner(exception));
}

wfx_status wfx_throw(wfx_context *context, wfx_exception *exception) {
  leaveToHost(inner(context), inner(exception));
  return WFX_EXCEPTION;
}

wfx_status wfx_cont_throw(wfx_context *context, wfx_cont continuation,
                          wfx_exception *exception, wfx_resumption *result) {
  bool isTaken = tc_is_live(inner(continuation));
  ResumeStatus status =
      tc_resume_throw(inner(context), inner(continuation), inner(exception),
                      tc_all_tags, inner(result));
  if (!isTaken)
    wfx_exception_free(exception);
  return outer(status);
}
