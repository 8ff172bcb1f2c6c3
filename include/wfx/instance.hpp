//===- wfx/instance.hpp - Modules that are linked by name -----------------===//
//
// Instances of modules that the program knows no header of: imports are bound,
// and exports found, by name, and their signatures checked. A module comes from
// the function NAME_module() of an object that wfxc made, or from
// wfx/compiler.hpp.
//
//   wfx::Imports imports;
//   imports.bind("env", "log", [](int32_t x) { std::cout << x; });
//   wfx::Instance instance(wfx::Module(plugin_module()), imports);
//   auto add = instance.get<int32_t(int32_t, int32_t)>("add");
//   add(1, 2);
//
//===----------------------------------------------------------------------===//
#ifndef WFX_INSTANCE_HPP
#define WFX_INSTANCE_HPP

#include <wfx/call.hpp>

namespace wfx {

/// Compiled code.
class Module {
public:
  explicit Module(const wfx_module *code) noexcept : module(code) {}
  const wfx_module *get() const noexcept { return module; }
  std::string_view name() const { return wfx_module_name(module); }

private:
  const wfx_module *module;
};

//===--- Imports ----------------------------------------------------------===//

namespace detail {

/// The type of WebAssembly that a C++ type of a callable stands for.
template <class T> struct ValueForType {
  using type = T;
};
template <std::integral T> struct ValueForType<T> {
  using type = std::conditional_t<(sizeof(T) > 4), int64_t, int32_t>;
};
template <class T> consteval auto valueFor() {
  using U = std::remove_cvref_t<T>;
  if constexpr (isResult<U>)
    return ValueForType<typename WithoutResult<U>::type>();
  else if constexpr (!Value<U> && Awaitable<T>)
    return valueFor<Awaited<T>>();
  else
    return ValueForType<U>();
}
template <class T> using ValueFor = typename decltype(valueFor<T>())::type;

/// The signature that a callable has in WebAssembly.
template <class F>
struct SignatureOf : SignatureOf<decltype(&F::operator())> {};
template <class R, class... A> struct SignatureOf<R (*)(A...)> {
  using type = ValueFor<R>(ValueFor<A>...);
};
template <class R, class... A>
struct SignatureOf<R (*)(A...) noexcept> : SignatureOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct SignatureOf<R (C::*)(A...)> : SignatureOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct SignatureOf<R (C::*)(A...) const> : SignatureOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct SignatureOf<R (C::*)(A...) noexcept> : SignatureOf<R (*)(A...)> {};
template <class C, class R, class... A>
struct SignatureOf<R (C::*)(A...) const noexcept> : SignatureOf<R (*)(A...)> {};

} // namespace detail

/// What imports are linked with, by name. May serve any number of instances;
/// things of a context only in that context.
class Imports {
public:
  /// A function of the host. Its signature is the callable's: integers stand
  /// for i32 or, if they are longer, i64, and what it returns may be as for
  /// generated headers. A callable with more than one is given it:
  /// bind<int32_t(int32_t)>(...).
  template <class F>
    requires(!Entity<F>)
  Imports &bind(std::string module, std::string name, F callable) {
    return bind<typename detail::SignatureOf<F>::type>(
        std::move(module), std::move(name), std::move(callable));
  }
  template <class S, class F>
    requires std::is_function_v<S>
  Imports &bind(std::string module, std::string name, F callable) {
    auto shared = std::make_shared<F>(std::move(callable));
    auto link = [shared](detail::State &state, const wfx_functype *type) {
      using Box = detail::Box<F *>;
      auto box = std::make_shared<Box>(Box{state.context, shared.get()});
      state.kept.insert(state.kept.end(), {shared, box});
      return detail::bindFunction<S, Box, detail::CallIt>(state, *box, type);
    };
    return add({std::move(module),
                std::move(name),
                detail::Signature<S>::letters,
                link,
                {}});
  }
  /// A memory, table, global, tag or function of the same context.
  template <Entity E>
  Imports &bind(std::string module, std::string name, const E &entity) {
    return add(
        {std::move(module), std::move(name), {}, {}, detail::external(entity)});
  }
  /// What provides the functions of WASI that are not bound otherwise.
  Imports &bind(const Wasi &provider) {
    wasi = provider;
    return *this;
  }

  /// Links all imports of \p module. Throws LinkError.
  void link(detail::Linker &linker, detail::State &state,
            const wfx_module *module) const {
    for (size_t i = 0; i < wfx_import_count(module); ++i) {
      wfx_import_info import = wfx_import_at(module, i);
      if (const Entry *entry = find(import))
        linker.bind(i, entry->bindTo(state, import));
      else if (!import.is_wasi || !wasi)
        detail::raise<LinkError>("nothing is bound to the import " +
                                 nameOf(import));
    }
    if (wasi)
      linker.provide(*wasi);
  }

private:
  struct Entry {
    std::string module, name;
    std::string_view letters;
    std::function<wfx_binding(detail::State &, const wfx_functype *)> function;
    wfx_extern entity;

    wfx_binding bindTo(detail::State &state,
                       const wfx_import_info &import) const {
      if (!function)
        return {nullptr, nullptr, entity};
      if (import.kind != WFX_EXTERN_FUNC)
        detail::raise<LinkError>("the import " + nameOf(import) +
                                 " is no function");
      if (std::string_view is = wfx_signature(import.type); is != letters)
        detail::mismatch("the import " + nameOf(import), is, letters);
      return function(state, import.type);
    }
  };

  static std::string nameOf(const wfx_import_info &import) {
    return std::string(import.module, import.module_size) + "." +
           std::string(import.name, import.name_size);
  }

  Imports &add(Entry entry) {
    entries.push_back(std::move(entry));
    return *this;
  }
  /// The latest binding of a name counts.
  const Entry *find(const wfx_import_info &import) const {
    std::string_view module(import.module, import.module_size),
        name(import.name, import.name_size);
    auto at =
        std::find_if(entries.rbegin(), entries.rend(), [&](const Entry &entry) {
          return entry.module == module && entry.name == name;
        });
    return at == entries.rend() ? nullptr : &*at;
  }

  std::vector<Entry> entries;
  std::optional<Wasi> wasi;
};

//===--- Instances --------------------------------------------------------===//

/// An exported function.
template <class S> class Export;

template <class R, class... A> class Export<R(A...)> {
public:
  /// Throws what the call ends with if it does not return.
  R operator()(A... arguments) const {
    return detail::call<R>(entry, instance, arguments...);
  }
  Result<R> result(A... arguments) const {
    return detail::tryCall<R>(entry, instance, arguments...);
  }
  Continuation<R()> start(A... arguments) const {
    return detail::startCall<R>(*state, instance, index, arguments...);
  }
  Task<R> async(A... arguments) const {
    return detail::asyncCall<R>(*state, instance, index, arguments...);
  }
  Func<R(A...)> func() const {
    return {wfx_instance_context(instance),
            wfx_extern_func(wfx_instance_export(instance, index))};
  }

private:
  friend class Instance;
  template <class... T>
  static auto entryType(detail::List<T...>)
      -> wfx_status (*)(wfx_instance *, detail::Parameter<A>...,
                        detail::Native<T> *...);
  using Entry = decltype(entryType(detail::Results<R>()));

  Export(const detail::Home &home, size_t number, void (*function)())
      : entry(reinterpret_cast<Entry>(function)), instance(home.instance),
        state(home.state), index(number) {}

  Entry entry;
  wfx_instance *instance;
  detail::State *state;
  size_t index;
};

class Instance {
public:
  /// In a context of its own. Throws LinkError, or what the start function ends
  /// with.
  explicit Instance(const Module &module, const Imports &imports = {},
                    const Options &options = {})
      : home(options) {
    make(module.get(), imports);
  }
  /// In a context with others, which owns it.
  Instance(Context &context, const Module &module, const Imports &imports = {})
      : home(context) {
    make(module.get(), imports);
  }

  wfx_instance *get() const noexcept { return home.instance; }
  wfx_context *context() const noexcept { return home.state->context; }

  /// An exported function. Throws LinkError if there is none of this name and
  /// signature.
  template <class S> Export<S> get(std::string_view name) const {
    const wfx_module *module = wfx_instance_module(home.instance);
    for (size_t i = 0; i < wfx_export_count(module); ++i) {
      wfx_export_info info = wfx_export_at(module, i);
      if (std::string_view(info.name, info.name_size) != name ||
          info.kind != WFX_EXTERN_FUNC)
        continue;
      detail::checkSignature<S>("the export " + std::string(name), info.type);
      return Export<S>(home, i, info.entry);
    }
    missing("function", name);
  }

  /// Other exports; these throw LinkError as well.
  Memory memory(std::string_view name = "memory") const {
    return Memory(static_cast<wfx_memory *>(
        find(name, WFX_EXTERN_MEMORY, "memory").object));
  }
  Table table(std::string_view name) const {
    return {context(), static_cast<wfx_table *>(
                           find(name, WFX_EXTERN_TABLE, "table").object)};
  }
  template <class T> Global<T> global(std::string_view name) const {
    wfx_extern found = find(name, WFX_EXTERN_GLOBAL, "global");
    using Content = std::remove_const_t<T>;
    const char *letters = "iIfFv";
    char letter = found.code < 5 ? letters[found.code] : '\0';
    bool isNumber =
        std::string_view(letters).find(detail::Type<Content>::letter) !=
        std::string_view::npos;
    if (isNumber ? letter != detail::Type<Content>::letter : letter != '\0')
      detail::raise<LinkError>("the global " + std::string(name) +
                               " has another type");
    if (!std::is_const_v<T> && !found.is_mutable)
      detail::raise<LinkError>("the global " + std::string(name) +
                               " does not change");
    return {context(), found};
  }
  template <class S> Tag<S> tag(std::string_view name) const {
    return Tag<S>(find(name, WFX_EXTERN_TAG, "tag"));
  }
  /// Anything, for another instance's imports.
  wfx_extern external(std::string_view name) const {
    return wfx_find_export(home.instance, name.data(), name.size());
  }

private:
  void make(const wfx_module *module, const Imports &imports) {
    detail::Linker linker(*home.state, module);
    imports.link(linker, *home.state, module);
    home.instance = linker.instantiate();
  }

  wfx_extern find(std::string_view name, wfx_extern_kind kind,
                  const char *what) const {
    wfx_extern found = external(name);
    if (!found.object || found.kind != kind)
      missing(what, name);
    return found;
  }
  [[noreturn]] static void missing(const char *what, std::string_view name) {
    detail::raise<LinkError>("no " + std::string(what) + " is exported as " +
                             std::string(name));
  }

  detail::Home home;
};

} // namespace wfx

#endif
