//===- WasiThread.cpp - wasi-threads: thread-spawn ------------------------===//
//
// A thread of the program is a thread of the operating system with a context of
// its own, instances of all modules, and the program's shared memories. It
// calls the export wasi_thread_start and ends when that returns; whatever else
// ends it ends the process.
//
// Everything that can fail for lack of something is done by the thread that
// spawns, so that its guest hears of it.
//
//===----------------------------------------------------------------------===//

#include "Runtime/Program.h"
#include "Runtime/Signals.h"
#include "Runtime/WasiCall.h"
#include <new>
#include <pthread.h>
#include <stdlib.h>
#include <utility>

namespace wfx::rt {

struct Thread {
  Program &program;
  uint32_t argument;
  uint32_t number = 0; ///< 0 until it is in the program's list
  ProgramPart part;
  void *signalStack = nullptr; ///< until the thread has it
  Thread *next = nullptr, *previous = nullptr;
};

namespace {

/// Numbers are positive, and libc has uses for the highest bits.
constexpr uint32_t largestNumber = (1 << 29) - 1;

bool isTaken(const Program &program, uint32_t number) {
  for (const Thread *thread = program.threads; thread; thread = thread->next)
    if (thread->number == number)
      return true;
  return false;
}

/// Puts \p thread into the list with a number that no other thread has, and
/// that none has had for as long as possible.
void enlist(Program &program, Thread &thread) {
  LockGuard guard(program.lock);
  do
    program.lastThread = program.lastThread % largestNumber + 1;
  while (isTaken(program, program.lastThread));
  thread.number = program.lastThread;
  thread.next = program.threads;
  if (thread.next)
    thread.next->previous = &thread;
  program.threads = &thread;
}

void delist(Program &program, Thread &thread) {
  LockGuard guard(program.lock);
  (thread.previous ? thread.previous->next : program.threads) = thread.next;
  if (thread.next)
    thread.next->previous = thread.previous;
}

void destroy(Thread *thread) {
  if (thread->number)
    delist(thread->program, *thread);
  if (thread->part.context)
    destroyContext(thread->part.context);
  freeInstances(thread->part);
  if (thread->signalStack)
    freeSignalStack(thread->signalStack);
  free(thread);
}

Status callStart(Thread &thread) {
  const abi::FuncRef *start =
      findEntry(thread.program, thread.part, "wasi_thread_start");
  abi::RegisterFile registers = {};
  registers.ints[0] = thread.number;
  registers.ints[1] = thread.argument;
  return enter(thread.part.context, start, &registers);
}

void *run(void *argument) {
  auto *thread = static_cast<Thread *>(argument);
  useSignalStack(std::exchange(thread->signalStack, nullptr));
  Status status = initializeModules(thread->program, thread->part);
  if (status == Status::Returned)
    status = callStart(*thread);
  if (status != Status::Returned)
    thread->program.end(thread->program, thread->part.context, status);
  destroy(thread);
  return nullptr;
}

/// Makes the context, the instances and the signal stack of \p thread. False if
/// there is no memory.
bool prepare(Thread &thread) {
  char message[256];
  thread.signalStack = createSignalStack();
  thread.part.context = createContext(thread.program.contextOptions);
  return thread.signalStack && thread.part.context &&
         instantiateModules(thread.program, thread.part,
                            {message, sizeof(message)});
}

bool start(Thread *thread) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t handle;
  int error = pthread_create(&handle, &attributes, run, thread);
  pthread_attr_destroy(&attributes);
  return error == 0;
}

/// The new thread's number; negative if there is none. Instances that a host
/// has made are of no program that could have threads.
int32_t threadSpawn(Caller &caller, uint32_t argument) {
  constexpr int32_t failed = -int32_t(Errno::again);
  if (!caller.program)
    return failed;
  void *memory = malloc(sizeof(Thread));
  if (!memory)
    return failed;
  auto *thread = new (memory) Thread{*caller.program, argument};
  if (prepare(*thread)) {
    enlist(*caller.program, *thread);
    // It may be gone as soon as it runs.
    int32_t number = int32_t(thread->number);
    if (start(thread))
      return number;
  }
  destroy(thread);
  return failed;
}

} // namespace

WASI_ENTRY(thread_spawn, threadSpawn)

} // namespace wfx::rt
