//===- FrontendTesting.h - Modules made of bytes --------------------------===//
//
// Helpers of the frontend's unit tests: sections and modules from bytes, and
// the outcome of decoding and validating them as one string.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/Validate.h"
#include "Support/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

namespace wfx::testing {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes a, const Bytes &b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Bytes leb(uint64_t n) {
  Bytes out;
  do
    out.push_back(uint8_t(n & 0x7F) | (n > 0x7F ? 0x80 : 0));
  while (n >>= 7);
  return out;
}

/// The length, then the contents.
inline Bytes sized(const Bytes &contents) {
  return leb(contents.size()) + contents;
}

inline Bytes name(llvm::StringRef text) {
  return sized(Bytes(text.bytes_begin(), text.bytes_end()));
}

/// The number of elements, then these.
inline Bytes vec(const std::vector<Bytes> &elements) {
  Bytes out = leb(elements.size());
  for (const Bytes &e : elements)
    out = std::move(out) + e;
  return out;
}

inline Bytes section(uint8_t id, const Bytes &contents) {
  return Bytes{id} + sized(contents);
}

inline Bytes moduleOf(const std::vector<Bytes> &sections) {
  Bytes out = {0, 'a', 's', 'm', 1, 0, 0, 0};
  for (const Bytes &s : sections)
    out = std::move(out) + s;
  return out;
}

/// The type section of one type [] -> [], \p count functions of it.
inline std::vector<Bytes> plainFunctions(unsigned count) {
  return {section(1, vec({{0x60, 0, 0}})),
          section(3, leb(count) + Bytes(count, 0))};
}

/// A body without locals; `end` is added.
inline Bytes body(const Bytes &code) {
  return sized(Bytes{0} + code + Bytes{0x0B});
}

/// A module with one function [] -> [] of \p code.
inline Bytes functionModule(const Bytes &code) {
  std::vector<Bytes> sections = plainFunctions(1);
  sections.push_back(section(10, vec({body(code)})));
  return moduleOf(sections);
}

/// "ok", or the error with its offset: "0x1f: type mismatch: ...".
inline std::string describe(llvm::Error err) {
  std::string text = "ok";
  llvm::handleAllErrors(std::move(err), [&](const Diagnostic &diag) {
    text = "0x" + llvm::utohexstr(diag.place.offset, /*LowerCase=*/true) +
           ": " + diag.message();
  });
  return text;
}

/// describe() of decoding and validating \p module.
inline std::string outcome(const Bytes &module, const Features &features = {},
                           unsigned threads = 1) {
  llvm::Expected<Module> decoded = decodeModule(module, features);
  if (!decoded)
    return describe(decoded.takeError());
  llvm::Expected<ValidModule> valid = validate(std::move(*decoded), threads);
  return describe(valid.takeError());
}

/// outcome() without the offset.
inline std::string message(const Bytes &module, const Features &features = {}) {
  std::string text = outcome(module, features);
  return text == "ok" ? text : text.substr(text.find(' ') + 1);
}

inline Features without(Feature feature) {
  Features features;
  features.set(feature, false);
  return features;
}

} // namespace wfx::testing
