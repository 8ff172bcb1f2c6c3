// A thousand continuations of each kind end in each way, in two threads;
// afterwards their stacks are all free again, once.
#include "Host.h"
#include "Runtime/Exception.h"
#include <thread>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif

constexpr int rounds = 1000;
enum Order : uint32_t { TrapNow = 1, ExitNow, ResumeOther, ResumeThenTrap };

/// Its frames have what sanitizers guard.
static uint64_t host(Host *host, uint32_t order) {
  volatile char guarded[64];
  for (volatile char &c : guarded)
    c = 1;
  switch (order) {
  case TrapNow:
    rt::raiseTrap(host->context, Trap::Unreachable);
  case ExitNow:
    rt::raiseExit(host->context, 3);
  case ResumeOther:
    host->resume(host->other, TrapNow);
    return 0;
  case ResumeThenTrap:
    host->resume(host->other, ExitNow);
    rt::raiseTrap(host->context, Trap::Unreachable);
  }
  return 0;
}

struct Rounds : Host {
  int wrong = 0;
  Rounds() : Host(host) {}

  void expect(bool holds, const char *what) {
    if (!holds && ++wrong < 5)
      printf("wrong: %s\n", what);
  }
  void expectAllFree(const char *what) {
    const char *why = tc_check_pool(context);
    expect(!why, why);
    expect(tc_stack_count(context).live == 0, what);
  }
  ContinuationRef suspend(const char *name, int argument) {
    expect(resume(make(name), argument) == ResumeStatus::Suspended, name);
    return result.continuation;
  }

  void endings() {
    for (const char *name : {"call", "dies", "dies deep", "adopt"})
      for (auto [order, status] : {std::pair(TrapNow, ResumeStatus::Trapped),
                                   std::pair(ExitNow, ResumeStatus::Exited)}) {
        for (int i = 0; i < rounds; ++i)
          expect(resume(begin(name), order) == status, name);
        expectAllFree(name);
      }
    for (const char *name : {"zero", "forever"}) {
      for (int i = 0; i < rounds; ++i)
        expect(resume(make(name), 1) == ResumeStatus::Trapped, name);
      expectAllFree(name);
    }
  }
  /// A continuation that needs one more word for the host function.
  ContinuationRef begin(const char *name) {
    if (!strcmp(name, "call"))
      return make(name); // fresh
    if (strcmp(name, "adopt"))
      return suspend(name, 1);
    expect(resume(make("keep dying"), 1) == ResumeStatus::Returned, name);
    return make(name); // resumes what another continuation has begun
  }

  /// An exception of the tag `error` with the payload \p word.
  abi::Exception *makeException(uint64_t word) {
    context->transfer[0] = word;
    return rt::createException(
        context, static_cast<abi::TagSlot *>(find("error")), 1);
  }
  ResumeStatus throwInto(ContinuationRef reference, uint64_t word) {
    return tc_resume_throw(context, reference, makeException(word),
                           tc_all_tags, &result);
  }
  /// That the last resumption has thrown \p word, and that it is freed.
  void expectThrown(ResumeStatus status, uint64_t word, const char *what) {
    expect(status == ResumeStatus::Threw && context->exception &&
               *rt::payload(context->exception) == word,
           what);
    if (context->exception)
      rt::dropException(context->exception);
    expect(!context->exceptions, "an exception is left");
  }

  void thrown() {
    for (int i = 0; i < rounds; ++i) {
      expectThrown(resume(make("throws"), 7), 7, "fresh");
      expectThrown(resume(suspend("yields, throws", 1), 8), 8, "suspended");
      expectThrown(resume(suspend("throws deep", 1), 9), 9, "nested");
      expect(resume(make("catches from another"), 4) ==
                     ResumeStatus::Returned && word() == 5,
             "caught by the resumer");
    }
    expectAllFree("thrown");
  }

  void thrownInto() {
    for (int i = 0; i < rounds; ++i) {
      expectThrown(throwInto(make("generator"), 1), 1, "into a fresh one");
      expectThrown(throwInto(suspend("generator", 2), 2), 2, "suspended");
      expectThrown(throwInto(suspend("deep", 2), 3), 3, "nested");
      ContinuationRef bound = suspend("deep", 2);
      uint64_t five = 5;
      tc_bind(bound, &five, 1, &bound);
      expectThrown(throwInto(bound, 4), 4, "bound");
      expect(throwInto(suspend("catches", 2), 6) == ResumeStatus::Suspended &&
                 word() == 6,
             "caught and suspended again");
      ContinuationRef catches = result.continuation;
      expect(resume(catches, 8) == ResumeStatus::Returned && word() == 80,
             "goes on");
      expect(tc_resume_throw(context, make("zero"), nullptr, tc_all_tags,
                             &result) == ResumeStatus::Trapped &&
                 context->trap->trap == Trap::NullExceptionReference,
             "without an exception");
      abi::Exception *exception = makeException(1);
      expect(tc_resume_throw(context, catches, exception, tc_all_tags,
                             &result) == ResumeStatus::Trapped &&
                 context->trap->trap == Trap::ContinuationConsumed,
             "into a consumed one");
      rt::dropException(exception);
    }
    // Those without an exception are as they were.
    expect(tc_stack_count(context).live == rounds, "still live");
  }

  void nested() {
    for (int i = 0; i < rounds; ++i) {
      other = suspend("dies deep", 1);
      expect(resume(make("call"), ResumeOther) == ResumeStatus::Returned,
             "nested trap");
      other = suspend("dies", 1);
      expect(resume(suspend("dies deep", 1), ResumeThenTrap) ==
                 ResumeStatus::Trapped,
             "nested exit, then a trap");
    }
    expectAllFree("nested");
  }

  void cancelled() {
    for (int i = 0; i < rounds; ++i) {
      for (ContinuationRef reference :
           {make("generator"), suspend("generator", 2), suspend("deep", 2)}) {
        expect(tc_cancel(reference) == Trap::None, "cancel");
        expect(!tc_is_live(reference), "is live");
      }
      expect(resume(make("keep"), 5) == ResumeStatus::Returned, "keep");
      expect(tc_cancel(suspend("adopt", 1)) == Trap::None, "cancel adopted");
    }
    expectAllFree("cancelled");
  }

  void finished() {
    for (int i = 0; i < rounds; ++i) {
      ContinuationRef reference = suspend("deep", 2);
      while (resume(reference, 4) == ResumeStatus::Suspended)
        reference = result.continuation;
      expect(word() == 8, "sum");
    }
    expectAllFree("finished");
  }

  void poisoned() {
#if __has_feature(address_sanitizer)
    ContinuationRef first = make("generator"), second = make("generator");
    void *low = first.stack->low;
    expect(!__asan_address_is_poisoned(low), "in use");
    tc_cancel(first);
    tc_cancel(second); // takes the memory of the one that was free before
    expect(__asan_address_is_poisoned(low), "free and not poisoned");
    expect(!tc_is_live(first), "is live");
#endif
  }
};

static int run() {
  Rounds rounds;
  rounds.endings();
  rounds.nested();
  rounds.thrown();
  rounds.cancelled();
  rounds.finished();
  rounds.poisoned();
  rounds.thrownInto();
  return rounds.wrong;
}

int main() {
  int wrong[2];
  std::thread other([&] { wrong[0] = run(); });
  wrong[1] = run();
  other.join();
  printf("both threads: %d wrong\n", wrong[0] + wrong[1]);
}
