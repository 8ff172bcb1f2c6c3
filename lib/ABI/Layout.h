//===- Layout.h - Records shared by generated code and runtime ------------===//
//
// C++ structs and slot numbers from Layout.def, and the constants that go with
// them. Includes nothing of the project but tables.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace wfx::abi {

struct RegisterFile;
struct TrapRecord;
struct StackPool;
struct Sharing;
struct Interrupter;
struct MemoryUse;
struct Allocation;
#define RECORD(record) struct record;
#define SLOT(record, name, type)
#define END(record)
#include "ABI/Layout.def"

#define RECORD(record) struct record {
#define SLOT(record, name, type) type name;
#define END(record) };
#include "ABI/Layout.def"

/// Slot numbers: `slot::Memory::size` is the index of Memory::size in 8-byte
/// words, `slot::Memory::count` the number of slots.
namespace slot {
#define RECORD(record) namespace record { enum : unsigned {
#define SLOT(record, name, type) name,
#define END(record) count }; }
#include "ABI/Layout.def"
} // namespace slot

static_assert(slot::ModuleDesc::name == 0 && slot::ModuleDesc::abi == 1,
              "all versions of the ABI have these two there");

/// The supertypes of \p type, root first and itself last: type->depth + 1 entries.
inline const TypeDesc *const *display(const TypeDesc *type) {
  return reinterpret_cast<const TypeDesc *const *>(type + 1);
}

/// TypeDesc::kind.
enum CompositeKind : uint64_t { KindFunc, KindStruct, KindArray, KindCont };

/// Kinds of imports and exports.
enum EntityKind : uint64_t { EntityFunc, EntityTable, EntityMemory, EntityGlobal, EntityTag };

/// Flags of imports, exports, memories and tables.
enum EntityFlags : uint64_t {
  FlagMutable = 1,  ///< global
  FlagIs64 = 2,     ///< memory, table
  FlagShared = 4,   ///< memory
  FlagImported = 8, ///< export of an imported entity
  FlagChecked = 16, ///< memory: the module's code leaves no access to fault
  FlagWasi = 32,    ///< imported function: of WASI, ImportDesc::adapter is its code
};

/// ValueTypeDesc::code: numbers as they are; references are codeRef plus the
/// heap type's number (HeapType::Kind order) times 2, plus 1 if nullable.
enum ValueTypeCode : uint64_t { CodeI32, CodeI64, CodeF32, CodeF64, CodeV128, CodeRef };

/// The heap type in a ValueTypeDesc::code, in the order of HeapType::Kind.
enum HeapTypeCode : uint64_t {
  HeapConcrete,
  HeapFunc, HeapNoFunc,
  HeapExtern, HeapNoExtern,
  HeapAny, HeapEq, HeapI31, HeapStruct, HeapArray, HeapNone,
  HeapExn, HeapNoExn,
  HeapCont, HeapNoCont,
};

/// CatchDesc::kind. CatchFrame is the first clause of every landing pad and
/// catches nothing: it says where the function keeps its instance, as the
/// assembler's text of the address ("-40(%rbp)") from CatchDesc::slot on. A
/// clause that catches everything is a null pointer instead.
enum CatchKind : uint64_t { CatchTag, CatchFrame };

/// LinkDesc::kind: a function of the host, an export of a module before, a shared
/// memory that the host creates for the first import of its name.
enum LinkKind : uint64_t { LinkHost, LinkExport, LinkMemory };

/// Context::interrupt. A deadline that has passed becomes a request when the context
/// is entered or its timer fires.
enum InterruptBits : uint64_t { InterruptRequested = 1, InterruptDeadline = 2 };

/// The section of generated code; a C identifier, so that the linker says where it
/// begins and ends.
constexpr char codeSection[] = "wfx_code";

/// Stands in .wfx.inlines for the offset of a call (Runtime/InlineTable.h).
constexpr uint32_t resumptionMark = UINT32_MAX;

/// Set in an entry of ElemDesc::refs that names an ImportSlot.
constexpr uint32_t elemRefImported = 1u << 31;

/// Argument and result registers of the calling convention (docs/abi.md): the
/// instance is the first integer argument, then these.
constexpr unsigned intArgRegisters = 5;
constexpr unsigned floatArgRegisters = 8;
constexpr unsigned intResultRegisters = 3;
constexpr unsigned floatResultRegisters = 2; // what LLVM returns scalars in on x86-64
/// Size of Context::transfer in 8-byte words: 1000 values of 16 bytes.
constexpr unsigned transferWords = 2000;

/// Words of a payload that a switch of stacks passes in registers; word i of what
/// is left is in transfer[i].
constexpr unsigned payloadRegisters = 3;
/// Set in the marks of switch clauses (Handlers).
constexpr uint64_t switchClause = 1;

/// Bytes of address space a 32-bit memory reserves: index and offset below 4 GiB
/// each, the widest access, rounded up to a page.
constexpr uint64_t memory32Reservation = (uint64_t(8) << 30) + 65536;
/// What no 32-bit memory has at the end of its address space, unless it begins
/// with all of that: a page.
constexpr uint64_t unfilledBytes = 65536;
/// No memory has more.
constexpr uint64_t maxMemoryBytes = uint64_t(1) << 46;
/// Bytes behind a 64-bit memory that fault, unless it is checked.
constexpr uint64_t memory64Guard = uint64_t(4) << 30;
constexpr uint64_t stackGuardSize = 65536;

} // namespace wfx::abi
