//===- wfx/compiler.hpp - Modules that are known only at run time ---------===//
//
// The C++20 side of compiler.h. What is compiled is used like the modules that
// a program is linked with (instance.hpp):
//
//   wfx::Compiler compiler({.level = '3'});
//   wfx::Instance instance(compiler.compileText("(module ...)"));
//
//===----------------------------------------------------------------------===//
#ifndef WFX_COMPILER_HPP
#define WFX_COMPILER_HPP

#include <wfx/compiler.h>
#include <wfx/instance.hpp>

#include <span>

namespace wfx {

/// How to compile. Zero and empty stand for the defaults, which
/// wfx_compiler_options has.
struct CompilerOptions {
  char level{};              ///< of optimisation: '0', '1', '2', '3', 's'
  bool checkBounds{};        ///< memories without guards
  bool deterministic{};      ///< relaxed SIMD
  unsigned threads{};        ///< for each module
  std::string cpu{};         ///< LLVM's name of a processor
  std::string features{};    ///< of WebAssembly: "simd=n,threads=n"
  uint64_t maxModuleSize{};  ///< bytes of binary or text
  std::string cacheFolder{}; ///< for compiled code; empty for none
  uint64_t cacheSize{};      ///< bytes of all its files together
};

/// May be used by several threads at a time.
class Compiler {
public:
  /// Throws LinkError if an option cannot be understood.
  explicit Compiler(const CompilerOptions &options = {}) {
    wfx_compiler_options c{};
    c.size = sizeof c;
    c.level = options.level;
    c.check_bounds = options.checkBounds;
    c.is_deterministic = options.deterministic;
    c.threads = options.threads;
    c.cpu = orNull(options.cpu);
    c.features = orNull(options.features);
    c.max_module_size = options.maxModuleSize;
    c.cache_folder = orNull(options.cacheFolder);
    c.cache_size = options.cacheSize;
    wfx_error error;
    compiler.reset(wfx_compiler_new(&c, &error));
    if (!compiler)
      detail::raise<LinkError>(error.message);
  }

  /// Compiles a module, in the binary format or as text. \p name is what
  /// messages and backtraces call it; if it ends in ".wasm", the bytes are no
  /// text. The module lives as long as a copy of what is returned, or a context
  /// with an instance of it. Throws LinkError, with the place in the module.
  Module compile(std::span<const std::byte> bytes,
                 const std::string &name) const {
    wfx_error error;
    const wfx_module *made = wfx_compile(compiler.get(), bytes.data(),
                                         bytes.size(), name.c_str(), &error);
    if (!made)
      detail::raise<LinkError>(error.message);
    return Module(std::shared_ptr<const wfx_module>(made, wfx_module_release));
  }
  Module compileText(std::string_view text,
                     const std::string &name = "module") const {
    return compile(std::as_bytes(std::span(text)), name);
  }

  wfx_compiler *get() const noexcept { return compiler.get(); }

private:
  static const char *orNull(const std::string &text) {
    return text.empty() ? nullptr : text.c_str();
  }

  struct Free {
    void operator()(wfx_compiler *unused) const noexcept {
      wfx_compiler_free(unused);
    }
  };
  std::unique_ptr<wfx_compiler, Free> compiler;
};

} // namespace wfx

#endif
