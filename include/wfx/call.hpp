//===- wfx/call.hpp - Calls of exports ------------------------------------===//
//
// An export is called in four ways: to throw, to give a Result, as a
// continuation, and as a task. Instances that are found by name and the classes
// of generated headers have the same.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_CALL_HPP
#define WFX_CALL_HPP

#include <wfx/host.hpp>
#include <wfx/task.hpp>
#include <wfx/wasi.hpp>

namespace wfx {
namespace detail {

/// Calls the C function of an export, which leaves its results in \p slots.
template <class I, class... P, class Slots, class... A>
wfx_status enter(wfx_status (*entry)(I *, P...), wfx_instance *instance,
                 Slots &slots, const A &...arguments) {
  return std::apply(
      [&](auto &...slot) {
        return entry(reinterpret_cast<I *>(instance),
                     pass(Type<A>::to(arguments))..., &slot.native...);
      },
      slots);
}

template <class R>
R takeResults(wfx_instance *instance, const typename Results<R>::Slots &slots) {
  wfx_context *context = nullptr;
  if constexpr (Results<R>::usesContext)
    context = wfx_instance_context(instance);
  return fromTuple<R>(Results<R>::receiveSlots(context, slots));
}

template <class R, class... P, class I, class... A>
R call(wfx_status (*entry)(I *, P...), wfx_instance *instance,
       const A &...arguments) {
  typename Results<R>::Slots slots;
  wfx_status status = enter(entry, instance, slots, arguments...);
  if (status != WFX_OK) [[unlikely]]
    fail(wfx_instance_context(instance), status);
  return takeResults<R>(instance, slots);
}

template <class R, class... P, class I, class... A>
Result<R> tryCall(wfx_status (*entry)(I *, P...), wfx_instance *instance,
                  const A &...arguments) {
  typename Results<R>::Slots slots;
  wfx_status status = enter(entry, instance, slots, arguments...);
  if (status != WFX_OK) [[unlikely]]
    return Result<R>(wfx_instance_context(instance), status);
  if constexpr (std::is_void_v<R>)
    return std::monostate();
  else
    return takeResults<R>(instance, slots);
}

/// A fresh continuation of export number \p index, which has its arguments.
template <class R, class... A>
Continuation<R()> startCall(State &, wfx_instance *instance, size_t index,
                            const A &...arguments) {
  const wfx_func *func = wfx_extern_func(wfx_instance_export(instance, index));
  auto made =
      Continuation<R(A...)>::fresh(wfx_instance_context(instance), func);
  if constexpr (sizeof...(A) == 0)
    return made;
  else
    return std::move(made).bind(arguments...);
}

template <class R, class... A>
Task<R> asyncCall(State &state, wfx_instance *instance, size_t index,
                  const A &...arguments) {
  auto made = startCall<R>(state, instance, index, arguments...);
  return drive<R>(state, Waiting(state.context, made.release()));
}

//===--- Making instances -------------------------------------------------===//

/// An instance and its context, if that is its own.
struct Home {
  std::optional<Context> own;
  State *state;
  wfx_instance *instance = nullptr;

  explicit Home(const Options &options) : own(std::in_place, options) {
    state = &own->state();
  }
  explicit Home(Context &context) : state(&context.state()) {}

  wfx_extern external(size_t index) const {
    return wfx_instance_export(instance, index);
  }
  Memory memory(size_t index) const {
    return Memory(wfx_extern_memory(external(index)));
  }
  Table table(size_t index) const {
    return {state->context, wfx_extern_table(external(index))};
  }
  template <class T> Global<T> global(size_t index) const {
    return {state->context, external(index)};
  }
  template <class S> Tag<S> tag(size_t index) const {
    return Tag<S>(external(index));
  }
  template <class S> Func<S> func(size_t index) const {
    return {state->context, wfx_extern_func(external(index))};
  }

  /// Keeps a host as long as the context lives.
  template <class H> Box<H> &keep(H host) {
    auto box =
        std::make_shared<Box<H>>(Box<H>{state->context, std::move(host)});
    state->kept.push_back(box);
    return *box;
  }
};

/// The base of the classes that call exports in one of the other ways.
struct Calls {
  State *state;
  wfx_instance *instance;
  explicit Calls(const Home &home)
      : state(home.state), instance(home.instance) {}
};

/// Collects what the imports of a module are linked with.
class Linker {
public:
  Linker(State &home, const wfx_module *linked)
      : state(home), module(linked), bindings(wfx_import_count(linked)) {}

  /// Import number \p index is F(box.get(), arguments...); F has no state.
  template <class S, class B, class F> void function(size_t index, B &box, F) {
    bindings[index] =
        bindFunction<S, B, F>(state, box, wfx_import_at(module, index).type);
  }
  void bind(size_t index, const wfx_binding &binding) {
    bindings[index] = binding;
  }
  template <class E> void entity(size_t index, const E &entity) {
    bindings[index] = {nullptr, nullptr, external(entity)};
  }
  void provide(const Wasi &given) {
    wasi = given.get();
    state.kept.push_back(given.share());
  }

  /// Throws LinkError, or what the start function ends with.
  wfx_instance *instantiate() {
    wfx_error error{};
    wfx_instance *made =
        wfx_instance_new(state.context, module, bindings.data(), wasi, &error);
    if (!made)
      fail(state.context, error);
    return made;
  }

private:
  State &state;
  const wfx_module *module;
  std::vector<wfx_binding> bindings;
  wfx_wasi *wasi = nullptr;
};

} // namespace detail
} // namespace wfx

#endif
