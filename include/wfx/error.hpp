//===- wfx/error.hpp - How calls into WebAssembly fail --------------------===//
//
// What calls throw, and Result, which holds the same without throwing. All of
// these are values of their own: they may outlive the context that they come
// from.
//
// An exception of the host's that a host function lets out is none of these: it
// ends the WebAssembly code that called the function, as a trap does, and the
// call into WebAssembly throws it on.
//
// Without exceptions in the language (-fno-exceptions) whatever would throw
// prints why and aborts.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_ERROR_HPP
#define WFX_ERROR_HPP

#include <wfx/value.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wfx {

/// The base of everything that this library throws, but std::out_of_range and
/// std::bad_alloc.
class Error : public std::exception {};

/// What does not fit together: imports, signatures, names, limits.
class LinkError : public Error {
public:
  explicit LinkError(const std::string &message)
      : text(std::make_shared<const std::string>(message)) {}
  const char *what() const noexcept override { return text->c_str(); }

private:
  std::shared_ptr<const std::string> text;
};

/// A place in a module, as a backtrace has it.
using Frame = wfx_frame;

/// A trap. Host functions throw one to raise it.
class Trap : public Error {
public:
  explicit Trap(wfx_trap_code code) noexcept : trapCode(code) {}
  /// The one that the last call in \p context ended with.
  explicit Trap(wfx_context *context);

  wfx_trap_code code() const noexcept { return trapCode; }
  /// The specification's words: "integer divide by zero".
  const char *what() const noexcept override {
    return wfx_trap_message(trapCode);
  }
  /// What wfxc's executables print: the message and a line for each frame.
  /// Empty if the trap has been made by the host.
  std::string_view backtrace() const noexcept {
    return details ? std::string_view(details->text) : std::string_view();
  }
  /// Innermost first.
  const std::vector<Frame> &frames() const noexcept {
    static const std::vector<Frame> none;
    return details ? details->frames : none;
  }
  /// Whether nothing has ended in \p context since but with this trap.
  bool isLastOf(const wfx_context *context) const noexcept {
    return details && details->context == context &&
           details->number == wfx_trap_number(context);
  }

private:
  struct Details {
    const wfx_context *context;
    uint64_t number;
    std::string text;
    std::vector<Frame> frames;
  };
  wfx_trap_code trapCode;
  std::shared_ptr<const Details> details;
};

/// WASI's proc_exit. Host functions throw one to do the same.
class Exit : public Error {
public:
  explicit Exit(int code) noexcept : exitCode(code) {}
  int code() const noexcept { return exitCode; }
  const char *what() const noexcept override {
    return "the program has exited";
  }

private:
  int exitCode;
};

template <class S> class Tag;

/// An exception of WebAssembly's that nothing in it has caught. Host functions
/// throw one for WebAssembly to catch. Holds the payload; references in it live
/// as long as their context.
class Exception : public Error {
public:
  /// A new one, of this tag.
  template <class R, class... A>
  explicit Exception(const Tag<R(A...)> &tag,
                     const std::type_identity_t<A> &...payload);
  /// A copy of an exnref.
  Exception(wfx_context *context, const wfx_exception *exception);

  const char *what() const noexcept override {
    return "an exception of WebAssembly";
  }

  const wfx_tag *tag() const noexcept { return tagAddress; }
  template <class S> bool is(const Tag<S> &tag) const noexcept;
  /// The payload, if the exception has this tag.
  template <class R, class... A>
  std::optional<std::tuple<A...>> get(const Tag<R(A...)> &tag) const;
  /// The payload as words.
  const std::vector<uint64_t> &words() const noexcept { return *payload; }

  /// The same in a context, to whom it belongs then.
  wfx_exception *make(wfx_context *context) const {
    return wfx_exception_new(context, tagAddress, payload->data(),
                             payload->size());
  }

private:
  wfx_context *home = nullptr; // of references in the payload
  const wfx_tag *tagAddress;
  std::shared_ptr<const std::vector<uint64_t>> payload;
};

namespace detail {

/// What wfx_describe() writes.
inline std::string describe(wfx_context *context, wfx_status status) {
  // To look up names costs something; few descriptions are longer.
  std::string text(1000, '\0');
  size_t size = wfx_describe(context, status, text.data(), text.size() + 1);
  bool isCut = size > text.size();
  text.resize(size);
  if (isCut)
    wfx_describe(context, status, text.data(), size + 1);
  return text;
}

/// Throws; or, in programs without exceptions, ends the process.
template <class E, class... T> [[noreturn]] void raise(T &&...arguments) {
#if __cpp_exceptions
  throw E(std::forward<T>(arguments)...);
#else
  std::fprintf(stderr, "wfx: %s\n", E(std::forward<T>(arguments)...).what());
  std::abort();
#endif
}

/// The exception that a host function of this thread has let out, on its way
/// through WebAssembly (as WFX_HOST_ERROR) to the call that rethrows it.
/// Nothing of the host's runs in between.
inline thread_local std::exception_ptr hostError;

/// The same for a trap of a call that the host function has made: the call
/// outside of it ends with that, so that names are not looked up again on every
/// level.
struct PassingTrap {
  std::exception_ptr trap;
  const wfx_context *context;
  uint64_t number; ///< wfx_trap_number(): it is still that trap
};
inline thread_local PassingTrap passingTrap;

[[noreturn, gnu::cold, gnu::noinline]] inline void
failWithTrap(wfx_context *context) {
#if __cpp_exceptions
  auto passing = std::exchange(passingTrap, {});
  if (passing.trap && passing.context == context &&
      passing.number == wfx_trap_number(context))
    std::rethrow_exception(passing.trap);
#endif
  raise<Trap>(context);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void rethrowHostError() {
#if __cpp_exceptions
  if (hostError)
    std::rethrow_exception(std::exchange(hostError, nullptr));
#endif
  raise<std::runtime_error>("a host function has failed");
}

/// The exception that the last call has ended with, if nobody has taken it.
inline std::optional<Exception> takeException(wfx_context *context) {
  wfx_exception *taken = wfx_take_exception(context);
  if (!taken)
    return std::nullopt;
  Exception copy(context, taken);
  wfx_exception_free(taken);
  return copy;
}

/// Throws what a status that is not WFX_OK means.
[[noreturn, gnu::cold, gnu::noinline]] inline void fail(wfx_context *context,
                                                        wfx_status status) {
  switch (status) {
  case WFX_TRAP:
    failWithTrap(context);
  case WFX_EXIT:
    raise<Exit>(wfx_exit_code(context));
  case WFX_EXCEPTION:
    if (auto taken = takeException(context))
      raise<Exception>(*std::move(taken));
    [[fallthrough]];
  default:
    rethrowHostError();
  }
}

inline void check(wfx_context *context, wfx_status status) {
  if (status != WFX_OK) [[unlikely]]
    fail(context, status);
}

/// Throws what kept something from being made.
[[noreturn, gnu::cold, gnu::noinline]] inline void
fail(wfx_context *context, const wfx_error &error) {
  if (error.status == WFX_LINK_ERROR)
    raise<LinkError>(error.message);
  fail(context, error.status);
}

/// Called in a handler: the status that takes the exception being handled to
/// the caller of a host function.
[[gnu::cold, gnu::noinline]] inline wfx_status
hostFailure(wfx_context *context) noexcept {
#if __cpp_exceptions
  try {
    throw;
  } catch (const Trap &trap) {
    wfx_status status =
        trap.isLastOf(context) ? WFX_TRAP : wfx_raise(context, trap.code());
    if (!trap.frames().empty())
      passingTrap = {std::current_exception(), context,
                     wfx_trap_number(context)};
    return status;
  } catch (const Exit &exit) {
    return wfx_raise_exit(context, exit.code());
  } catch (const Exception &exception) {
    if (wfx_exception *made = exception.make(context))
      return wfx_throw(context, made);
    return wfx_raise(context, WFX_TRAP_OUT_OF_MEMORY);
  } catch (...) {
    hostError = std::current_exception();
  }
#else
  (void)context;
#endif
  return WFX_HOST_ERROR;
}

} // namespace detail

inline Trap::Trap(wfx_context *context) : trapCode(wfx_trap(context)) {
  auto made = std::make_shared<Details>();
  made->context = context;
  made->number = wfx_trap_number(context);
  made->text = detail::describe(context, WFX_TRAP);
  made->frames.resize(16);
  size_t count =
      wfx_backtrace(context, made->frames.data(), made->frames.size());
  bool isCut = count > made->frames.size();
  made->frames.resize(count);
  if (isCut)
    wfx_backtrace(context, made->frames.data(), count);
  details = std::move(made);
}

inline Exception::Exception(wfx_context *context,
                            const wfx_exception *reference)
    : home(context), tagAddress(wfx_exception_tag(reference)) {
  size_t count;
  const uint64_t *words = wfx_exception_payload(reference, &count);
  payload = std::make_shared<const std::vector<uint64_t>>(words, words + count);
}

} // namespace wfx

#endif
