//===- wfx/await.hpp - What can be awaited --------------------------------===//
//
// Recognises what a coroutine may co_await, and keeps one such thing whose type
// only the import knows, in place, while a task waits for it.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_AWAIT_HPP
#define WFX_AWAIT_HPP

#include <wfx/context.hpp>

#include <coroutine>
#include <cstddef>

namespace wfx {
namespace detail {

template <class T>
concept Awaiter = requires(T &awaiter, std::coroutine_handle<> waiting) {
  { awaiter.await_ready() } -> std::convertible_to<bool>;
  awaiter.await_suspend(waiting);
  awaiter.await_resume();
};

template <class T> decltype(auto) awaiterOf(T &&awaitable) {
  if constexpr (requires { std::forward<T>(awaitable).operator co_await(); })
    return std::forward<T>(awaitable).operator co_await();
  else if constexpr (requires {
                       operator co_await(std::forward<T>(awaitable));
                     })
    return operator co_await(std::forward<T>(awaitable));
  else
    return std::forward<T>(awaitable);
}

template <class T> consteval bool isAwaitable() {
  if constexpr (std::is_void_v<T>)
    return false;
  else
    return Awaiter<
        std::remove_reference_t<decltype(awaiterOf(std::declval<T>()))>>;
}

} // namespace detail

/// Something that a coroutine may co_await, whatever the coroutine is.
template <class T>
concept Awaitable = detail::isAwaitable<T>();

namespace detail {

/// What co_await gives.
template <class T>
using Awaited = decltype(awaiterOf(std::declval<T>()).await_resume());

/// An awaitable with its awaiter.
template <class A> struct Held {
  A awaitable;
  decltype(awaiterOf(std::declval<A>())) awaiter;

  template <class Make>
  explicit Held(Make &&make)
      : awaitable(make()), awaiter(awaiterOf(static_cast<A &&>(awaitable))) {}
  Held(const Held &) = delete;
};

class Pending;

/// How an import is called in a task: with the words of a suspension, and what
/// is to be done with the awaitable. One constant object for each import.
struct AwaitOperations {
  /// Calls the host's function and keeps what it returns.
  void (*begin)(Pending &, wfx_context *, void *box, const uint64_t *words);
  bool (*ready)(void *held);
  /// Who runs next.
  std::coroutine_handle<> (*suspend)(void *held,
                                     std::coroutine_handle<> waiting);
  /// Ends the awaitable, and then resumes the continuation, which it consumes,
  /// with what it has given. If that throws, the continuation still waits.
  wfx_status (*resume)(Pending &, wfx_context *, wfx_cont &, wfx_resumption *);
  void (*destroy)(void *held);
};

/// The awaitable that a task waits for, if it does: in place if it is small.
class Pending {
public:
  Pending() = default;
  Pending(const Pending &) = delete;
  ~Pending() { reset(); }

  void begin(const AwaitedImport &import, wfx_context *context,
             const uint64_t *words) {
    import.operations->begin(*this, context, import.box, words);
    operations = import.operations;
  }
  bool ready() { return operations->ready(held); }
  std::coroutine_handle<> suspend(std::coroutine_handle<> waiting) {
    return operations->suspend(held, waiting);
  }
  wfx_status resume(wfx_context *context, wfx_cont &continuation,
                    wfx_resumption *result) {
    return operations->resume(*this, context, continuation, result);
  }
  void reset() noexcept {
    if (operations)
      std::exchange(operations, nullptr)->destroy(held);
    if (held && held != inPlace)
      ::operator delete(held, std::align_val_t(alignment));
    held = nullptr;
  }

  template <class T, class Make> void emplace(Make &&make) {
    static_assert(alignof(T) <= alignment,
                  "the awaitable is aligned too strictly");
    reset();
    held =
        sizeof(T) <= sizeof inPlace && alignof(T) <= alignof(std::max_align_t)
            ? inPlace
            : ::operator new(sizeof(T), std::align_val_t(alignment));
    ::new (held) T(std::forward<Make>(make));
  }
  template <class T> T &get() noexcept { return *static_cast<T *>(held); }

private:
  static constexpr size_t alignment = 64;
  alignas(std::max_align_t) std::byte inPlace[96];
  void *held = nullptr;
  const AwaitOperations *operations = nullptr;
};

} // namespace detail
} // namespace wfx

#endif
