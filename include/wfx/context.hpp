//===- wfx/context.hpp - Contexts -----------------------------------------===//
//
// A context is one thread of WebAssembly execution and the owner of all that is
// made in it. Other objects of this library refer to it, and must not be used
// after it.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_CONTEXT_HPP
#define WFX_CONTEXT_HPP

#include <wfx/error.hpp>

#include <algorithm>
#include <chrono>
#include <functional>

namespace wfx {

/// What a context may use. Zero stands for the default, which wfx_options has.
struct Options {
  uint64_t stackSize{};             ///< bytes
  uint64_t continuationStackSize{}; ///< bytes for each
  uint64_t maxContinuations{};      ///< at a time
  uint64_t maxMemory{};             ///< bytes of all memories together
  uint64_t maxTableElements{};      ///< of all tables together
};

namespace detail {

struct AwaitOperations; // await.hpp

/// An import whose callers wait: they suspend with a tag of its own.
struct AwaitedImport {
  const wfx_tag *tag;
  void *box; ///< a Box
  const AwaitOperations *operations;
};

/// What belongs to a context beside what C knows of. It does not move.
struct State {
  wfx_context *context;
  /// Hosts and other things that code in the context may call; freed after it.
  std::vector<std::shared_ptr<void>> kept;
  /// In the order of their tags' addresses.
  std::vector<AwaitedImport> awaited;

  explicit State(wfx_context *owned) : context(owned) {}
  State(const State &) = delete;
  ~State() { wfx_context_free(context); }

  /// Null if it is no such tag. Valid until another instance is made.
  const AwaitedImport *findAwaited(const wfx_tag *tag) const {
    auto at = placeOf(tag);
    return at != awaited.end() && at->tag == tag ? &*at : nullptr;
  }
  void addAwaited(const AwaitedImport &import) {
    awaited.insert(placeOf(import.tag), import);
  }

private:
  std::vector<AwaitedImport>::const_iterator placeOf(const wfx_tag *tag) const {
    return std::lower_bound(
        awaited.begin(), awaited.end(), tag,
        [](const AwaitedImport &import, const wfx_tag *wanted) {
          return std::less<>()(import.tag, wanted);
        });
  }
};

} // namespace detail

class Context {
public:
  /// Throws LinkError if the system refuses the memory.
  explicit Context(const Options &options = {}) {
    wfx_options c{sizeof(wfx_options),
                  options.stackSize,
                  options.continuationStackSize,
                  options.maxContinuations,
                  options.maxMemory,
                  options.maxTableElements};
    wfx_error error;
    wfx_context *made = wfx_context_new(&c, &error);
    if (!made)
      detail::raise<LinkError>(error.message);
    owned = std::make_unique<detail::State>(made);
  }

  wfx_context *get() const noexcept { return owned->context; }
  detail::State &state() const noexcept { return *owned; }

  /// Ends the call that runs, or the next one, with the trap "interrupted". May
  /// be called from any thread; so may a copy of get() be used with
  /// wfx_interrupt().
  void interrupt() const noexcept { wfx_interrupt(get()); }
  /// Takes back an interruption that has not happened yet.
  void clearInterrupt() const noexcept { wfx_clear_interrupt(get()); }
  /// Interrupts after so long from now on; zero for never. False if the system
  /// has no timer left.
  bool setDeadline(std::chrono::nanoseconds time) const noexcept {
    return wfx_set_deadline(get(),
                            uint64_t(std::max<int64_t>(time.count(), 0)));
  }

  /// Keeps something as long as the context lives.
  void keep(std::shared_ptr<void> object) {
    owned->kept.push_back(std::move(object));
  }

private:
  std::unique_ptr<detail::State> owned;
};

} // namespace wfx

#endif
