//===- ValidateTypes.cpp - Types that make sense --------------------------===//

#include "Frontend/ValidateTypes.h"

using namespace llvm;

namespace wfx {

namespace {
/// Bounds of this implementation, as the JavaScript embedding has them. A
/// bounded chain of supertypes is what makes subtyping constant time.
constexpr size_t maxParams = 1'000;
constexpr size_t maxResults = 1'000;
constexpr size_t maxFields = 10'000;
constexpr uint32_t maxSubtypingDepth = 63;

/// Goes through the type section once, group by group.
class TypeValidator {
public:
  TypeValidator(const TypeSection &types, FeatureUse &use)
      : types(types), use(use), depths(types.size()) {}

  Error run() {
    for (RecGroup group : types.groups())
      if (Error err = checkGroup(group))
        return err;
    return Error::success();
  }

private:
  Error checkGroup(RecGroup group);
  Error checkReferences(const SubType &type, uint32_t index, uint32_t end);
  Error checkSizes(const SubType &type);
  Error checkSuper(const SubType &type, uint32_t index);
  bool matches(const CompositeType &a, const CompositeType &b) const;
  bool matches(const FieldType &a, const FieldType &b) const;
  void noteFeatures(const SubType &type);

  const TypeSection &types;
  FeatureUse &use;
  std::vector<uint32_t> depths; ///< number of supertypes
};
} // namespace

static Error unknownType(TypeIdx index, WasmOffset at) {
  return errorAt(Diag::UnknownType, at, Twine(index.value));
}

Error validateTypes(const TypeSection &types, FeatureUse &use) {
  return TypeValidator(types, use).run();
}

/// Matching may look at any type of the group, so all of their indices are
/// checked before.
Error TypeValidator::checkGroup(RecGroup group) {
  for (uint32_t i = group.begin; i < group.end; ++i) {
    const SubType &type = types[TypeIdx(i)];
    if (Error err = checkSizes(type))
      return err;
    if (Error err = checkReferences(type, i, group.end))
      return err;
    noteFeatures(type);
  }
  for (uint32_t i = group.begin; i < group.end; ++i) {
    const SubType &type = types[TypeIdx(i)];
    if (type.comp.kind == CompositeType::Cont &&
        types[type.comp.cont].comp.kind != CompositeType::Func)
      return errorAt(Diag::NonFunctionType, type.offset,
                     Twine(type.comp.cont.value));
    if (Error err = checkSuper(type, i))
      return err;
  }
  return Error::success();
}

Error TypeValidator::checkSizes(const SubType &type) {
  auto tooMany = [&](size_t limit, const char *what) {
    return errorAt(Diag::LimitExceeded, type.offset,
                   "more than " + Twine(limit) + " " + what);
  };
  if (type.comp.func.params.size() > maxParams)
    return tooMany(maxParams, "parameters");
  if (type.comp.func.results.size() > maxResults)
    return tooMany(maxResults, "results");
  if (type.comp.fields.size() > maxFields)
    return tooMany(maxFields, "fields");
  return Error::success();
}

/// References may lead anywhere before the end of the group, supertypes only to
/// what comes before the type itself.
Error TypeValidator::checkReferences(const SubType &type, uint32_t index,
                                     uint32_t end) {
  for (TypeIdx super : type.supers)
    if (super.value >= index)
      return unknownType(super, type.offset);
  auto check = [&](ValType t) {
    return t.isRef() && t.heap.isConcrete() && t.heap.index.value >= end
               ? unknownType(t.heap.index, type.offset)
               : Error::success();
  };
  for (const ValType &t : type.comp.func.params)
    if (Error err = check(t))
      return err;
  for (const ValType &t : type.comp.func.results)
    if (Error err = check(t))
      return err;
  for (const FieldType &field : type.comp.fields)
    if (Error err = check(field.type))
      return err;
  if (type.comp.kind == CompositeType::Cont && type.comp.cont.value >= end)
    return unknownType(type.comp.cont, type.offset);
  return Error::success();
}

Error TypeValidator::checkSuper(const SubType &type, uint32_t index) {
  if (type.supers.empty())
    return Error::success();
  uint32_t super = type.supers.front().value;
  const SubType &above = types[TypeIdx(super)];
  if (type.supers.size() > 1 || above.isFinal ||
      !matches(type.comp, above.comp))
    return errorAt(Diag::SubTypeMismatch, type.offset,
                   Twine(index) + " does not match super type " + Twine(super));
  depths[index] = depths[super] + 1;
  if (depths[index] > maxSubtypingDepth)
    return errorAt(Diag::LimitExceeded, type.offset,
                   "more than " + Twine(maxSubtypingDepth) +
                       " supertypes of a type");
  return Error::success();
}

bool TypeValidator::matches(const FieldType &a, const FieldType &b) const {
  if (a.packing != b.packing || a.isMutable != b.isMutable)
    return false;
  return a.isMutable ? types.equal(a.type, b.type)
                     : types.isSubtype(a.type, b.type);
}

bool TypeValidator::matches(const CompositeType &a,
                            const CompositeType &b) const {
  if (a.kind != b.kind)
    return false;
  switch (a.kind) {
  case CompositeType::Func:
    return types.isSubtype(a.func, b.func);
  case CompositeType::Struct:
  case CompositeType::Array:
    if (a.fields.size() < b.fields.size())
      return false;
    for (size_t i = 0; i < b.fields.size(); ++i)
      if (!matches(a.fields[i], b.fields[i]))
        return false;
    return true;
  case CompositeType::Cont:
    return types.isSubtype(a.cont, b.cont);
  }
  return false;
}

void TypeValidator::noteFeatures(const SubType &type) {
  const CompositeType &comp = type.comp;
  if (!type.supers.empty() || !type.isFinal)
    use.set(Feature::FunctionReferences);
  if (comp.kind == CompositeType::Struct)
    use.note(Feature::GC, "struct", type.offset);
  if (comp.kind == CompositeType::Array)
    use.note(Feature::GC, "array", type.offset);
  if (comp.kind == CompositeType::Cont)
    use.note(Feature::StackSwitching, "cont", type.offset);
  if (comp.func.results.size() > 1)
    use.set(Feature::MultiValue);
  for (const ValType &t : comp.func.params)
    use.note(t, type.offset);
  for (const ValType &t : comp.func.results)
    use.note(t, type.offset);
  for (const FieldType &field : comp.fields)
    use.note(field.type, type.offset);
}

//===----------------------------------------------------------------------===//
// Single types
//===----------------------------------------------------------------------===//

Error checkValType(const TypeSection &types, ValType type, WasmOffset at) {
  if (type.isRef() && type.heap.isConcrete() &&
      type.heap.index.value >= types.size())
    return unknownType(type.heap.index, at);
  return Error::success();
}

Expected<const FuncType *> getFuncType(const TypeSection &types, TypeIdx index,
                                       WasmOffset at) {
  if (index.value >= types.size())
    return unknownType(index, at);
  const CompositeType &comp = types[index].comp;
  if (comp.kind != CompositeType::Func)
    return errorAt(Diag::NonFunctionType, at, Twine(index.value));
  return &comp.func;
}

static Error checkLimits(const Limits &limits, uint64_t bound, Diag tooLarge,
                         const Twine &boundText, WasmOffset at) {
  if (limits.min > bound || limits.max.value_or(0) > bound)
    return errorAt(tooLarge, at, boundText);
  if (limits.max && *limits.max < limits.min)
    return errorAt(Diag::MinAboveMax, at);
  return Error::success();
}

Error checkTableType(const TypeSection &types, const TableType &type,
                     WasmOffset at, FeatureUse &use) {
  if (Error err = checkValType(types, type.element, at))
    return err;
  if (type.element != ValType::funcref()) // funcref is as old as tables
    use.note(type.element, at);
  if (type.limits.is64) {
    use.note(Feature::Memory64, "a 64-bit table", at);
    return checkLimits(type.limits, UINT64_MAX, Diag::TableSize, "2^64-1", at);
  }
  return checkLimits(type.limits, UINT32_MAX, Diag::TableSize, "2^32-1", at);
}

/// The number of pages that an address space holds. With pages of one byte, the
/// number itself must fit an address.
static uint64_t maxPages(const MemoryType &type) {
  unsigned bits = type.limits.is64 ? 64 : 32;
  if (type.pageSizeLog2 == 0)
    return type.limits.is64 ? UINT64_MAX : UINT32_MAX;
  return uint64_t(1) << (bits - type.pageSizeLog2);
}

Error checkMemoryType(const MemoryType &type, WasmOffset at, FeatureUse &use) {
  if (type.pageSizeLog2 != 16 && type.pageSizeLog2 != 0)
    return errorAt(Diag::InvalidPageSize, at);
  if (type.pageSizeLog2 != 16)
    use.note(Feature::CustomPageSizes, "a custom page size", at);
  if (type.limits.is64)
    use.note(Feature::Memory64, "a 64-bit memory", at);
  uint64_t pages = maxPages(type);
  std::string bound = std::to_string(pages) + " pages";
  if (type.pageSizeLog2 == 16)
    bound += type.limits.is64 ? " (16EiB)" : " (4GiB)";
  if (Error err = checkLimits(type.limits, pages, Diag::MemorySize, bound, at))
    return err;
  if (type.shared && !type.limits.max)
    return errorAt(Diag::SharedWithoutMax, at);
  if (type.shared)
    use.note(Feature::Threads, "a shared memory", at);
  return Error::success();
}

/// Tags belong to exceptions and to stack switching; only the latter gives them
/// results. They need the one of the two that is compiled.
Error checkTagType(const Module &module, TypeIdx type, WasmOffset at,
                   FeatureUse &use) {
  Expected<const FuncType *> func = getFuncType(module.types, type, at);
  if (!func)
    return func.takeError();
  if (!(*func)->results.empty() &&
      !module.features.has(Feature::StackSwitching))
    return errorAt(Diag::TagWithResults, at);
  bool switching =
      !(*func)->results.empty() ||
      (isCompiled(Feature::StackSwitching) && !isCompiled(Feature::Exceptions));
  use.note(switching ? Feature::StackSwitching : Feature::Exceptions, "a tag",
           at);
  return Error::success();
}

} // namespace wfx
