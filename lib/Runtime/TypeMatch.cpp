//===- TypeMatch.cpp - Subtyping at run time ------------------------------===//
//
// The lattice of abstract heap types as one row per type; concrete types
// through their display.
//
//===----------------------------------------------------------------------===//

#include "Runtime/TypeMatch.h"

using namespace wfx;
using namespace wfx::abi;

static constexpr uint64_t bit(HeapTypeCode code) { return uint64_t(1) << code; }

/// For each abstract heap type, the abstract ones it is a subtype of.
static constexpr uint64_t supertypes[] = {
    /*concrete*/ 0,
    /*func*/ bit(HeapFunc),
    /*nofunc*/ bit(HeapNoFunc) | bit(HeapFunc),
    /*extern*/ bit(HeapExtern),
    /*noextern*/ bit(HeapNoExtern) | bit(HeapExtern),
    /*any*/ bit(HeapAny),
    /*eq*/ bit(HeapEq) | bit(HeapAny),
    /*i31*/ bit(HeapI31) | bit(HeapEq) | bit(HeapAny),
    /*struct*/ bit(HeapStruct) | bit(HeapEq) | bit(HeapAny),
    /*array*/ bit(HeapArray) | bit(HeapEq) | bit(HeapAny),
    /*none*/ bit(HeapNone) | bit(HeapI31) | bit(HeapStruct) | bit(HeapArray) |
        bit(HeapEq) | bit(HeapAny),
    /*exn*/ bit(HeapExn),
    /*noexn*/ bit(HeapNoExn) | bit(HeapExn),
    /*cont*/ bit(HeapCont),
    /*nocont*/ bit(HeapNoCont) | bit(HeapCont),
};
static_assert(sizeof(supertypes) / sizeof(supertypes[0]) == HeapNoCont + 1);

/// The abstract type right above a concrete one, and the one below it, by
/// CompositeKind.
static constexpr HeapTypeCode above[] = {HeapFunc, HeapStruct, HeapArray,
                                         HeapCont};
static constexpr HeapTypeCode below[] = {HeapNoFunc, HeapNone, HeapNone,
                                         HeapNoCont};
static_assert(KindFunc == 0 && KindStruct == 1 && KindArray == 2 &&
              KindCont == 3);

static HeapTypeCode heapType(const ValueTypeDesc &type) {
  return static_cast<HeapTypeCode>((type.code - CodeRef) / 2);
}

static bool isNullable(const ValueTypeDesc &type) {
  return (type.code - CodeRef) % 2;
}

static bool isHeapSubtype(const ValueTypeDesc &sub,
                          const ValueTypeDesc &super) {
  HeapTypeCode subHeap = heapType(sub), superHeap = heapType(super);
  if (superHeap == HeapConcrete)
    return subHeap == HeapConcrete ? rt::isSubtype(sub.type, super.type)
                                   : subHeap == below[super.type->kind];
  if (subHeap == HeapConcrete)
    subHeap = above[sub.type->kind];
  return supertypes[subHeap] & bit(superHeap);
}

bool rt::isSameType(const TypeDesc *a, const TypeDesc *b) {
  return a == b || (a->hashHigh == b->hashHigh && a->hashLow == b->hashLow);
}

bool rt::isSubtype(const TypeDesc *sub, const TypeDesc *super) {
  return sub->depth >= super->depth &&
         isSameType(display(sub)[super->depth], super);
}

uint64_t wfx_compare_types(Instance *, const TypeDesc *actual,
                           const TypeDesc *wanted) {
  return rt::isSubtype(actual, wanted);
}

bool rt::isSubtype(const ValueTypeDesc &sub, const ValueTypeDesc &super) {
  if (sub.code < CodeRef || super.code < CodeRef)
    return sub.code == super.code;
  if (isNullable(sub) && !isNullable(super))
    return false;
  return isHeapSubtype(sub, super);
}

bool rt::isSameType(const ValueTypeDesc &a, const ValueTypeDesc &b) {
  if (a.code != b.code)
    return false;
  return a.code < CodeRef || heapType(a) != HeapConcrete ||
         isSameType(a.type, b.type);
}

bool rt::isContinuation(const ValueTypeDesc &type) {
  if (type.code < CodeRef)
    return false;
  HeapTypeCode heap = heapType(type);
  if (heap == HeapConcrete)
    return type.type->kind == KindCont;
  return heap == HeapCont || heap == HeapNoCont;
}
