//===- Api.h - The C interface and the runtime behind it ------------------===//
//
// wfx.h (include/wfx) names the runtime's records by types of its own; this
// header says which is which, and checks that those whose fields are public
// look the same. The functions are in Api*.cpp, by subject. They are members
// of the archive that only programs which call them contain.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Runtime/Context.h"
#include "Runtime/Continuation.h"
#include "Runtime/ErrorText.h"
#include "Runtime/Instance.h"
#include "Runtime/Invoke.h"
#include "Runtime/Wasi.h"
#include "wfx/wfx.h"

namespace wfx::rt {

//===--- Types ------------------------------------------------------------===//

// inner() of a public pointer is the runtime's, outer() the other way.
#define WFX_SAME_OBJECT(Public, Record)                                        \
  inline Record *inner(Public *object) {                                       \
    return reinterpret_cast<Record *>(object);                                 \
  }                                                                            \
  inline const Record *inner(const Public *object) {                           \
    return reinterpret_cast<const Record *>(object);                           \
  }                                                                            \
  inline Public *outer(Record *object) {                                       \
    return reinterpret_cast<Public *>(object);                                 \
  }                                                                            \
  inline const Public *outer(const Record *object) {                           \
    return reinterpret_cast<const Public *>(object);                           \
  }
WFX_SAME_OBJECT(wfx_context, abi::Context)
WFX_SAME_OBJECT(wfx_module, abi::ModuleDesc)
WFX_SAME_OBJECT(wfx_instance, abi::Instance)
WFX_SAME_OBJECT(wfx_functype, abi::TypeDesc)
WFX_SAME_OBJECT(wfx_func, abi::FuncRef)
WFX_SAME_OBJECT(wfx_memory, abi::Memory)
WFX_SAME_OBJECT(wfx_table, abi::Table)
WFX_SAME_OBJECT(wfx_tag, abi::TagSlot)
WFX_SAME_OBJECT(wfx_exception, abi::Exception)
WFX_SAME_OBJECT(wfx_value, Value)
WFX_SAME_OBJECT(wfx_resumption, ResumeResult)
WFX_SAME_OBJECT(wfx_wasi, Wasi)
#undef WFX_SAME_OBJECT

inline Extern inner(const wfx_extern &entity) {
  return {static_cast<abi::EntityKind>(entity.kind),
          entity.object,
          {entity.code, static_cast<const abi::TypeDesc *>(entity.type)},
          entity.is_mutable};
}
inline wfx_extern outer(const Extern &entity) {
  return {entity.kind, entity.object, entity.type.code, entity.type.type,
          entity.isMutable};
}
inline ContinuationRef inner(const wfx_cont &reference) {
  return {static_cast<abi::Stack *>(reference.stack), reference.revision};
}
inline wfx_cont outer(const ContinuationRef &reference) {
  return {reference.stack, reference.revision};
}
inline wfx_status outer(Status status) {
  return static_cast<wfx_status>(status);
}
inline wfx_status outer(ResumeStatus status) {
  return static_cast<wfx_status>(status);
}

static_assert(offsetof(wfx_memory, data) == offsetof(abi::Memory, base) &&
              offsetof(wfx_memory, size) == offsetof(abi::Memory, size));
static_assert(sizeof(wfx_value) == sizeof(Value) &&
              alignof(wfx_value) == alignof(Value) &&
              sizeof(wfx_value) == sizeof(abi::GlobalSlot));
static_assert(sizeof(wfx_cont) == sizeof(ContinuationRef) &&
              offsetof(wfx_cont, revision) ==
                  offsetof(ContinuationRef, revision));
static_assert(sizeof(wfx_resumption) == sizeof(ResumeResult) &&
              offsetof(wfx_resumption, words) ==
                  offsetof(ResumeResult, words) &&
              offsetof(wfx_resumption, tag) == offsetof(ResumeResult, tag) &&
              offsetof(wfx_resumption, continuation) ==
                  offsetof(ResumeResult, continuation));
static_assert(WFX_OK == int(Status::Returned) &&
              WFX_TRAP == int(Status::Trapped) &&
              WFX_EXIT == int(Status::Exited) &&
              WFX_EXCEPTION == int(Status::Threw) &&
              WFX_HOST_ERROR == int(Status::HostFailed));
static_assert(WFX_OK == int(ResumeStatus::Returned) &&
              WFX_TRAP == int(ResumeStatus::Trapped) &&
              WFX_EXIT == int(ResumeStatus::Exited) &&
              WFX_EXCEPTION == int(ResumeStatus::Threw) &&
              WFX_SUSPENDED == int(ResumeStatus::Suspended) &&
              WFX_HOST_ERROR == int(ResumeStatus::HostFailed));
static_assert(int(WFX_EXTERN_FUNC) == abi::EntityFunc &&
              int(WFX_EXTERN_TABLE) == abi::EntityTable &&
              int(WFX_EXTERN_MEMORY) == abi::EntityMemory &&
              int(WFX_EXTERN_GLOBAL) == abi::EntityGlobal &&
              int(WFX_EXTERN_TAG) == abi::EntityTag);

//===--- What the files share ---------------------------------------------===//

/// A zeroed record that lives as long as \p context; null if there is no
/// memory.
template <class Record> Record *makeIn(abi::Context *context) {
  return static_cast<Record *>(allocateIn(context, sizeof(Record)));
}

/// Says in \p error that something could not be made, and why. Names of modules
/// may contain anything: control characters become '?'. Returns null.
template <class... Parts>
decltype(nullptr) refuse(wfx_error *error, Parts... parts) {
  error->status = WFX_LINK_ERROR;
  Text text(error->message, sizeof(error->message));
  (text << ... << parts).terminate();
  for (char *at = error->message; *at; ++at)
    if (static_cast<unsigned char>(*at) < 0x20 || *at == 0x7f)
      *at = '?';
  return nullptr;
}

/// A copy of the options of a caller whose header may be older or newer, with
/// zeros for what it does not know. null stands for all defaults.
template <class Options> Options copyOptions(const Options *given) {
  Options result = {};
  if (given)
    memcpy(&result, given,
           given->size < sizeof(Options) ? given->size : sizeof(Options));
  return result;
}

/// A function of the host's as a function reference: calls \p function with
/// \p env as first argument (HostFunc). Null if there is no memory.
abi::FuncRef *makeHostFunc(abi::Context *context, const abi::TypeDesc *type,
                           void *function, void *env);

/// Whether \p entity is known to belong to another context than \p context.
bool isForeign(abi::Context *context, const Extern &entity);

} // namespace wfx::rt
