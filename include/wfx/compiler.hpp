//===- wfx/compiler.hpp - Modules that are known only at run time ---------===//
//
// The C++20 side of wfx/compiler.h.
//
//   wfx::Compiler compiler;
//   wfx::CompiledModule module = compiler.compile(bytes, "plugin.wasm");
//   wfx::Instance instance(module, imports);
//
//===----------------------------------------------------------------------===//
#ifndef WFX_COMPILER_HPP
#define WFX_COMPILER_HPP

#include <wfx/compiler.h>
#include <wfx/instance.hpp>

#include <span>

namespace wfx {

/// What cannot be compiled: "plugin.wasm:0x1f3: error: ...".
class CompileError : public LinkError {
public:
  using LinkError::LinkError;
};

/// How to compile. The defaults are those of wfx_compiler_options, which says
/// more.
struct CompilerOptions {
  char level{};              ///< '0', '1', '2', '3', 's'
  bool checkBounds{};        ///< memories without guards
  bool deterministic{};      ///< relaxed SIMD
  unsigned threads{};        ///< for each module
  std::string cpu{};         ///< LLVM's name of a processor
  std::string features{};    ///< of WebAssembly: "simd=n,threads=n"
  uint64_t maxModuleSize{};  ///< bytes
  std::string cacheFolder{}; ///< of compiled code; empty: none
  uint64_t cacheSize{};      ///< bytes
};

/// A module that a Compiler has made. It is freed when this object has gone and
/// no context has an instance of it; a plain Module is only a view of it.
class CompiledModule : public Module {
public:
  /// Takes what wfx_compile() has returned.
  explicit CompiledModule(const wfx_module *code) : Module(code), owned(code) {}

private:
  struct Release {
    void operator()(const wfx_module *module) const noexcept {
      wfx_module_release(module);
    }
  };
  std::unique_ptr<const wfx_module, Release> owned;
};

/// Compiles modules. Several threads may use one at the same time.
class Compiler {
public:
  /// Throws CompileError if an option cannot be understood.
  explicit Compiler(const CompilerOptions &options = {}) {
    wfx_compiler_options c{};
    c.size = sizeof(c);
    c.level = options.level;
    c.check_bounds = options.checkBounds;
    c.is_deterministic = options.deterministic;
    c.threads = options.threads;
    c.cpu = stringOrNull(options.cpu);
    c.features = stringOrNull(options.features);
    c.max_module_size = options.maxModuleSize;
    c.cache_folder = stringOrNull(options.cacheFolder);
    c.cache_size = options.cacheSize;
    wfx_error error;
    owned.reset(wfx_compiler_new(&c, &error));
    if (!owned)
      detail::raise<CompileError>(error.message);
  }

  wfx_compiler *get() const noexcept { return owned.get(); }

  /// Compiles a binary module or a text, whose bytes are not needed afterwards.
  /// \p name is what messages and backtraces call it. Throws CompileError.
  CompiledModule compile(std::span<const std::byte> bytes,
                         const std::string &name = "module") const {
    wfx_error error;
    const wfx_module *code = wfx_compile(owned.get(), bytes.data(),
                                         bytes.size(), name.c_str(), &error);
    if (!code)
      detail::raise<CompileError>(error.message);
    return CompiledModule(code);
  }
  CompiledModule compile(std::string_view text,
                         const std::string &name = "module") const {
    return compile(std::as_bytes(std::span(text)), name);
  }

private:
  struct Free {
    void operator()(wfx_compiler *compiler) const noexcept {
      wfx_compiler_free(compiler);
    }
  };
  static const char *stringOrNull(const std::string &text) {
    return text.empty() ? nullptr : text.c_str();
  }
  std::unique_ptr<wfx_compiler, Free> owned;
};

} // namespace wfx

#endif
