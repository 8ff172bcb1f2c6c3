//===- wfx/host.hpp - Functions of the host -------------------------------===//
//
// What makes a C++ callable a function that WebAssembly can import: what it may
// return, and the C function that calls it and turns what it throws into a
// status. Nothing but statuses crosses the frames of WebAssembly.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_HOST_HPP
#define WFX_HOST_HPP

#include <wfx/await.hpp>
#include <wfx/entities.hpp>

namespace wfx {
namespace detail {

/// A host, or a pointer to one that the program owns, as what C passes on. It
/// stays where it is.
template <class H> struct Box {
  wfx_context *context;
  H host;
  H &get() noexcept { return host; }
};
template <class H> struct Box<H *> {
  wfx_context *context;
  H *host;
  H &get() noexcept { return *host; }
};

//===--- What a callable may return ---------------------------------------===//

/// Nothing is lost: i32 may come from any integer of 32 bits or less.
template <class From, class To>
concept FitsOne =
    (std::integral<From> && std::integral<To> && sizeof(From) <= sizeof(To)) ||
    (std::floating_point<From> && std::floating_point<To> &&
     sizeof(From) <= sizeof(To)) ||
    (!std::is_arithmetic_v<To> && std::convertible_to<From, To>);

template <class From, class To, size_t... I>
consteval bool fitsAll(std::index_sequence<I...>) {
  return (FitsOne<std::tuple_element_t<I, From>, std::tuple_element_t<I, To>> &&
          ...);
}

template <class From, class R> consteval bool fits() {
  using Wanted = Results<R>;
  if constexpr (std::is_void_v<From> || std::is_void_v<R>)
    return std::is_void_v<From> && std::is_void_v<R>;
  else if constexpr (std::same_as<R, typename Wanted::Tuple>) {
    if constexpr (requires { std::tuple_size<From>::value; })
      return std::tuple_size_v<From> == Wanted::count &&
             fitsAll<From, R>(std::make_index_sequence<Wanted::count>());
    else
      return false;
  } else
    return FitsOne<From, R>;
}

template <class T> struct WithoutResult {
  using type = T;
};
template <class T> struct WithoutResult<Result<T>> {
  using type = T;
};

/// From, without a Result around it.
template <class From>
using Bare = typename WithoutResult<std::remove_cvref_t<From>>::type;

template <class R, class From, size_t... I>
R toTuple(From &&given, std::index_sequence<I...>) {
  return R{static_cast<std::tuple_element_t<I, R>>(
      std::get<I>(std::forward<From>(given)))...};
}

/// What a callable has given, as the function's result.
template <class R, class From> R toResult(From &&given) {
  if constexpr (std::same_as<R, typename Results<R>::Tuple>)
    return toTuple<R>(std::forward<From>(given),
                      std::make_index_sequence<Results<R>::count>());
  else
    return static_cast<R>(std::forward<From>(given));
}

} // namespace detail

/// What a host's function for an import with the result R may return: R,
/// something that becomes R without loss, a Result of these, or something to
/// co_await that gives them.
template <class Given, class R>
concept Gives = detail::fits<detail::Bare<Given>, R>() ||
                (Awaitable<Given> &&
                 detail::fits<detail::Bare<detail::Awaited<Given>>, R>());

namespace detail {

//===--- Calls from C -----------------------------------------------------===//

/// Runs \p call, which returns what a callable has given, and hands the result
/// to \p store. The status for C.
template <class R, class B, class Call, class Store>
wfx_status callHost(B &box, Call &&call, Store &&store) {
  using Given = decltype(call());
#if __cpp_exceptions
  try {
#endif
    if constexpr (std::is_void_v<Given>) {
      call();
    } else if constexpr (isResult<std::remove_cvref_t<Given>>) {
      auto result = call();
      if (!result.ok())
        return giveFailure(box.context, result.error());
      if constexpr (!std::is_void_v<R>)
        store(toResult<R>(*std::move(result)));
    } else {
      store(toResult<R>(call()));
    }
    return WFX_OK;
#if __cpp_exceptions
  } catch (...) {
    return hostFailure(box.context);
  }
#endif
}

template <class S, class Parameters, class Results, class B, class F>
struct Trampoline;

/// The C function that wfx_binding::function is for a callable F(B::get(),
/// A...). F has no state, so the call is direct.
template <class R, class... A, class... T, class B, class F>
struct Trampoline<R(A...), List<A...>, List<T...>, B, F> {
  static wfx_status enter(void *host, Parameter<A>... arguments,
                          Native<T> *...results) {
    B &box = *static_cast<B *>(host);
    return callHost<R>(
        box,
        [&]() -> decltype(auto) {
          return F()(box.get(), receive<A>(box.context, arguments)...);
        },
        [&](const R &result) {
          asValues(result, [&](const T &...value) {
            ((*results = Type<T>::to(value)), ...);
          });
        });
  }
};

template <class R, class... A, class B, class F>
struct Trampoline<R(A...), List<A...>, List<>, B, F> {
  static wfx_status enter(void *host, Parameter<A>... arguments) {
    B &box = *static_cast<B *>(host);
    auto call = [&]() -> decltype(auto) {
      return F()(box.get(), receive<A>(box.context, arguments)...);
    };
    return callHost<R>(box, call, [] {});
  }
};

template <class S, class B, class F> wfx_binding hostBinding(B &box) {
  using Made = Trampoline<S, typename Signature<S>::Parameters,
                          typename Signature<S>::Results, B, F>;
  return {reinterpret_cast<void (*)()>(&Made::enter), &box, {}};
}

/// The same for wfx_func_new().
template <class S, class B, class F> struct Callback;
template <class R, class... A, class B, class F>
struct Callback<R(A...), B, F> {
  static wfx_status enter(void *host, wfx_context *, const wfx_value *arguments,
                          wfx_value *results) {
    B &box = *static_cast<B *>(host);
    auto call = [&]() -> decltype(auto) {
      return std::apply(
          [&](const A &...argument) -> decltype(auto) {
            return F()(box.get(), argument...);
          },
          List<A...>::loadValues(box.context, arguments));
    };
    if constexpr (std::is_void_v<R>)
      return callHost<R>(box, call, [] {});
    else
      return callHost<R>(box, call, [&](const R &result) {
        asValues(result, [&](const auto &...value) {
          Results<R>::storeValues(results, value...);
        });
      });
  }
};

//===--- Calls that wait --------------------------------------------------===//

/// AwaitOperations of an import of type S.
template <class S, class B, class F> struct AwaitedCall;
template <class R, class... A, class B, class F>
struct AwaitedCall<R(A...), B, F> {
  using Given =
      std::invoke_result_t<F, decltype(std::declval<B &>().get()), A...>;
  using Object = Held<Given>;

  static void begin(Pending &pending, wfx_context *context, void *box,
                    const uint64_t *words) {
    auto arguments = List<A...>::load(context, words);
    pending.emplace<Object>([&]() -> decltype(auto) {
      return std::apply(
          [&](const A &...argument) -> decltype(auto) {
            return F()(static_cast<B *>(box)->get(), argument...);
          },
          arguments);
    });
  }

  static bool ready(void *held) { return bool(of(held).awaiter.await_ready()); }

  static std::coroutine_handle<> suspend(void *held,
                                         std::coroutine_handle<> waiting) {
    using Next = decltype(of(held).awaiter.await_suspend(waiting));
    // In these two cases the object may be gone when await_suspend() returns.
    if constexpr (std::is_void_v<Next>) {
      of(held).awaiter.await_suspend(waiting);
      return std::noop_coroutine();
    } else if constexpr (std::convertible_to<Next, std::coroutine_handle<>>) {
      return of(held).awaiter.await_suspend(waiting);
    } else {
      if (of(held).awaiter.await_suspend(waiting))
        return std::noop_coroutine();
      return waiting;
    }
  }

  static wfx_status resume(Pending &pending, wfx_context *context,
                           wfx_cont &continuation, wfx_resumption *result) {
    constexpr size_t count = Results<R>::size;
    uint64_t words[count + 1];
    auto &awaiter = pending.get<Object>().awaiter;
    using Value = decltype(awaiter.await_resume());
    if constexpr (std::is_void_v<R>) {
      if constexpr (isResult<std::remove_cvref_t<Value>>)
        awaiter.await_resume().value();
      else
        awaiter.await_resume();
    } else {
      R value = valueOf(awaiter.await_resume());
      asValues(value,
               [&](const auto &...one) { Results<R>::store(words, one...); });
    }
    pending.reset();
    return wfx_cont_resume(context, std::exchange(continuation, wfx_cont{}),
                           words, count, result);
  }

  static void destroy(void *held) { of(held).~Object(); }

  static constexpr AwaitOperations operations{begin, ready, suspend, resume,
                                              destroy};

private:
  static Object &of(void *held) { return *static_cast<Object *>(held); }

  template <class V> static R valueOf(V &&value) {
    if constexpr (isResult<std::remove_cvref_t<V>>)
      return toResult<R>(value.value());
    else
      return toResult<R>(std::forward<V>(value));
  }
};

/// Makes callers of an import of type \p type wait for F(box.get(), A...).
template <class S, class B, class F>
wfx_binding awaitedBinding(State &state, B &box, const wfx_functype *type) {
  wfx_extern tag = wfx_tag_new(state.context, type);
  const wfx_func *func =
      tag.object ? wfx_func_suspending(state.context, wfx_extern_tag(tag))
                 : nullptr;
  if (!func)
    raise<std::bad_alloc>();
  state.addAwaited(
      {wfx_extern_tag(tag), &box, &AwaitedCall<S, B, F>::operations});
  return {nullptr, nullptr, wfx_func_extern(func)};
}

/// Binds F(box.get(), A...) as an import, in the way that its result type
/// wants.
template <class S, class B, class F>
wfx_binding bindFunction(State &state, B &box, const wfx_functype *type) {
  using Given =
      typename Signature<S>::template ResultOf<F, decltype(box.get())>;
  if constexpr (fits<Bare<Given>, typename Signature<S>::Result>())
    return hostBinding<S, B, F>(box);
  else
    return awaitedBinding<S, B, F>(state, box, type);
}

// The program may take i32 as uint32_t.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"

/// Calls whatever a box holds.
struct CallIt {
  template <class F, class... A>
  decltype(auto) operator()(F &callable, const A &...arguments) const {
    return callable(arguments...);
  }
};

#pragma GCC diagnostic pop

} // namespace detail

template <class R, class... A>
  requires ValueResult<R> && (Value<A> && ...)
template <class F>
Func<R(A...)> Func<R(A...)>::make(Context &context, const wfx_functype *type,
                                  F callable) {
  static_assert(
      detail::fits<detail::Bare<std::invoke_result_t<F &, A...>>, R>(),
      "the callable must return what the function does");
  detail::checkSignature<R(A...)>("the function", type);
  using Box = detail::Box<F>;
  auto box = std::make_shared<Box>(Box{context.get(), std::move(callable)});
  context.keep(box);
  const wfx_func *made = wfx_func_new(
      context.get(), type,
      &detail::Callback<R(A...), Box, detail::CallIt>::enter, box.get());
  if (!made)
    detail::raise<std::bad_alloc>();
  return {context.get(), made};
}

} // namespace wfx

#endif
