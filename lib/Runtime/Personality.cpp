//===- Personality.cpp - Who catches an exception -------------------------===//
//
// The personality routine of Wasm functions (Itanium C++ ABI, level I). It
// decides in the search phase, so that a frame that is entered has claimed the
// exception for good.
//
// A tag's identity belongs to the instance. A function with handlers keeps its
// instance in its frame, and the first clause of each of its landing pads says
// where (CatchFrame, lib/Lowering/FrameInstance.h).
//
//===----------------------------------------------------------------------===//

#include "Runtime/Exception.h"
#include "Runtime/InstanceSlots.h"
#include "Runtime/PersonalityFrame.h"
#include "Runtime/Reader.h"

using namespace wfx;
using namespace wfx::rt;

namespace {

/// DWARF's encodings of pointers in exception tables.
enum Encoding : uint8_t {
  Absolute = 0x00,
  Uleb = 0x01,
  Udata2 = 0x02,
  Udata4 = 0x03,
  Udata8 = 0x04,
  Sleb = 0x09,
  Sdata2 = 0x0a,
  Sdata4 = 0x0b,
  Sdata8 = 0x0c,
  FormatMask = 0x0f,
  PcRelative = 0x10,
  Indirect = 0x80,
  Omit = 0xff,
};

/// The exception table of a function, which LLVM has made and is trusted.
class ExceptionTable {
public:
  ExceptionTable(const uint8_t *table, uintptr_t functionStart);

  struct Site {
    uintptr_t landingPad = 0; ///< 0: none
    uint64_t action = 0;      ///< 0: none, else the action's offset plus 1
  };
  Site find(uintptr_t distance) const;

  /// Calls \p visit(type filter, type) for each clause of \p action until that
  /// returns true.
  template <class Visit> void forEachClause(uint64_t action, Visit visit) const;

private:
  static Reader readerAt(const uint8_t *at) {
    return Reader({at, size_t(1) << 32}); // the tables delimit themselves
  }
  static uint64_t read(Reader &in, uint8_t encoding);
  const void *type(uint64_t filter) const;

  uintptr_t padBase;
  const uint8_t *types = nullptr; ///< the end of the table, which grows down
  const uint8_t *sites, *actions;
  uint8_t typeEncoding, siteEncoding;
};

} // namespace

uint64_t ExceptionTable::read(Reader &in, uint8_t encoding) {
  auto here = reinterpret_cast<uintptr_t>(in.at);
  uint64_t value;
  switch (encoding & FormatMask) {
  case Uleb:
    value = in.uleb();
    break;
  case Sleb:
    value = static_cast<uint64_t>(in.sleb());
    break;
  case Udata2:
    value = in.fixed(2);
    break;
  case Sdata2:
    value = static_cast<uint64_t>(static_cast<int16_t>(in.fixed(2)));
    break;
  case Udata4:
    value = in.fixed(4);
    break;
  case Sdata4:
    value = static_cast<uint64_t>(
        static_cast<int64_t>(static_cast<int32_t>(in.fixed(4))));
    break;
  default:
    value = in.fixed(8);
  }
  if (!value)
    return 0;
  if (encoding & PcRelative)
    value += here;
  if (encoding & Indirect)
    value = *reinterpret_cast<const uint64_t *>(value);
  return value;
}

ExceptionTable::ExceptionTable(const uint8_t *table, uintptr_t functionStart) {
  Reader in = readerAt(table);
  auto encoding = static_cast<uint8_t>(in.fixed(1));
  padBase = encoding == Omit ? functionStart : read(in, encoding);
  typeEncoding = static_cast<uint8_t>(in.fixed(1));
  if (typeEncoding != Omit) {
    uint64_t distance = in.uleb();
    types = in.at + distance;
  }
  siteEncoding = static_cast<uint8_t>(in.fixed(1));
  uint64_t size = in.uleb();
  sites = in.at;
  actions = sites + size;
}

ExceptionTable::Site ExceptionTable::find(uintptr_t distance) const {
  Reader in({sites, static_cast<size_t>(actions - sites)});
  while (in.left()) {
    uint64_t begin = read(in, siteEncoding), size = read(in, siteEncoding),
             pad = read(in, siteEncoding), action = in.uleb();
    if (distance < begin)
      break; // sorted
    if (distance - begin < size)
      return {pad ? padBase + pad : 0, action};
  }
  return {};
}

const void *ExceptionTable::type(uint64_t filter) const {
  unsigned size = 8;
  switch (typeEncoding & FormatMask) {
  case Udata2:
  case Sdata2:
    size = 2;
    break;
  case Udata4:
  case Sdata4:
    size = 4;
    break;
  }
  Reader in = readerAt(types - filter * size);
  return reinterpret_cast<const void *>(read(in, typeEncoding));
}

template <class Visit>
void ExceptionTable::forEachClause(uint64_t action, Visit visit) const {
  for (const uint8_t *at = actions + action - 1;;) {
    Reader in = readerAt(at);
    int64_t filter = in.sleb();
    at = in.at;
    int64_t next = in.sleb();
    if (filter > 0 && visit(static_cast<uint64_t>(filter),
                            type(static_cast<uint64_t>(filter))))
      return;
    if (!next)
      return;
    at += next;
  }
}

//===--- Wasm functions ---------------------------------------------------===//

namespace {
/// What a frame does with an exception.
struct Claim {
  uintptr_t landingPad = 0; ///< 0: nothing
  uint64_t selector = 0;
};
} // namespace

static Claim findClaim(const abi::Exception *exception,
                       _Unwind_Context *frame) {
  auto *tableStart =
      reinterpret_cast<const uint8_t *>(_Unwind_GetLanguageSpecificData(frame));
  if (!tableStart)
    return {};
  int isExact = 0;
  uintptr_t pc = _Unwind_GetIPInfo(frame, &isExact);
  uintptr_t start = _Unwind_GetRegionStart(frame);
  ExceptionTable table(tableStart, start);
  ExceptionTable::Site site = table.find(pc - (isExact ? 0 : 1) - start);
  if (!site.landingPad || !site.action)
    return {};
  Claim claim;
  abi::Instance *instance = nullptr;
  table.forEachClause(site.action, [&](uint64_t selector, const void *type) {
    auto *clause = static_cast<const abi::CatchDesc *>(type);
    if (clause && clause->kind == abi::CatchFrame) {
      auto *place = reinterpret_cast<const char *>(&clause->slot);
      instance =
          *reinterpret_cast<abi::Instance **>(addressInFrame(place, frame));
      return false;
    }
    if (clause &&
        (!instance || slotAt<abi::TagSlot>(instance, clause->slot).address !=
                          exception->tag))
      return false;
    claim = {site.landingPad, selector};
    return true;
  });
  return claim;
}

extern "C" _Unwind_Reason_Code
wfx_personality(int version, _Unwind_Action actions,
                _Unwind_Exception_Class thrownClass, _Unwind_Exception *header,
                _Unwind_Context *frame) {
  if (version != 1)
    return _URC_FATAL_PHASE1_ERROR;
  bool searching = actions & _UA_SEARCH_PHASE;
  // Exceptions of other languages and forced unwinding pass: there is nothing
  // to clean up in a Wasm frame.
  if (thrownClass != exceptionClass ||
      (!searching && !(actions & _UA_HANDLER_FRAME)))
    return _URC_CONTINUE_UNWIND;
  Claim claim = findClaim(exceptionOf(header), frame);
  if (!claim.landingPad)
    return searching ? _URC_CONTINUE_UNWIND : _URC_FATAL_PHASE2_ERROR;
  if (searching)
    return _URC_HANDLER_FOUND;
  _Unwind_SetGR(frame, __builtin_eh_return_data_regno(0),
                reinterpret_cast<uintptr_t>(header));
  _Unwind_SetGR(frame, __builtin_eh_return_data_regno(1), claim.selector);
  _Unwind_SetIP(frame, claim.landingPad);
  return _URC_INSTALL_CONTEXT;
}
