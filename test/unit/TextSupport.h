//===- TextSupport.h - Steps that the tests of the text format share ------===//
#pragma once

#include "Frontend/Module.h"
#include "Frontend/Text/Assembler.h"
#include "Frontend/Text/Printer.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

namespace wfx::test {

/// The bytes of \p text; fails the test where it does not assemble.
inline std::vector<uint8_t> bytesOf(llvm::StringRef text) {
  llvm::Expected<Assembled> result = assemble(text);
  if (!result) {
    ADD_FAILURE() << toString(result.takeError()) << " in " << text.str();
    return {};
  }
  return std::move(result->bytes);
}

/// The message of the error in \p text, and its text offset.
struct TextError {
  std::string message;
  uint64_t offset = 0;
};
inline TextError errorOf(llvm::StringRef text) {
  TextError error;
  llvm::Expected<Assembled> result = assemble(text);
  if (!result)
    handleAllErrors(result.takeError(), [&](const Diagnostic &d) {
      EXPECT_EQ(d.place.kind, DiagPlace::Text);
      error = {d.message(), d.place.offset};
    });
  return error;
}

inline Features everything() {
  Features features;
  for (size_t i = 0; i < size_t(Feature::Count); ++i)
    features.set(Feature(i));
  return features;
}

inline std::string printed(llvm::ArrayRef<uint8_t> bytes) {
  llvm::Expected<Module> module = decodeModule(bytes, everything());
  if (!module) {
    ADD_FAILURE() << toString(module.takeError());
    return "";
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  if (llvm::Error e = printModule(os, *module))
    ADD_FAILURE() << toString(std::move(e));
  return text;
}

} // namespace wfx::test
