//===- Interface.h - What C and C++ see of a module -----------------------===//
//
// Made once of a module that becomes a library; the headers are printed from it
// (HeaderC.h, HeaderCxx.h), the emitter takes the symbols of the entries from
// it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Module.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace wfx {

/// How C sees a value.
enum class CType : uint8_t {
  I32,       ///< int32_t
  I64,       ///< int64_t
  F32,       ///< float
  F64,       ///< double
  V128,      ///< wfx_v128; as parameter const wfx_v128 *
  Cont,      ///< wfx_cont; as parameter const wfx_cont *
  Func,      ///< const wfx_func *
  Exception, ///< wfx_exception *
  Pointer,   ///< void *: all other references
};

struct CSignature {
  std::vector<CType> params, results;
};

/// An import or an export. Which members count besides the first ones is
/// `kind`'s to say.
struct InterfaceItem {
  ExternKind kind;
  unsigned index; ///< in ModuleDesc::imports or exports
  /// Its names in the module, any text; of an import also the module it is
  /// from.
  llvm::StringRef wasmModule, wasmName;
  std::string wasmType; ///< as the text format writes it: "(func (param i32))"
  /// In C: the field of NAME_imports, or what follows NAME_ in the symbols of
  /// an export. Unique among all that the C header declares.
  std::string name;

  /// Func: its type. Tag: that of its exceptions and suspensions, in which the
  /// results are what a suspension takes back.
  CSignature signature;
  CType type = CType::I32; ///< Global; Table: of the elements
  bool isMutable = false;  ///< Global
  bool is64 = false;       ///< Memory, Table: 64-bit indices
  /// Import that a wfx_wasi provides: the headers have nothing for it but
  /// Interface::usesWasi.
  bool isWasi = false;
};

/// Strings point into the module.
struct Interface {
  std::string name; ///< prefix of all symbols (an identifier)
  /// Of C++, from the outside in; each is an identifier.
  std::vector<std::string> cxxNamespace;
  std::string headerName; ///< the C header's file name: "plugin.h"
  std::vector<InterfaceItem> imports, exports; ///< all, in the module's order
  bool usesWasi = false;

  /// The C function that calls an exported function.
  std::string entrySymbol(const InterfaceItem &item) const {
    return name + "_" + item.name;
  }
};

/// The interface of \p module, whose C names begin with \p name, an identifier.
Interface makeInterface(const Module &module, llvm::StringRef name);

CSignature toC(const TypeSection &types, const FuncType &type);
CType toC(const TypeSection &types, ValType type);

/// "int32_t": \p type as a parameter, as what a pointer to a result points to,
/// or as a global's value. Ends in " *" if it is a pointer.
llvm::StringRef parameterType(CType type);
llvm::StringRef valueType(CType type);
/// "int32_t " or "void *": such a type as a name can follow it.
std::string spaced(llvm::StringRef type);
/// The field of wfx_value that holds one: "i32".
llvm::StringRef valueField(CType type);

/// Why \p name cannot be the name of a library, or empty if it can.
llvm::StringRef badLibraryName(llvm::StringRef name);
/// The name of a library of the file \p path.
std::string defaultLibraryName(llvm::StringRef path);

} // namespace wfx
