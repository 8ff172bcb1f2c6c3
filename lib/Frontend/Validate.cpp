//===- Validate.cpp - The proof that a module is valid --------------------===//
//
// Module-level validation (spec 3.5), in the order of the sections, so that the
// first error found is the one with the smallest offset. Bodies are shared out
// among threads; the order of results is that of the bodies.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Validate.h"
#include "Frontend/ValidateBody.h"
#include "Frontend/ValidateTypes.h"
#include "Support/Threads.h"
#include <atomic>
#include <mutex>

using namespace llvm;

namespace wfx {

namespace {

/// What the bodies say of a module, besides being valid.
struct BodyFacts {
  std::vector<FuncIdx> excessive; ///< as ValidModule has them
  BitVector changedTables;        ///< by an instruction
};

class ModuleValidator {
public:
  explicit ModuleValidator(const Module &module)
      : module(module), declared(module.functions.size()),
        constants(module, declared, use) {}

  Error run(unsigned threads);

  const Module &module;
  FeatureUse use;
  /// Functions that are mentioned outside of bodies ("refs" of the spec's
  /// contexts).
  BitVector declared;
  BodyFacts facts;

private:
  Error imports();
  /// The definitions of \p kind that are not imported.
  Error definitions(ExternKind kind, size_t imported, size_t count);
  Error exports();
  Error start();
  Error elems();
  Error datas();
  Error bodies(unsigned threads);

  Error checkDefinition(ExternKind kind, size_t index);
  Error checkFunction(const Function &function);
  Error checkTable(size_t index);
  Error checkMemory(size_t index);
  Error checkGlobal(size_t index);
  Error checkElem(const ElemSegment &segment);
  Error checkElemTarget(const ElemSegment &segment);
  Error checkData(const DataSegment &segment);
  Error constant(ConstExpr expr, ValType type, size_t globals) {
    return constants.constant(expr, type, uint32_t(globals), declared);
  }
  static ValType addressType(const Limits &limits) {
    return limits.is64 ? ValType::I64 : ValType::I32;
  }

  BodyValidator constants;
};

Error ModuleValidator::run(unsigned threads) {
  const Module &m = module;
  struct Section {
    ExternKind kind;
    size_t imported, count;
  };
  const Section sections[] = {
      {ExternKind::Func, m.importedFunctions, m.functions.size()},
      {ExternKind::Table, m.importedTables, m.tables.size()},
      {ExternKind::Memory, m.importedMemories, m.memories.size()},
      {ExternKind::Tag, m.importedTags, m.tags.size()},
      {ExternKind::Global, m.importedGlobals, m.globals.size()}};
  if (Error err = validateTypes(m.types, use))
    return err;
  if (Error err = imports())
    return err;
  for (const Section &s : sections)
    if (Error err = definitions(s.kind, s.imported, s.count))
      return err;
  if (Error err = exports())
    return err;
  if (Error err = start())
    return err;
  if (Error err = elems())
    return err;
  if (Error err = bodies(threads))
    return err;
  return datas();
}

//===----------------------------------------------------------------------===//
// Imports and definitions
//===----------------------------------------------------------------------===//

Error ModuleValidator::imports() {
  for (const Import &import : module.imports)
    if (Error err = checkDefinition(import.kind, import.index))
      return err;
  return Error::success();
}

Error ModuleValidator::definitions(ExternKind kind, size_t imported,
                                   size_t count) {
  for (size_t i = imported; i < count; ++i)
    if (Error err = checkDefinition(kind, i))
      return err;
  return Error::success();
}

Error ModuleValidator::checkDefinition(ExternKind kind, size_t index) {
  switch (kind) {
  case ExternKind::Func:
    return checkFunction(module.functions[index]);
  case ExternKind::Table:
    return checkTable(index);
  case ExternKind::Memory:
    return checkMemory(index);
  case ExternKind::Global:
    return checkGlobal(index);
  case ExternKind::Tag:
    return checkTagType(module, module.tags[index].type,
                        module.tags[index].offset, use);
  }
  return Error::success();
}

Error ModuleValidator::checkFunction(const Function &function) {
  return getFuncType(module.types, function.type, function.offset).takeError();
}

/// A table's initial value sees imported globals only: the others come later.
Error ModuleValidator::checkTable(size_t index) {
  const Table &table = module.tables[index];
  const TableType &type = table.type;
  if (Error err = checkTableType(module.types, type, table.offset, use))
    return err;
  if (index > 0) {
    use.set(Feature::ReferenceTypes);
    if (!module.features.has(Feature::ReferenceTypes))
      return errorAt(Diag::MultipleTables, table.offset);
  }
  if (table.init) {
    use.set(Feature::FunctionReferences);
    return constant(*table.init, type.element, module.importedGlobals);
  }
  if (!table.import && !type.element.isDefaultable())
    return errorAt(Diag::TypeMismatch, table.offset,
                   "a table of " + toString(type.element) +
                       " needs an initial value");
  return Error::success();
}

Error ModuleValidator::checkMemory(size_t index) {
  const Memory &memory = module.memories[index];
  if (Error err = checkMemoryType(memory.type, memory.offset, use))
    return err;
  if (index == 0)
    return Error::success();
  if (!module.features.has(Feature::MultiMemory))
    return errorAt(Diag::MultipleMemories, memory.offset);
  use.note(Feature::MultiMemory, "a second memory", memory.offset);
  return Error::success();
}

Error ModuleValidator::checkGlobal(size_t index) {
  const Global &global = module.globals[index];
  if (Error err = checkValType(module.types, global.type.type, global.offset))
    return err;
  use.note(global.type.type, global.offset);
  return global.import ? Error::success()
                       : constant(global.init, global.type.type, index);
}

//===----------------------------------------------------------------------===//
// Exports and start
//===----------------------------------------------------------------------===//

Error ModuleValidator::exports() {
  struct Space {
    size_t size;
    Diag unknown;
  };
  const Space spaces[] = {{module.functions.size(), Diag::UnknownFunction},
                          {module.tables.size(), Diag::UnknownTable},
                          {module.memories.size(), Diag::UnknownMemory},
                          {module.globals.size(), Diag::UnknownGlobal},
                          {module.tags.size(), Diag::UnknownTag}};
  DenseSet<StringRef> names;
  for (const Export &e : module.exports) {
    const Space &space = spaces[size_t(e.kind)];
    if (e.index >= space.size)
      return errorAt(space.unknown, e.offset, Twine(e.index));
    if (!names.insert(e.name).second)
      return errorAt(Diag::DuplicateExport, e.offset, e.name);
    if (e.kind == ExternKind::Func)
      declared.set(e.index);
  }
  return Error::success();
}

Error ModuleValidator::start() {
  if (!module.start)
    return Error::success();
  if (module.start->value >= module.functions.size())
    return errorAt(Diag::UnknownFunction, module.startOffset,
                   Twine(module.start->value));
  const FuncType &type = module.funcType(*module.start);
  if (!type.params.empty() || !type.results.empty())
    return errorAt(Diag::StartFunction, module.startOffset,
                   "it must not have parameters or results");
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

Error ModuleValidator::checkElem(const ElemSegment &segment) {
  if (Error err = checkValType(module.types, segment.type, segment.offset))
    return err;
  if (segment.usesExpressions && segment.type != ValType::funcref())
    use.note(segment.type, segment.offset);
  if (segment.mode == SegmentMode::Passive)
    use.set(Feature::BulkMemory);
  if (segment.mode == SegmentMode::Declarative)
    use.set(Feature::ReferenceTypes);
  if (segment.mode == SegmentMode::Active)
    if (Error err = checkElemTarget(segment))
      return err;
  for (FuncIdx func : segment.functions) {
    if (func.value >= module.functions.size())
      return errorAt(Diag::UnknownFunction, segment.offset, Twine(func.value));
    declared.set(func.value);
  }
  for (ConstExpr expr : segment.expressions)
    if (Error err = constant(expr, segment.type, module.globals.size()))
      return err;
  return Error::success();
}

Error ModuleValidator::checkElemTarget(const ElemSegment &segment) {
  if (segment.table.value >= module.tables.size())
    return errorAt(Diag::UnknownTable, segment.offset,
                   Twine(segment.table.value));
  const TableType &table = module.tables[segment.table.value].type;
  if (!module.types.isSubtype(segment.type, table.element))
    return errorAt(Diag::TypeMismatch, segment.offset,
                   "a table of " + toString(table.element) +
                       " from elements of " + toString(segment.type));
  return constant(segment.address, addressType(table.limits),
                  module.globals.size());
}

Error ModuleValidator::elems() {
  for (const ElemSegment &segment : module.elems)
    if (Error err = checkElem(segment))
      return err;
  return Error::success();
}

Error ModuleValidator::checkData(const DataSegment &segment) {
  if (segment.mode != SegmentMode::Active) {
    use.set(Feature::BulkMemory);
    return Error::success();
  }
  if (segment.memory.value >= module.memories.size())
    return errorAt(Diag::UnknownMemory, segment.offset,
                   Twine(segment.memory.value));
  const Limits &limits = module.memories[segment.memory.value].type.limits;
  return constant(segment.address, addressType(limits), module.globals.size());
}

Error ModuleValidator::datas() {
  for (const DataSegment &segment : module.datas)
    if (Error err = checkData(segment))
      return err;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// Hands out bodies to threads and keeps the failure of the first bad one.
class BodyPool {
public:
  BodyPool(const Module &module, const BitVector &declared, BodyFacts &facts)
      : module(module), declared(declared), facts(facts),
        next(module.importedFunctions), firstBad(module.functions.size()) {}

  Error run(unsigned threads, FeatureUse &use) {
    size_t batches = (module.functions.size() - next) / batch + 1;
    runOnThreads(std::min<size_t>(threads, batches),
                 [&](unsigned) { work(use); });
    llvm::sort(facts.excessive);
    return std::move(failure);
  }

private:
  static constexpr size_t batch = 32;
  // What code at these limits costs is in test/spec/bombs.py. The largest
  // functions of SQLite, circom and the like have 45 KB.
  static constexpr uint64_t excessiveSize = 128 * 1024;
  static constexpr uint32_t excessiveNesting = 6400;

  void work(FeatureUse &use);
  void report(size_t index, Error err);

  const Module &module;
  const BitVector &declared;
  BodyFacts &facts;
  std::atomic<size_t> next;
  /// Bodies from here on need no look: an earlier one is bad.
  std::atomic<size_t> firstBad;
  std::mutex mutex; ///< of `failure`, `facts` and the FeatureUse
  Error failure = Error::success();
};

void BodyPool::work(FeatureUse &use) {
  FeatureUse own;
  std::vector<FuncIdx> ownExcessive;
  BodyValidator validator(module, declared, own);
  for (;;) {
    size_t begin = next.fetch_add(batch);
    size_t end = std::min(begin + batch, module.functions.size());
    for (size_t i = begin; i < end && i < firstBad; ++i) {
      if (Error err = validator.function(FuncIdx(uint32_t(i))))
        report(i, std::move(err));
      if (module.functions[i].body.size() > excessiveSize ||
          validator.nesting() > excessiveNesting)
        ownExcessive.push_back(FuncIdx(uint32_t(i)));
    }
    if (end == module.functions.size() || begin >= firstBad)
      break;
  }
  std::lock_guard lock(mutex);
  use.merge(own);
  llvm::append_range(facts.excessive, ownExcessive);
  facts.changedTables |= validator.changedTables();
}

void BodyPool::report(size_t index, Error err) {
  std::lock_guard lock(mutex);
  if (index < firstBad) {
    firstBad = index;
    std::swap(failure, err);
  }
  consumeError(std::move(err));
}

Error ModuleValidator::bodies(unsigned threads) {
  constexpr size_t worthThread = 64; // bodies
  size_t count = module.functions.size() - module.importedFunctions;
  threads = unsigned(std::min<size_t>(threads, count / worthThread + 1));
  return BodyPool(module, declared, facts).run(std::max(threads, 1u), use);
}

} // namespace

Expected<ValidModule> validate(Module module, unsigned threads) {
  ValidModule valid(std::move(module));
  ModuleValidator validator(valid.module);
  if (Error err = validator.run(threads))
    return err;
  for (unsigned index : validator.declared.set_bits())
    valid.escaping.push_back(FuncIdx(index));
  valid.excessive = std::move(validator.facts.excessive);
  valid.fixed = findFixedTables(valid.module, validator.facts.changedTables);
  validator.use.set(Feature::MVP);
  valid.used = validator.use.used;
  valid.refused = std::move(validator.use.refusal);
  return valid;
}

Error checkCompilable(const ValidModule &module) {
  const auto &refusal = module.refusal();
  if (!refusal)
    return Error::success();
  return errorAt(Diag::NotCompiled, refusal->offset,
                 refusal->what + " (" + featureName(refusal->feature) + ")");
}

} // namespace wfx
