//===- wfx/value.hpp - The C++ types of WebAssembly's values --------------===//
//
// Which C++ type stands for which type of value, as a letter of a signature, as
// a parameter or result of a C function, as a wfx_value, and as the words of a
// payload. What a program may use is the concept Value; the rest is for the
// other headers.
//
//   i32, i64, f32, f64   int32_t, int64_t, float, double
//   v128                 wfx_v128
//   externref            void *
//   funcref              const wfx_func *, Func<R(A...)>
//   exnref               wfx_exception *
//   continuations        wfx_cont
//   several results      std::tuple
//
//===----------------------------------------------------------------------===//
#ifndef WFX_VALUE_HPP
#define WFX_VALUE_HPP

#include <wfx/wfx.h>

#include <array>
#include <bit>
#include <concepts>
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

static_assert(std::endian::native == std::endian::little);

namespace wfx {

using V128 = wfx_v128;
/// An externref is any pointer of the host's, which WebAssembly cannot look
/// into.
using ExternRef = void *;

namespace detail {

/// What a C++ type is in WebAssembly; specialised for every type of value.
///   letter   in signatures
///   Native   what stands for it in C
///   to, from conversions; usesContext if `from` needs the context
template <class T> struct Type {
  static constexpr char letter = 0;
};

template <class T, char Letter> struct NativeType {
  static constexpr char letter = Letter;
  using Native = T;
  static constexpr bool usesContext = false;
  static constexpr Native to(T value) noexcept { return value; }
  static constexpr T from(wfx_context *, Native native) noexcept {
    return native;
  }
};

template <> struct Type<int32_t> : NativeType<int32_t, 'i'> {};
template <> struct Type<int64_t> : NativeType<int64_t, 'I'> {};
template <> struct Type<float> : NativeType<float, 'f'> {};
template <> struct Type<double> : NativeType<double, 'F'> {};
template <> struct Type<wfx_v128> : NativeType<wfx_v128, 'v'> {};
template <> struct Type<void *> : NativeType<void *, 'r'> {};
template <>
struct Type<const wfx_func *> : NativeType<const wfx_func *, 'r'> {};
template <> struct Type<wfx_exception *> : NativeType<wfx_exception *, 'r'> {};
template <> struct Type<wfx_cont> : NativeType<wfx_cont, 'c'> {};

template <class T> using Native = typename Type<T>::Native;

/// C passes values of more than a word by address.
template <class N>
inline constexpr bool byAddress = sizeof(N) > sizeof(uint64_t);
template <class T>
using Parameter =
    std::conditional_t<byAddress<Native<T>>, const Native<T> *, Native<T>>;

template <class N> constexpr auto pass(const N &native) noexcept {
  if constexpr (byAddress<N>)
    return &native;
  else
    return native;
}

template <class T>
constexpr T receive(wfx_context *context, Parameter<T> parameter) {
  if constexpr (byAddress<Native<T>>)
    return Type<T>::from(context, *parameter);
  else
    return Type<T>::from(context, parameter);
}

//===--- Values in memory -------------------------------------------------===//

template <class T>
inline constexpr size_t wordsOf = byAddress<Native<T>> ? size_t{2} : size_t{1};

template <class T> void storeWords(uint64_t *words, const T &value) noexcept {
  const Native<T> native = Type<T>::to(value);
  words[0] = 0;
  std::memcpy(words, &native, sizeof native);
}

template <class T> T loadWords(wfx_context *context, const uint64_t *words) {
  Native<T> native;
  std::memcpy(&native, words, sizeof native);
  return Type<T>::from(context, native);
}

template <class T> void storeValue(wfx_value &slot, const T &value) noexcept {
  storeWords<T>(slot.words, value);
}

template <class T> T loadValue(wfx_context *context, const wfx_value &slot) {
  return loadWords<T>(context, slot.words);
}

//===--- Lists of values --------------------------------------------------===//

/// Where a C function leaves a result; not initialised.
template <class N> struct Slot {
  N native;
  Slot() {}
};

template <class... T> struct List {
  static constexpr size_t count = sizeof...(T);
  static constexpr bool usesContext = (false || ... || Type<T>::usesContext);
  static constexpr size_t size = (size_t{0} + ... + wordsOf<T>);
  using Tuple = std::tuple<T...>;
  using Slots = std::tuple<Slot<Native<T>>...>;

  static void store([[maybe_unused]] uint64_t *words,
                    const T &...values) noexcept {
    ((storeWords<T>(words, values), words += wordsOf<T>), ...);
  }
  static Tuple load([[maybe_unused]] wfx_context *context,
                    [[maybe_unused]] const uint64_t *words) {
    // A braced list is evaluated from left to right.
    return Tuple{next<T>(context, words)...};
  }
  static void storeValues([[maybe_unused]] wfx_value *slots,
                          const T &...values) noexcept {
    (storeValue<T>(*slots++, values), ...);
  }
  static Tuple loadValues(wfx_context *context, const wfx_value *slots) {
    return loadValues(context, slots, std::index_sequence_for<T...>());
  }
  static Tuple receiveSlots([[maybe_unused]] wfx_context *context,
                            const Slots &slots) {
    return std::apply(
        [&](const Slot<Native<T>> &...slot) {
          return Tuple{Type<T>::from(context, slot.native)...};
        },
        slots);
  }

private:
  template <size_t... I>
  static Tuple loadValues([[maybe_unused]] wfx_context *context,
                          [[maybe_unused]] const wfx_value *slots,
                          std::index_sequence<I...>) {
    return Tuple{loadValue<T>(context, slots[I])...};
  }
  template <class U>
  static U next(wfx_context *context, const uint64_t *&words) {
    const uint64_t *first = words;
    words += wordsOf<U>;
    return loadWords<U>(context, first);
  }
};

/// What a function gives back, as a list of values.
template <class R> struct ResultsOf {
  using type = List<R>;
};
template <> struct ResultsOf<void> {
  using type = List<>;
};
template <class... R> struct ResultsOf<std::tuple<R...>> {
  using type = List<R...>;
};
template <class R> using Results = typename ResultsOf<R>::type;

/// One function's results as what it returns in C++.
template <class R> R fromTuple(typename Results<R>::Tuple &&values) {
  if constexpr (std::is_void_v<R>)
    return;
  else if constexpr (std::is_same_v<R, typename Results<R>::Tuple>)
    return std::move(values);
  else
    return std::get<0>(std::move(values));
}

/// Calls f with the results as separate values.
template <class R, class F> decltype(auto) asValues(const R &results, F &&f) {
  if constexpr (std::is_same_v<R, typename Results<R>::Tuple>)
    return std::apply(std::forward<F>(f), results);
  else
    return std::forward<F>(f)(results);
}

//===--- Signatures -------------------------------------------------------===//

template <class S> struct Signature;

template <class R, class... A> struct Signature<R(A...)> {
  using Result = R;
  using Parameters = List<A...>;
  using Results = detail::Results<R>;

  /// What F gives when it is called with these types behind \p First.
  template <class F, class... First>
  using ResultOf = std::invoke_result_t<F, First..., A...>;

  template <class... T> static constexpr auto spell(List<T...>) {
    return std::array<char, sizeof...(A) + sizeof...(T) + 2>{
        Type<A>::letter..., ':', Type<T>::letter..., '\0'};
  }
  static constexpr auto spelled = spell(Results{});
  /// As wfx_signature() has it.
  static constexpr std::string_view letters{spelled.data(), spelled.size() - 1};
};

template <class> inline constexpr bool isList = false;
template <class... T>
inline constexpr bool isList<List<T...>> = ((Type<T>::letter != 0) && ...);

} // namespace detail

/// A type that is a value of WebAssembly.
template <class T>
concept Value = detail::Type<T>::letter != 0;

/// What a function may return: nothing, one value, or a std::tuple of several.
template <class R>
concept ValueResult = detail::isList<detail::Results<R>>;

} // namespace wfx

#endif
