//===- wfx/result.hpp - A value, or how a call has failed -----------------===//
#ifndef WFX_RESULT_HPP
#define WFX_RESULT_HPP

#include <wfx/error.hpp>

#include <variant>

namespace wfx {

/// How a call has failed, without the value that Result has.
struct Failure {
  wfx_status status;
  int code = 0; ///< WFX_TRAP: a wfx_trap_code; WFX_EXIT: the exit code

  /// What a host function that returns a Result fails with.
  static constexpr Failure trap(wfx_trap_code code) {
    return {WFX_TRAP, int(code)};
  }
  static constexpr Failure exit(int code) { return {WFX_EXIT, code}; }

  /// How the last call in \p context has failed.
  static Failure of(wfx_context *context, wfx_status status) {
    return {status, status == WFX_TRAP   ? int(wfx_trap(context))
                    : status == WFX_EXIT ? wfx_exit_code(context)
                                         : 0};
  }
};

/// What a call gives that does not throw. T may be void.
template <class T> class [[nodiscard]] Result {
  using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
  Result(Stored value) : stored(std::move(value)) {}
  Result()
    requires std::is_void_v<T>
      : stored(std::in_place) {}
  /// A host function's.
  Result(Failure error) : failure(error) {}
  Result(wfx_context *context, wfx_status status)
      : home(context), failure(Failure::of(context, status)) {}

  bool ok() const noexcept { return stored.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  wfx_status status() const noexcept { return failure.status; }
  /// WFX_TRAP_NONE if it is something else.
  wfx_trap_code trap() const noexcept {
    return status() == WFX_TRAP ? wfx_trap_code(failure.code) : WFX_TRAP_NONE;
  }
  int exitCode() const noexcept {
    return status() == WFX_EXIT ? failure.code : 0;
  }

  /// The value, which must be there.
  std::add_lvalue_reference_t<T> operator*() noexcept
    requires(!std::is_void_v<T>)
  {
    return *stored;
  }
  /// The value, or throws what the call without Result would have. That may be
  /// done once, before another call in the context fails.
  T value() {
    if (!ok()) [[unlikely]]
      rethrow();
    if constexpr (!std::is_void_v<T>)
      return *std::move(stored);
  }
  Failure error() const noexcept { return failure; }
  /// The exception that the call has ended with, if it has, once.
  std::optional<Exception> exception() const {
    if (status() != WFX_EXCEPTION || !home)
      return std::nullopt;
    return detail::takeException(home);
  }
  /// The trap with its frames, or the exception, as text; to be asked before
  /// another call in the context fails.
  std::string describe() const {
    return home ? detail::describe(home, failure.status) : std::string();
  }

private:
  [[noreturn]] void rethrow() {
    if (home)
      detail::fail(home, failure.status);
    if (failure.status == WFX_EXIT)
      detail::raise<Exit>(failure.code);
    detail::raise<Trap>(wfx_trap_code(failure.code));
  }

  wfx_context *home = nullptr;
  Failure failure{WFX_OK};
  std::optional<Stored> stored;
};

namespace detail {

template <class T> inline constexpr bool isResult = false;
template <class T> inline constexpr bool isResult<Result<T>> = true;

/// A failure as what a host function returns to C. Those of calls into
/// WebAssembly go on as they are.
inline wfx_status giveFailure(wfx_context *context, Failure failure) {
  switch (failure.status) {
  case WFX_TRAP:
    return wfx_raise(context, wfx_trap_code(failure.code));
  case WFX_EXIT:
    return wfx_raise_exit(context, failure.code);
  case WFX_EXCEPTION:
    if (wfx_exception *taken = wfx_take_exception(context))
      return wfx_throw(context, taken);
    return WFX_HOST_ERROR;
  default:
    return failure.status;
  }
}

} // namespace detail
} // namespace wfx

#endif
