//===- wfx/continuation.hpp - Continuations in the hands of the host ------===//
//
// A continuation is a computation that waits: a function that has not begun, or
// one that has suspended. It belongs to its context and must not be used after
// it. It may be resumed by another thread than before, as long as only one uses
// the context.
//
//   wfx::Event event = instance.start().produce(10).resume();
//   while (event.suspended()) {
//     auto [value] = event.payload(yield);         // of the tag `yield`
//     event = event.continuation(yield).resume();  // takes the results of
//     `yield`
//   }
//   return event.value();
//
//===----------------------------------------------------------------------===//
#ifndef WFX_CONTINUATION_HPP
#define WFX_CONTINUATION_HPP

#include <wfx/entities.hpp>

namespace wfx {
namespace detail {

/// A continuation of any type, which is cancelled when it is dropped.
class Waiting {
public:
  Waiting() = default;
  Waiting(wfx_context *owner, wfx_cont given) noexcept
      : context(owner), reference(given) {}
  Waiting(Waiting &&other) noexcept
      : context(other.context), reference(other.release()) {}
  Waiting &operator=(Waiting other) noexcept {
    std::swap(context, other.context);
    std::swap(reference, other.reference);
    return *this;
  }
  ~Waiting() { cancel(); }

  wfx_context *home() const noexcept { return context; }
  wfx_cont &get() noexcept { return reference; }
  const wfx_cont &get() const noexcept { return reference; }
  wfx_cont release() noexcept { return std::exchange(reference, wfx_cont{}); }
  void cancel() noexcept {
    if (reference.stack)
      wfx_cont_cancel(release());
  }

private:
  wfx_context *context = nullptr;
  wfx_cont reference{};
};

} // namespace detail

template <class S> class Continuation;

namespace detail {
template <class R, class L> struct ContinuationFrom;
template <class R, class... A> struct ContinuationFrom<R, List<A...>> {
  using type = Continuation<R(A...)>;
};
} // namespace detail

/// What a resumption brought: the results of the continuation's function, or a
/// suspension, with the continuation that goes on from there. If that is
/// dropped, it is cancelled.
template <class R> class Event {
public:
  /// Throws what else the status of the resumption means.
  Event(wfx_context *context, wfx_status status, const wfx_resumption &brought)
      : resumption(brought) {
    if (status == WFX_SUSPENDED)
      waiting = detail::Waiting(context, resumption.continuation);
    else if (status == WFX_OK)
      results = detail::Results<R>::load(context, resumption.words);
    else
      detail::fail(context, status);
  }

  bool returned() const noexcept { return results.has_value(); }
  bool suspended() const noexcept { return !returned(); }

  /// What the function has returned. If it has suspended instead, throws the
  /// trap "unhandled tag".
  R value() {
    expect(returned());
    return detail::fromTuple<R>(*std::move(results));
  }

  /// Of a suspension: whether it is with this tag.
  template <class S> bool is(const Tag<S> &tag) const noexcept {
    return suspended() && resumption.tag == tag.get();
  }
  /// The payload of a suspension with this tag; if it is another, throws the
  /// trap "unhandled tag". To be read before the context runs again.
  template <class T, class... A>
  std::tuple<A...> payload(const Tag<T(A...)> &tag) const {
    expect(is(tag));
    return detail::List<A...>::load(waiting.home(), resumption.words);
  }
  /// What goes on from the suspension, and takes what the tag gives back.
  template <class T, class... A> auto continuation(const Tag<T(A...)> &tag) {
    expect(is(tag));
    return typename detail::ContinuationFrom<R, detail::Results<T>>::type(
        std::move(waiting));
  }

  /// For tags whose types the program does not know.
  const wfx_resumption &raw() const noexcept { return resumption; }
  detail::Waiting takeContinuation() noexcept { return std::move(waiting); }

private:
  static void expect(bool fits) {
    if (!fits) [[unlikely]]
      detail::raise<Trap>(WFX_TRAP_UNHANDLED_TAG);
  }

  wfx_resumption resumption;
  detail::Waiting waiting;
  std::optional<typename detail::Results<R>::Tuple> results;
};

/// A continuation that takes A and whose function returns R in the end. Using
/// it consumes it; the destructor cancels it, which runs none of its code.
template <class R, class... A>
  requires ValueResult<R> && (Value<A> && ...)
class Continuation<R(A...)> {
public:
  Continuation() = default;
  /// A fresh one. Throws the trap "too many continuations", or "null function
  /// reference".
  explicit Continuation(const Context &context, const Func<R(A...)> &func)
      : Continuation(fresh(context.get(), func.get())) {}
  /// One that WebAssembly has given away. Its type is the caller's to know.
  Continuation(const Context &context, wfx_cont reference) noexcept
      : waiting(context.get(), reference) {}
  explicit Continuation(detail::Waiting given) noexcept
      : waiting(std::move(given)) {}

  /// A fresh one of a function whose type is the caller's to know.
  static Continuation fresh(wfx_context *context, const wfx_func *func) {
    wfx_cont made{};
    detail::check(context, wfx_cont_new(context, func, &made));
    return Continuation(detail::Waiting(context, made));
  }

  /// Gives it its first arguments. Throws the trap "call stack exhausted" if
  /// they do not fit into its stack.
  Continuation<R()> bind(A... arguments) && {
    std::array<uint64_t, detail::List<A...>::size + 1> words{};
    detail::List<A...>::store(words.data(), arguments...);
    wfx_cont bound{};
    detail::check(waiting.home(),
                  wfx_cont_bind(waiting.home(), waiting.get(), words.data(),
                                words.size() - 1, &bound));
    waiting.release();
    return Continuation<R()>(detail::Waiting(waiting.home(), bound));
  }

  /// Runs it until it returns or suspends; throws what it ends with otherwise.
  /// One that has been used is the trap "null continuation reference".
  Event<R> resume(A... arguments) {
    std::array<uint64_t, detail::List<A...>::size + 1> words{};
    detail::List<A...>::store(words.data(), arguments...);
    wfx_resumption resumption{};
    auto status = wfx_cont_resume(waiting.home(), waiting.release(),
                                  words.data(), words.size() - 1, &resumption);
    return {waiting.home(), status, resumption};
  }

  /// Throws an exception at the place where it waits, and goes on as resume().
  Event<R> resumeThrow(const Exception &exception) {
    wfx_exception *made = exception.make(waiting.home());
    if (!made)
      detail::raise<Trap>(WFX_TRAP_OUT_OF_MEMORY);
    wfx_resumption resumption{};
    auto status =
        wfx_cont_throw(waiting.home(), waiting.release(), made, &resumption);
    return {waiting.home(), status, resumption};
  }

  void cancel() noexcept { waiting.cancel(); }
  /// Whether it can be used: neither it nor a copy that WebAssembly has has
  /// been.
  explicit operator bool() const noexcept {
    return wfx_cont_is_live(waiting.get());
  }
  /// As a value for WebAssembly, which owns it then.
  wfx_cont release() noexcept { return waiting.release(); }

private:
  detail::Waiting waiting;
};

} // namespace wfx

#endif
