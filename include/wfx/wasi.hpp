//===- wfx/wasi.hpp - What modules that import WASI are given -------------===//
#ifndef WFX_WASI_HPP
#define WFX_WASI_HPP

#include <wfx/error.hpp>

#include <cerrno>
#include <functional>
#include <span>

namespace wfx {

struct WasiOptions {
  /// With the program's name first.
  std::vector<std::string> arguments{};
  /// "NAME=VALUE", or "NAME" for the process's value.
  std::vector<std::string> environment{};
  /// Directories: "HOST::GUEST" or "PATH".
  std::vector<std::string> preopens{};
  /// Where stdout and stderr go instead of the process's own. If one throws,
  /// the program's write fails with EIO.
  std::function<void(std::span<const std::byte>)> output{}, error{};
  /// Where stdin comes from: fills a part of the buffer and returns its size, 0
  /// at the end. If it throws, the program's read fails with EIO.
  std::function<size_t(std::span<std::byte>)> input{};
  bool closed{};   ///< streams without functions are closed instead
  bool threaded{}; ///< instances in several threads use it
};

/// May be given to any number of instances, which keep it alive.
class Wasi {
public:
  /// Throws LinkError if a directory cannot be opened.
  explicit Wasi(WasiOptions options = {})
      : shared(std::make_shared<Shared>(std::move(options))) {}

  wfx_wasi *get() const noexcept { return shared->wasi; }
  std::shared_ptr<void> share() const noexcept { return shared; }

private:
  struct Shared {
    WasiOptions options;
    wfx_wasi *wasi;

    explicit Shared(WasiOptions &&given) : options(std::move(given)) {
      auto arguments = list(options.arguments),
           environment = list(options.environment),
           preopens = list(options.preopens);
      wfx_wasi_options c{
          sizeof(wfx_wasi_options), arguments.data(),      environment.data(),
          preopens.data(),          source(options.input), sink(options.output),
          sink(options.error),      options.closed,        options.threaded};
      wfx_error failure;
      wasi = wfx_wasi_new(&c, &failure);
      if (!wasi)
        detail::raise<LinkError>(failure.message);
    }
    Shared(const Shared &) = delete;
    ~Shared() { wfx_wasi_free(wasi); }
  };

  static std::vector<const char *>
  list(const std::vector<std::string> &strings) {
    std::vector<const char *> result;
    for (const std::string &string : strings)
      result.push_back(string.c_str());
    result.push_back(nullptr);
    return result;
  }

  /// No exception may reach the C code that calls a stream.
  template <class F> static ptrdiff_t guarded(F transfer) noexcept {
#if __cpp_exceptions
    try {
      return transfer();
    } catch (...) {
      return -EIO;
    }
#else
    return transfer();
#endif
  }

  using Sink = std::function<void(std::span<const std::byte>)>;
  static wfx_stream sink(Sink &sink) {
    if (!sink)
      return {};
    auto write = [](void *host, const void *data, size_t size) -> ptrdiff_t {
      return guarded([&] {
        (*static_cast<Sink *>(host))(
            {static_cast<const std::byte *>(data), size});
        return ptrdiff_t(size);
      });
    };
    return {write, nullptr, &sink};
  }

  using Source = std::function<size_t(std::span<std::byte>)>;
  static wfx_stream source(Source &source) {
    if (!source)
      return {};
    auto read = [](void *host, void *data, size_t size) -> ptrdiff_t {
      return guarded([&] {
        return ptrdiff_t((*static_cast<Source *>(host))(
            {static_cast<std::byte *>(data), size}));
      });
    };
    return {nullptr, read, &source};
  }

  std::shared_ptr<Shared> shared;
};

} // namespace wfx

#endif
