//===- wfx/task.hpp - WebAssembly in coroutines ---------------------------===//
//
// Task is a coroutine that gives one value: lazy, with one owner, resumed by
// whoever resumes what it waits for, on any thread. A call of an export as a
// task runs it in a continuation: where it calls an import that the host has
// bound with something to co_await, the continuation waits for that, and the
// thread goes on with other things.
//
// Destroying a task that waits cancels its continuation. A task must not
// outlive the context of what it calls, and tasks of one context may not run at
// the same time.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_TASK_HPP
#define WFX_TASK_HPP

#include <wfx/await.hpp>
#include <wfx/continuation.hpp>

namespace wfx {

template <class T = void> class Task;

namespace detail {

/// What a task's coroutine ends with.
template <class T> class TaskResult {
public:
  template <class U> void return_value(U &&value) {
    outcome.template emplace<1>(std::forward<U>(value));
  }
  void unhandled_exception() noexcept {
    outcome.template emplace<2>(std::current_exception());
  }
  T take() {
#if __cpp_exceptions
    if (auto *thrown = std::get_if<2>(&outcome))
      std::rethrow_exception(std::exchange(*thrown, nullptr));
#endif
    return std::move(*std::get_if<1>(&outcome));
  }

private:
  std::variant<std::monostate, T, std::exception_ptr> outcome;
};

template <> class TaskResult<void> {
public:
  void return_void() noexcept {}
  void unhandled_exception() noexcept { thrown = std::current_exception(); }
  void take() {
#if __cpp_exceptions
    if (thrown)
      std::rethrow_exception(std::exchange(thrown, nullptr));
#endif
  }

private:
  std::exception_ptr thrown;
};

} // namespace detail

template <class T> class [[nodiscard]] Task {
public:
  struct promise_type : detail::TaskResult<T> {
    /// Who waits for the task.
    std::coroutine_handle<> awaiting = std::noop_coroutine();

    Task get_return_object() noexcept {
      return Task(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Final {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<>
      await_suspend(std::coroutine_handle<promise_type> task) noexcept {
        return task.promise().awaiting;
      }
      void await_resume() noexcept {}
    };
    Final final_suspend() noexcept { return {}; }
  };

  Task(Task &&other) noexcept : coroutine(std::exchange(other.coroutine, {})) {}
  Task &operator=(Task other) noexcept {
    std::swap(coroutine, other.coroutine);
    return *this;
  }
  ~Task() {
    if (coroutine)
      coroutine.destroy();
  }

  /// Begins it, from outside of any coroutine: returns when it waits, or is
  /// done.
  void start() { coroutine.resume(); }
  bool done() const noexcept { return coroutine.done(); }
  /// What it has given or thrown, once. It must be done.
  T result() { return coroutine.promise().take(); }

  /// Begins it; the coroutine that awaits goes on when it is done.
  auto operator co_await() && noexcept {
    struct Awaiter : Wait {
      T await_resume() { return this->task.promise().take(); }
    };
    return Awaiter{{coroutine}};
  }
  /// The same without the result, which is still to be asked for.
  auto finished() noexcept {
    struct Awaiter : Wait {
      void await_resume() noexcept {}
    };
    return Awaiter{{coroutine}};
  }

private:
  using Handle = std::coroutine_handle<promise_type>;

  struct Wait {
    Handle task;
    bool await_ready() noexcept { return task.done(); }
    Handle await_suspend(std::coroutine_handle<> awaiting) noexcept {
      task.promise().awaiting = awaiting;
      return task;
    }
  };

  explicit Task(Handle made) noexcept : coroutine(made) {}
  Handle coroutine;
};

namespace detail {

/// A coroutine without an owner.
struct Detached {
  struct promise_type {
    Detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
  };
};

} // namespace detail

/// Begins a task that nobody owns, and calls done(task) at its end:
/// task.result() gives or throws what came of it. done() must not throw.
template <class T, class F> void spawn(Task<T> task, F done) {
  [](Task<T> own, F finish) -> detail::Detached {
    co_await own.finished();
    finish(own);
  }(std::move(task), std::move(done));
}

namespace detail {

/// Waits for what an import's call has given, then resumes the continuation
/// with it.
struct ResumeAwaiter {
  Pending &pending;
  Waiting &continuation;
  wfx_resumption &resumption;

  bool await_ready() { return pending.ready(); }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> task) {
    return pending.suspend(task);
  }
  wfx_status await_resume() {
    return pending.resume(continuation.home(), continuation.get(), &resumption);
  }
};

inline wfx_status resumeThrow(Waiting &continuation, const Exception &exception,
                              wfx_resumption &resumption) {
  wfx_exception *made = exception.make(continuation.home());
  if (!made)
    raise<Trap>(WFX_TRAP_OUT_OF_MEMORY);
  return wfx_cont_throw(continuation.home(), continuation.release(), made,
                        &resumption);
}

/// Runs a continuation that takes nothing to its end. An Exception that an
/// import's awaitable throws goes into the continuation; anything else ends it
/// and the task.
template <class R> Task<R> drive(State &state, Waiting continuation) {
  Pending pending;
  wfx_context *context = state.context;
  wfx_resumption resumption{};
  wfx_status status =
      wfx_cont_resume(context, continuation.release(), nullptr, 0, &resumption);
  while (status == WFX_SUSPENDED) {
    continuation = Waiting(context, resumption.continuation);
    const AwaitedImport *import = state.findAwaited(resumption.tag);
    if (!import)
      raise<Trap>(WFX_TRAP_UNHANDLED_TAG);
    std::optional<Exception> thrown;
#if __cpp_exceptions
    try {
#endif
      pending.begin(*import, context, resumption.words);
      ResumeAwaiter awaiter{pending, continuation, resumption};
      status = co_await awaiter;
#if __cpp_exceptions
    } catch (const Exception &exception) {
      thrown = exception;
    }
#endif
    if (thrown) {
      pending.reset();
      status = resumeThrow(continuation, *thrown, resumption);
    }
  }
  check(context, status);
  if constexpr (!std::is_void_v<R>)
    co_return fromTuple<R>(Results<R>::load(context, resumption.words));
}

} // namespace detail
} // namespace wfx

#endif
