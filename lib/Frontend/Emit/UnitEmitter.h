//===- UnitEmitter.h - What the functions of one unit share ---------------===//
//
// Declarations, conventions, alias-analysis nodes and debug information of one
// llvm::Module. FunctionEmitter emits bodies with it, ModuleData.cpp the
// descriptors.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Emit/Convention.h"
#include "Frontend/Emit/Emit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/IRBuilder.h"
#include <optional>

namespace wfx {

/// Entry points of the runtime, with the signatures of RuntimeCalls.def.
enum class RuntimeCall : uint8_t {
#define RUNTIME_CALL(id, symbol, stack, result, ...) id,
#include "ABI/RuntimeCalls.def"
  Count
};

/// Disjoint kinds of memory, for type-based alias analysis: Wasm code cannot
/// reach one through another.
enum class Region : uint8_t {
  Linear,   ///< linear memories
  Instance, ///< slots of the instance that change: segment sizes
  Global,
  Table,    ///< table elements
  Size,     ///< sizes of memories and tables
  Transfer, ///< the transfer buffer
  Stack,    ///< records of stacks, and the context's current one
  Count
};

/// What keeps the accesses to a memory in bounds (EmitAddress.cpp).
enum class AccessCheck : uint8_t {
  Fault, ///< the hardware alone
  Index, ///< a comparison of the index, and the hardware
  Exact, ///< comparisons alone
};
AccessCheck accessCheck(const MemoryType &type, const EmitOptions &options);

class UnitEmitter {
public:
  UnitEmitter(const ValidModule &valid, const InstanceLayout &layout,
              const Unit &unit, const EmitOptions &options);

  void emitFunctions();
  void emitModuleData(); ///< ModuleData.cpp
  /// Ends debug information and hands the module over.
  IRUnit take();

  const ValidModule &valid;
  const Module &wasm;
  const InstanceLayout &layout;
  const EmitOptions &options;
  const Unit &unit;

  llvm::LLVMContext &context() const { return *ir.context; }
  llvm::Module &module() const { return *ir.module; }
  llvm::Type *lower(ValType t) const {
    return lowerType(context(), wasm.types, t);
  }
  llvm::IntegerType *i32() const { return llvm::Type::getInt32Ty(context()); }
  llvm::IntegerType *i64() const { return llvm::Type::getInt64Ty(context()); }
  llvm::PointerType *ptr() const {
    return llvm::PointerType::getUnqual(context());
  }

  const Convention &convention(TypeIdx type);
  const Convention &convention(FuncIdx f) {
    return convention(wasm.functions[f.value].type);
  }
  /// A defined function, declared if it belongs to another unit.
  llvm::Function *function(FuncIdx f);
  /// The TypeDesc of \p type; unit 0 defines it unless types are external.
  llvm::Constant *typeDescriptor(TypeIdx type);
  /// What calls through \p table, which is fixed, look up: for each element two
  /// i32, the number of its type (TypeSection::canonicalId) and the distance of
  /// its code from the beginning. Imported functions have none, nor have null
  /// elements, which are noFunction. Unit 0 defines it.
  llvm::GlobalVariable *callTable(TableIdx table);
  static constexpr uint32_t noFunction = ~0u;
  /// Puts \p definition in the place of the declared descriptor of \p type.
  void replaceType(TypeIdx type, llvm::GlobalVariable *definition);
  llvm::FunctionCallee runtime(RuntimeCall call);
  /// Another C function of the runtime; \p type is that of the calls, if any.
  llvm::Function *runtimeFunction(llvm::StringRef symbol,
                                  llvm::FunctionType *type = nullptr);
  /// Makes \p symbol one of the runtime: in a library, one that the linker may
  /// find in another file.
  void setRuntimeLinkage(llvm::GlobalValue *symbol) const;
  /// What a landing pad names to catch exceptions of \p tag (CatchDesc).
  llvm::Constant *catchDescriptor(TagIdx tag);
  llvm::Function *personality();
  /// dialect::frameInstance.
  llvm::FunctionCallee frameInstanceMarker();
  /// A new internal function of the unit's kind: attributes, debug scope.
  llvm::Function *createFunction(llvm::FunctionType *type,
                                 const std::string &symbol,
                                 llvm::GlobalValue::LinkageTypes linkage);
  /// One whose first argument is not an instance.
  llvm::Function *createBareFunction(llvm::FunctionType *type,
                                     const llvm::Twine &symbol,
                                     llvm::GlobalValue::LinkageTypes linkage);
  /// What starts a continuation of a function of \p type (Payload.cpp).
  llvm::Function *startThunk(TypeIdx type);
  // Libraries (EmitLibrary.cpp).
  /// Emits the entries of the exported functions that belong to this unit.
  void emitEntries();
  /// The C function of \p exported, declared if another unit has it.
  llvm::Function *entry(const Export &exported);
  /// The function that calls the host's for the import \p f.
  llvm::Function *emitAdapter(FuncIdx f);
  /// The C function that returns \p descriptor.
  void emitAccessor(llvm::GlobalVariable *descriptor);

  llvm::DISubprogram *createSubprogram(llvm::StringRef name,
                                       llvm::StringRef symbol,
                                       WasmOffset offset);

  /// Marks a load or store as one of \p region.
  void annotate(llvm::Instruction *access, Region region) const;
  /// Marks a load of what never changes in the life of an instance.
  void markInvariant(llvm::LoadInst *load) const;
  llvm::MDNode *unlikely() const { return unlikelyWeights; }
  llvm::MDNode *likely() const { return likelyWeights; }
  /// The number of proper supertypes of \p type.
  unsigned typeDepth(TypeIdx type) const;

private:
  std::string functionSymbol(FuncIdx f) const;
  llvm::Function *entryThunk(FuncIdx f, llvm::StructType *frame);

  IRUnit ir;
  std::unique_ptr<llvm::DIBuilder> debug;
  llvm::DIFile *debugFile = nullptr;
  llvm::DISubroutineType *debugType = nullptr;
  llvm::DenseMap<uint32_t, std::unique_ptr<Convention>>
      conventions; ///< by canonical id
  std::vector<llvm::Function *> functions;
  llvm::DenseMap<uint32_t, llvm::Constant *> types;       ///< by canonical id
  llvm::DenseMap<uint32_t, llvm::Function *> thunks;      ///< by canonical id
  llvm::DenseMap<uint32_t, llvm::Function *> entryThunks; ///< by function
  llvm::FunctionCallee runtimeCalls[size_t(RuntimeCall::Count)];
  llvm::MDNode *regions[size_t(Region::Count)];
  llvm::MDNode *unlikelyWeights, *likelyWeights, *empty;
};

/// The two words of a reference; the second is 0 unless it is a continuation.
std::pair<llvm::Value *, llvm::Value *>
referenceWords(llvm::IRBuilder<> &builder, llvm::Value *reference);

/// Emits the body of the defined function \p f into its declaration.
void emitFunctionBody(UnitEmitter &unit, FuncIdx f);
/// Emits the constant expression \p expr for an instance at \p builder's place;
/// the result is its value.
llvm::Value *emitConstExpr(UnitEmitter &unit, llvm::IRBuilder<> &builder,
                           llvm::Value *instance, ConstExpr expr);

/// Emits a call of \p f, which has neither parameters nor results.
void emitCall(UnitEmitter &unit, llvm::IRBuilder<> &builder,
              llvm::Value *instance, FuncIdx f);

} // namespace wfx
