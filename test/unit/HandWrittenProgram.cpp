//===- HandWrittenProgram.cpp - A compiled program, written by hand -------===//
//
// What the compiler would make of a small module: descriptors, functions whose
// line numbers are offsets in "program.wasm", and the names of functions.
// Linked with the start object and the runtime archive alone, as compiled
// programs are. With INVOKE it calls its export "run" with arguments, else it
// is a WASI command.
//
//===----------------------------------------------------------------------===//

#include "ABI/Version.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/Memory.h"
#include "Runtime/Wasi.h"

using namespace wfx::abi;

extern "C" {
extern const char WFX_ABI_SYMBOL;
void wfx_wasi_proc_exit();
extern volatile uint64_t wfx_testSink;
}
volatile uint64_t wfx_testSink;

namespace {
struct Type {
  TypeDesc desc;
  const TypeDesc *display[1];
};
extern const Type runType, startType, exitType;
const Type runType = {{1, 1, KindFunc, "iI:I", 0}, {&runType.desc}};
const Type startType = {{1, 2, KindFunc, ":", 0}, {&startType.desc}};
const Type exitType = {{1, 3, KindFunc, "i:", 0}, {&exitType.desc}};

struct Layout {
  Instance header;
  MemorySlot memory;
  ImportSlot exit;
  FuncRef run, start;
  DataSlot data;
};
Layout *layout(Instance *instance) {
  return reinterpret_cast<Layout *>(instance);
}
} // namespace

#define WASM(index, name)                                                      \
  __attribute__((noinline)) static name asm("wfx_f" #index);                   \
  static name
#define TRAP(number) __asm__ volatile("ud1l %c0(%%eax), %%eax" ::"i"(number))

// From here on the lines are those of the module.
#line 256 "program.wasm"
WASM(1.leaf, int64_t leaf(Instance *instance, uint32_t how, int64_t depth)) {
  switch (how) {
  case 1:
    TRAP(4);
    break;
  case 2:
    wfx_testSink = instance->context->memories->memory->base[depth];
    break;
  case 3:
    reinterpret_cast<void (*)(void *, uint32_t)>(layout(instance)->exit.code)(
        layout(instance)->exit.instance, 77);
    break;
  case 4:
    __builtin_memset(instance->context->memories->memory->base, 0, depth);
    break;
  }
  return depth * 2;
}
#line 512 "program.wasm"
WASM(2, int64_t run(Instance *instance, uint32_t how, int64_t depth)) {
  if (how == 5 && depth)
    wfx_testSink = run(instance, how, depth - 1);
  else
#line 528 "program.wasm"
    wfx_testSink = leaf(instance, how == 5 ? 1 : how, depth);
  return wfx_testSink + 1;
}
#line 768 "program.wasm"
WASM(3._start, void start(Instance *instance)) {
  wfx_testSink = run(instance, 3, 0);
  wfx_testSink = 0;
}
#line 1024 "program.wasm"
static void initialize(Instance *instance) {
  instance->context->memories->memory->base[0] =
      layout(instance)->data.bytes[0];
}

// The table of another module, then that of this one: u32 size, fileSize,
// moduleSize, count, importedFunctions, rows {begin, end, nameOffset,
// nameSize}, strings.
__asm__(".section .wfx.names, \"\", @progbits\n"
        ".long 20 + 16 + 20, 12, 3, 1, 0\n"
        ".long 0x000, 0x800, 15, 5\n"
        ".ascii \"library.wasmlibwrong\"\n"
        ".long 20 + 48 + 25, 12, 3, 3, 1\n"
        ".long 0x100, 0x200, 15, 4\n"
        ".long 0x200, 0x300, 0, 0\n"
        ".long 0x300, 0x400, 19, 6\n"
        ".ascii \"program.wasmappleaf_start\"\n"
        ".text\n");

namespace {
const ImportDesc imports[] = {{"wasi_snapshot_preview1", 22, "proc_exit", 9,
                               EntityFunc, offsetof(Layout, exit), 0,
                               &exitType.desc, 0, ~0ull, 0}};
const MemoryDesc memories[] = {{offsetof(Layout, memory), 1, 2, 0, 16}};
const FunctionDesc functions[] = {
    {offsetof(Layout, run), reinterpret_cast<void *>(run), &runType.desc},
    {offsetof(Layout, start), reinterpret_cast<void *>(start),
     &startType.desc}};
const ExportDesc exports[] = {
    {"memory", 6, EntityMemory, offsetof(Layout, memory), 0, nullptr, 0},
    {"run", 3, EntityFunc, offsetof(Layout, run), 0, &runType.desc, 0},
    {"_start", 6, EntityFunc, offsetof(Layout, start), 0, &startType.desc, 0}};
const DataDesc datas[] = {
    {offsetof(Layout, data), reinterpret_cast<const uint8_t *>("x"), 1}};
const ModuleDesc module = {
    .name = "program",
    .abi = &WFX_ABI_SYMBOL,
    .instanceSize = sizeof(Layout),
    .imports = imports,
    .importCount = 1,
    .exports = exports,
    .exportCount = 3,
    .memories = memories,
    .memoryCount = 1,
    .functions = functions,
    .functionCount = 2,
    .datas = datas,
    .dataCount = 1,
    .initialize = reinterpret_cast<void *>(initialize),
    .memorySlots = offsetof(Layout, memory),
};
const LinkDesc links[] = {
    {LinkHost, reinterpret_cast<void *>(wfx_wasi_proc_exit), 0, 0}};
const ProgramModule modules[] = {{&module, links}};
const char *const none[] = {nullptr};
} // namespace

extern "C" const ProgramDesc wfx_program = {
    .modules = modules,
    .moduleCount = 1,
    .wasi = &wfx::rt::wfx_wasi_entry,
    .preopens = none,
    .environment = none,
    .stackSize = 1 << 20,
#ifdef INVOKE
    .invoke = "run",
#endif
    .cpuFeatures = CPU_FEATURES,
#ifdef INVOKE
    .invokeEntry = &wfx::rt::wfx_invoke_entry,
#endif
};
