//===- wfx/entities.hpp - Memories, tables, globals, tags, functions ------===//
//
// What modules import and export, as small values that may be copied. Each
// refers to a thing of a context and must not be used after it. One that is
// made by default refers to nothing, which an import refuses.
//
// The types that these are given are checked as far as signatures go: all
// references have the same letter.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_ENTITIES_HPP
#define WFX_ENTITIES_HPP

#include <wfx/context.hpp>
#include <wfx/result.hpp>

#include <span>

namespace wfx {
namespace detail {

[[noreturn, gnu::cold, gnu::noinline]] inline void
outOfBounds(const char *what) {
  raise<std::out_of_range>(what);
}

[[noreturn, gnu::cold, gnu::noinline]] inline void
mismatch(const std::string &what, std::string_view is,
         std::string_view wanted) {
  raise<LinkError>(what + " has the type " + std::string(is) + ", not " +
                   std::string(wanted));
}

/// Checks a signature against that of S.
template <class S>
void checkSignature(const std::string &what, const wfx_functype *type) {
  std::string_view is = wfx_signature(type);
  if (is != Signature<S>::letters) [[unlikely]]
    mismatch(what, is, Signature<S>::letters);
}

/// An address or a size as WebAssembly means it: 32 bits have no sign.
template <std::integral I> constexpr uint64_t index(I value) noexcept {
  return static_cast<std::make_unsigned_t<I>>(value);
}

} // namespace detail

//===--- Memory -----------------------------------------------------------===//

/// A linear memory. Addresses may have any integer type; those of i32 are taken
/// without sign, as WebAssembly does. An access out of bounds throws
/// std::out_of_range.
class Memory {
public:
  Memory() = default;
  explicit Memory(wfx_memory *memory) noexcept : linear(memory) {}
  /// A new one of 64 KiB pages for modules to import. Throws std::bad_alloc.
  explicit Memory(const Context &context, uint64_t min,
                  uint64_t max = UINT64_MAX)
      : linear(wfx_memory_new(context.get(), min, max)) {
    if (!linear)
      detail::raise<std::bad_alloc>();
  }

  wfx_memory *get() const noexcept { return linear; }
  wfx_extern external() const {
    return linear ? wfx_memory_extern(linear) : wfx_extern{};
  }

  uint64_t size() const noexcept { return linear->size; }
  /// All of it, as it is now. It never moves, so a span of it stays valid when
  /// it grows.
  std::span<std::byte> span() const noexcept {
    return {reinterpret_cast<std::byte *>(linear->data), size_t(linear->size)};
  }

  std::span<std::byte> bytes(std::integral auto address,
                             std::integral auto size) const {
    return {at(detail::index(address), detail::index(size)),
            size_t(detail::index(size))};
  }
  std::string_view string_view(std::integral auto address,
                               std::integral auto size) const {
    auto part = bytes(address, size);
    return {reinterpret_cast<const char *>(part.data()), part.size()};
  }

  template <class T>
    requires std::is_trivially_copyable_v<T>
  T load(std::integral auto address) const {
    std::array<std::byte, sizeof(T)> copy;
    std::memcpy(copy.data(), at(detail::index(address), sizeof(T)), sizeof(T));
    return std::bit_cast<T>(copy);
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void store(std::integral auto address,
             const std::type_identity_t<T> &value) const {
    std::memcpy(at(detail::index(address), sizeof(T)), &value, sizeof(T));
  }

  /// Pages that it had, or nothing if it may not or cannot grow so far.
  std::optional<uint64_t> grow(uint64_t pages) const {
    int64_t had = wfx_memory_grow(linear, pages);
    return had < 0 ? std::nullopt : std::optional(uint64_t(had));
  }
  uint64_t pageSize() const {
    return uint64_t{1} << wfx_memory_page_bits(linear);
  }

private:
  std::byte *at(uint64_t address, uint64_t size) const {
    if (size > linear->size || address > linear->size - size) [[unlikely]]
      detail::outOfBounds("address outside of the linear memory");
    return reinterpret_cast<std::byte *>(linear->data) + address;
  }

  wfx_memory *linear = nullptr;
};

//===--- Functions --------------------------------------------------------===//

template <class S> class Func;

/// A typed function reference; null by default.
template <class R, class... A>
  requires ValueResult<R> && (Value<A> && ...)
class Func<R(A...)> {
public:
  Func() = default;
  Func(std::nullptr_t) {}
  /// Throws LinkError if \p func has another signature. It may be null.
  Func(wfx_context *context, const wfx_func *func)
      : home(context), reference(func) {
    if (func)
      detail::checkSignature<R(A...)>("the function", wfx_func_type(func));
  }
  Func(const Context &context, const wfx_func *func)
      : Func(context.get(), func) {}
  /// A function of the host. \p type must be that of a function, an import or a
  /// tag, and fit (else LinkError); what \p callable throws is as for imports.
  template <class F>
  static Func make(Context &context, const wfx_functype *type, F callable);

  const wfx_func *get() const noexcept { return reference; }
  operator const wfx_func *() const noexcept { return reference; }
  wfx_extern external() const {
    return reference ? wfx_func_extern(reference) : wfx_extern{};
  }
  const wfx_functype *type() const { return wfx_func_type(reference); }

  /// Calls it. Throws as exports do; the trap "null function reference" if it
  /// is null.
  R operator()(A... arguments) const {
    using Signature = detail::Signature<R(A...)>;
    if (!reference) [[unlikely]]
      detail::raise<Trap>(WFX_TRAP_NULL_FUNCTION_REFERENCE);
    // One more, because an array has at least one element.
    wfx_value given[sizeof...(A) + 1], results[Signature::Results::count + 1];
    Signature::Parameters::storeValues(given, arguments...);
    detail::check(home, wfx_call(home, reference, given, results));
    return detail::fromTuple<R>(Signature::Results::loadValues(home, results));
  }

private:
  wfx_context *home = nullptr;
  const wfx_func *reference = nullptr;
};

template <class S> struct detail::Type<Func<S>> {
  static constexpr char letter = 'r';
  using Native = const wfx_func *;
  static constexpr bool usesContext = true;
  static Native to(const Func<S> &func) noexcept { return func.get(); }
  static Func<S> from(wfx_context *context, Native native) {
    return {context, native};
  }
};

//===--- Table ------------------------------------------------------------===//

/// A table. T is what its elements are: const wfx_func *, Func<R(A...)> or void
/// *. An index out of bounds throws std::out_of_range.
class Table {
public:
  Table() = default;
  Table(wfx_context *context, wfx_table *table) noexcept
      : home(context), elements(table) {}
  /// A new one of nulls for modules to import, of funcref or externref. Throws
  /// std::bad_alloc.
  static Table make(const Context &context, bool ofFunctions, uint64_t min,
                    uint64_t max = UINT64_MAX) {
    wfx_table *made = wfx_table_new(context.get(), ofFunctions, min, max);
    if (!made)
      detail::raise<std::bad_alloc>();
    return {context.get(), made};
  }

  wfx_table *get() const noexcept { return elements; }
  wfx_extern external() const {
    return elements ? wfx_table_extern(elements) : wfx_extern{};
  }
  uint64_t size() const { return wfx_table_size(elements); }

  template <Value T> T get(std::integral auto index) const {
    wfx_value value;
    if (!wfx_table_get(elements, detail::index(index), &value)) [[unlikely]]
      detail::outOfBounds("index outside of the table");
    return detail::loadValue<T>(home, value);
  }
  template <Value T>
  void set(std::integral auto index,
           const std::type_identity_t<T> &element) const {
    wfx_value value;
    detail::storeValue<T>(value, element);
    if (!wfx_table_set(elements, detail::index(index), &value)) [[unlikely]]
      detail::outOfBounds(
          "index outside of the table, or element of another type");
  }
  /// Elements that it had, or nothing.
  template <Value T>
  std::optional<uint64_t> grow(uint64_t count,
                               const std::type_identity_t<T> &element) const {
    wfx_value value;
    detail::storeValue<T>(value, element);
    int64_t had = wfx_table_grow(elements, count, &value);
    return had < 0 ? std::nullopt : std::optional(uint64_t(had));
  }

private:
  wfx_context *home = nullptr;
  wfx_table *elements = nullptr;
};

//===--- Global -----------------------------------------------------------===//

/// A global; Global<const T> is one that does not change.
template <class T>
  requires Value<std::remove_const_t<T>>
class Global {
  using Content = std::remove_const_t<T>;

public:
  Global() = default;
  Global(wfx_context *context, wfx_extern global) noexcept
      : home(context), entity(global) {}
  /// A new one for modules to import: a number, a vector or an externref.
  /// Throws std::bad_alloc.
  Global(const Context &context, Content value) : home(context.get()) {
    wfx_value initial;
    detail::storeValue<Content>(initial, value);
    entity = wfx_global_new(context.get(), detail::Type<Content>::letter,
                            !std::is_const_v<T>, initial);
    if (!entity.object)
      detail::raise<std::bad_alloc>();
  }

  wfx_extern external() const noexcept { return entity; }
  Content get() const { return detail::loadValue<Content>(home, cell()); }
  void set(Content value) const
    requires(!std::is_const_v<T>)
  {
    // The cell of a number has no more bytes than the number.
    auto native = detail::Type<Content>::to(value);
    std::memcpy(entity.object, &native, sizeof native);
  }

private:
  const wfx_value &cell() const {
    return *static_cast<const wfx_value *>(entity.object);
  }

  wfx_context *home = nullptr;
  wfx_extern entity{};
};

//===--- Tag --------------------------------------------------------------===//

template <class S> class Tag;

/// A tag: exceptions and suspensions have the parameters A; a suspension takes
/// R back.
template <class R, class... A>
  requires ValueResult<R> && (Value<A> && ...)
class Tag<R(A...)> {
public:
  Tag() = default;
  /// Throws LinkError if \p tag has another type, or is no tag.
  explicit Tag(wfx_extern tag) : entity(tag) {
    if (!wfx_extern_tag(tag))
      detail::raise<LinkError>("it is no tag");
    detail::checkSignature<R(A...)>("the tag", wfx_tag_type(get()));
  }
  /// A new one, of the type of an import or another tag.
  Tag(const Context &context, const wfx_functype *type)
      : Tag(wfx_tag_new(context.get(), type)) {}

  const wfx_tag *get() const noexcept {
    return static_cast<const wfx_tag *>(entity.object);
  }
  wfx_extern external() const noexcept { return entity; }
  friend bool operator==(const Tag &a, const Tag &b) noexcept {
    return a.entity.object == b.entity.object;
  }

private:
  wfx_extern entity{};
};

template <class R, class... A>
Exception::Exception(const Tag<R(A...)> &tag,
                     const std::type_identity_t<A> &...values)
    : tagAddress(tag.get()) {
  std::vector<uint64_t> words(detail::List<A...>::size);
  detail::List<A...>::store(words.data(), values...);
  payload = std::make_shared<const std::vector<uint64_t>>(std::move(words));
}

template <class S> bool Exception::is(const Tag<S> &tag) const noexcept {
  return tagAddress == tag.get();
}

template <class R, class... A>
std::optional<std::tuple<A...>> Exception::get(const Tag<R(A...)> &tag) const {
  if (!is(tag))
    return std::nullopt;
  return detail::List<A...>::load(home, payload->data());
}

//===--- Anything ---------------------------------------------------------===//

namespace detail {

inline wfx_extern external(wfx_extern e) { return e; }
template <class T>
  requires requires(const T &entity) {
    { entity.external() } -> std::same_as<wfx_extern>;
  }
wfx_extern external(const T &entity) {
  wfx_extern result = entity.external();
  if (!result.object)
    raise<LinkError>("an import is linked with nothing");
  return result;
}

template <class> inline constexpr bool isFunc = false;
template <class S> inline constexpr bool isFunc<Func<S>> = true;

} // namespace detail

/// A memory, table, global, tag or function, or what C has for all of them.
template <class T>
concept Entity = requires(const T &entity) {
  { detail::external(entity) } -> std::same_as<wfx_extern>;
};

/// A function that is linked as it is, without one of the host's in between.
template <class T>
concept FunctionReference = detail::isFunc<std::remove_cvref_t<T>>;

/// What a host may have for an import that is an E: one, or what C has for it.
template <class T, class E>
concept Provides = std::same_as<std::remove_cvref_t<T>, E> ||
                   std::same_as<std::remove_cvref_t<T>, wfx_extern>;

} // namespace wfx

#endif
