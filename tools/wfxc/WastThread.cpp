//===- WastThread.cpp - Threads of scripts --------------------------------===//
//
// A thread of a script is a runner of its own in a thread of the operating
// system. What it prints is kept until somebody waits for it, so that output
// comes whole and in an order that does not change.
//
//===----------------------------------------------------------------------===//

#include "WastRunner.h"

using namespace llvm;

namespace wfx {

std::string ScriptRunner::startThread(const ScriptCommand &command) {
  if (threads.contains(command.id))
    return "thread " + command.id + " has not been waited for";
  auto thread = std::make_unique<Thread>();
  auto runner = create(setup, {thread->outStream, thread->errStream});
  if (!runner)
    return llvm::toString(runner.takeError());
  thread->runner = std::move(*runner);
  for (const std::string &id : command.shared) {
    abi::Instance *instance = findInstance(id);
    if (!instance)
      return "no instance " + id;
    thread->runner->instancesById[id] = instance;
  }
  thread->thread = std::thread([&command, &thread = *thread] {
    thread.runner->run(command.commands, thread.tally);
  });
  threads[command.id] = std::move(thread);
  return "";
}

/// Waits until \p thread ends and takes over what it has left.
void ScriptRunner::join(Thread &thread) {
  thread.thread.join();
  output.out << thread.out;
  output.err << thread.err;
  tally->passed += thread.tally.passed;
  tally->failed += thread.tally.failed;
}

std::string ScriptRunner::waitFor(const ScriptCommand &command) {
  auto found = threads.find(command.id);
  if (found == threads.end())
    return "no thread " + command.id;
  join(*found->second);
  threads.erase(found);
  return "";
}

} // namespace wfx
