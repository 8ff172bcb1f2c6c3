//===- Target.cpp - The machine that code is made for ---------------------===//

#include "Lowering/Target.h"
#include "Support/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace llvm;

namespace wfx {

/// CodeGenPrepare starts over after each change of the control flow unless a
/// function has more than 10,000 blocks; generated code makes that quadratic
/// long before.
static void limitCodeGenPrepare() {
  auto &options = cl::getRegisteredOptions();
  if (auto it = options.find("cgpp-huge-func"); it != options.end())
    static_cast<cl::opt<unsigned> *>(it->second)->setValue(500);
}

/// Registration is process-wide in LLVM and may happen once only.
static void initializeTargets() {
  static const bool once = [] {
    limitCodeGenPrepare();
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
    InitializeNativeTargetAsmParser();
    return true;
  }();
  (void)once;
}

static CodeGenOptLevel codegenLevel(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
    return CodeGenOptLevel::None;
  case OptLevel::O1:
    return CodeGenOptLevel::Less;
  case OptLevel::O2:
  case OptLevel::Os:
    return CodeGenOptLevel::Default;
  case OptLevel::O3:
    return CodeGenOptLevel::Aggressive;
  }
  llvm_unreachable("optimisation level");
}

/// The features that an executable checks its processor for, by bit.
constexpr StringRef checkedFeatures[] = {
#define CPU_FEATURE(id, name, leaf, subleaf, reg, bit, state) name,
#include "ABI/CpuFeatures.def"
};

/// LLVM's names of all that x86 processors can have, without tuning.
constexpr StringRef x86Features[] = {
#define X86_FEATURE(id, name) name,
#include "llvm/TargetParser/X86TargetParser.def"
};

/// Switches off what \p cpu has beyond the baseline and an executable cannot
/// check: ",-amx-tile,-avx10.2". Code would die of it on another processor.
static std::string disableUnchecked(const Target &target, const Triple &triple,
                                    StringRef cpu, StringRef features) {
  std::unique_ptr<MCSubtargetInfo> baseline(
      target.createMCSubtargetInfo(triple, "x86-64", ""));
  std::unique_ptr<MCSubtargetInfo> chosen(
      target.createMCSubtargetInfo(triple, cpu, features));
  std::string disabled;
  for (const SubtargetFeatureKV &feature :
       chosen->getEnabledProcessorFeatures()) {
    StringRef name = feature.Key;
    if (is_contained(x86Features, name) &&
        !is_contained(checkedFeatures, name) &&
        !baseline->hasFeature(feature.Value))
      disabled += (",-" + name).str();
  }
  return disabled;
}

Expected<std::unique_ptr<TargetMachine>>
createTarget(const TargetOptions &options) {
  initializeTargets();
  Triple triple(options.triple.empty() ? sys::getDefaultTargetTriple()
                                       : options.triple);
  std::string problem;
  const Target *target = TargetRegistry::lookupTarget(triple, problem);
  if (!target)
    return usageError("target '" + triple.str() + "': " + problem);

  std::string cpu = options.cpu, features;
  if (cpu == "native") {
    cpu = sys::getHostCPUName().str();
    SubtargetFeatures set;
    for (const auto &[name, on] : sys::getHostCPUFeatures())
      set.AddFeature(name, on);
    features = set.getString();
  } else if (cpu.empty()) {
    cpu = triple.getArch() == Triple::x86_64 ? "x86-64-v2" : "generic";
  }
  std::unique_ptr<MCSubtargetInfo> baseline(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!baseline->isCPUStringValid(cpu))
    return usageError("unknown processor '" + cpu + "' for " +
                      triple.getArchName());
  if (triple.getArch() == Triple::x86_64)
    features += disableUnchecked(*target, triple, cpu, features);

  llvm::TargetOptions codegen;
  codegen.MCOptions.AsmVerbose = true;
  codegen.EmulatedTLS = false;
  // Sections of their own let the linker drop what nothing reaches.
  codegen.FunctionSections = true;
  codegen.DataSections = true;
  codegen.UniqueSectionNames = false;
  codegen.SeparateNamedSections = true;
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, cpu, features, codegen, Reloc::PIC_, CodeModel::Small,
      codegenLevel(options.level)));
}

bool hasFMA(const TargetMachine &machine) {
  return !machine.getTargetTriple().isX86() ||
         machine.getMCSubtargetInfo()->checkFeatures("+fma");
}

uint64_t requiredCpuFeatures(const TargetMachine &machine) {
  if (machine.getTargetTriple().getArch() != Triple::x86_64)
    return 0;
  uint64_t bits = 0;
  for (auto [i, name] : enumerate(checkedFeatures))
    if (machine.getMCSubtargetInfo()->checkFeatures(("+" + name).str()))
      bits |= uint64_t(1) << i;
  return bits;
}

} // namespace wfx
