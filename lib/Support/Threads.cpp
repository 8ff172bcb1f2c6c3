//===- Threads.cpp - Threads with stacks of a known size ------------------===//

#include "Support/Threads.h"
#include <optional>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <vector>

using namespace llvm;

namespace wfx {

static constexpr size_t stackSize = size_t(8) << 20;

static std::optional<pthread_t> start(void *(*run)(void *), void *argument) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes))
    return std::nullopt;
  pthread_t thread;
  bool failed = pthread_attr_setstacksize(&attributes, stackSize) ||
                pthread_create(&thread, &attributes, run, argument);
  pthread_attr_destroy(&attributes);
  return failed ? std::nullopt : std::optional(thread);
}

void runOnThreads(unsigned count, function_ref<void(unsigned)> work) {
  struct Job {
    function_ref<void(unsigned)> work;
    unsigned number;
  };
  auto run = [](void *argument) -> void * {
    auto *job = static_cast<Job *>(argument);
    job->work(job->number);
    return nullptr;
  };
  std::vector<Job> jobs;
  for (unsigned i = 0; i < count; ++i)
    jobs.push_back({work, i});
  std::vector<std::optional<pthread_t>> threads(count);
  for (unsigned i = 1; i < count; ++i)
    threads[i] = start(run, &jobs[i]);
  for (unsigned i = 0; i < count; ++i)
    if (!threads[i])
      work(i);
  for (const auto &thread : threads)
    if (thread)
      pthread_join(*thread, nullptr);
}

/// Signals that a fault of the thread itself raises cannot wait.
static sigset_t otherSignals() {
  sigset_t set;
  sigfillset(&set);
  for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS})
    sigdelset(&set, fault);
  return set;
}

bool runApart(function_ref<void()> work) {
  auto run = [](void *argument) -> void * {
    (*static_cast<function_ref<void()> *>(argument))();
    return nullptr;
  };
  // The new thread inherits the mask.
  sigset_t blocked = otherSignals(), former;
  pthread_sigmask(SIG_BLOCK, &blocked, &former);
  std::optional<pthread_t> thread = start(run, &work);
  pthread_sigmask(SIG_SETMASK, &former, nullptr);
  if (thread)
    pthread_join(*thread, nullptr);
  return thread.has_value();
}

double threadCpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

} // namespace wfx
