//===- Diagnostics.cpp - Errors in the input ------------------------------===//

#include "Support/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

namespace {
struct Row {
  DiagClass cls;
  const char *text;
};
constexpr Row rows[] = {
#define DIAG(id, cls, text) {DiagClass::cls, text},
#include "Support/Diagnostics.def"
};
} // namespace

char Diagnostic::ID = 0;

DiagClass diagClass(Diag id) { return rows[size_t(id)].cls; }
StringRef diagText(Diag id) { return rows[size_t(id)].text; }

Diagnostic::Diagnostic(Diag id, DiagPlace place, const Twine &detail)
    : id(id), place(place), text(diagText(id).str()) {
  bool joined = text.empty() || text.back() == ' ';
  if (std::string d = detail.str(); !d.empty())
    text += (joined ? "" : ": ") + d;
  else if (joined && !text.empty())
    text.pop_back();
}

void Diagnostic::log(raw_ostream &os) const {
  if (place.kind == DiagPlace::Module)
    os << "0x" << Twine::utohexstr(place.offset) << ": ";
  os << text;
}

std::error_code Diagnostic::convertToErrorCode() const {
  return inconvertibleErrorCode();
}

Error errorAt(Diag id, WasmOffset offset, const Twine &detail) {
  return make_error<Diagnostic>(id, DiagPlace{DiagPlace::Module, offset},
                                detail);
}
Error errorInText(Diag id, uint64_t offset, const Twine &detail) {
  return make_error<Diagnostic>(id, DiagPlace{DiagPlace::Text, offset}, detail);
}
Error usageError(const Twine &detail) {
  return make_error<Diagnostic>(Diag::Usage, DiagPlace{}, detail);
}

} // namespace wfx
