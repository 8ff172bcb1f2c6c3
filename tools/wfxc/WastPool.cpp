//===- WastPool.cpp - Scripts in processes of their own -------------------===//
//
// A child prints into files in memory, which the parent copies to its own
// output when it is the script's turn, and counts in memory that it shares with
// the parent.
//
//===----------------------------------------------------------------------===//

#include "WastPool.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace wfx {

namespace {

/// A script on its way through the pool.
struct Job {
  pid_t process = 0; ///< while it runs
  bool isDone = false;
  int status = 0; ///< as waitpid gives it
  int out = -1, err = -1;
};

class Pool {
public:
  Pool(const Options &options, ScriptFunction run)
      : options(options), run(run), jobs(options.inputs.size()) {}

  Tally runAll();

private:
  void start(size_t index);
  void waitForOne();
  void finish(size_t index);

  const Options &options;
  ScriptFunction run;
  std::vector<Job> jobs;
  Tally *tallies = nullptr; ///< one for each job, shared with the children
};

} // namespace

/// Ends the process: without its processes the pool has no results.
[[noreturn]] static void die(const char *what) {
  errs() << "wfxc: " << what << ": " << strerror(errno) << '\n';
  exit(1);
}

static void copyFile(int from, raw_ostream &to) {
  lseek(from, 0, SEEK_SET);
  char buffer[8192];
  for (ssize_t size; (size = read(from, buffer, sizeof(buffer))) > 0;)
    to.write(buffer, size);
  to.flush();
  close(from);
}

void Pool::start(size_t index) {
  Job &job = jobs[index];
  job.out = memfd_create("stdout", MFD_CLOEXEC);
  job.err = memfd_create("stderr", MFD_CLOEXEC);
  if (job.out < 0 || job.err < 0)
    die("cannot make a file in memory");
  job.process = fork();
  if (job.process < 0)
    die("cannot start a process");
  if (job.process)
    return;
  dup2(job.out, STDOUT_FILENO);
  dup2(job.err, STDERR_FILENO);
  run(options.inputs[index], options, tallies[index]);
  outs().flush();
  _exit(0); // the parent's buffers and destructors are not ours
}

void Pool::waitForOne() {
  int status;
  pid_t process = wait(&status);
  if (process < 0)
    die("cannot wait for a process");
  for (Job &job : jobs)
    if (job.process == process) {
      job.isDone = true;
      job.status = status;
    }
}

void Pool::finish(size_t index) {
  Job &job = jobs[index];
  copyFile(job.out, outs());
  copyFile(job.err, errs());
  if (job.status == 0)
    return;
  ++tallies[index].failed;
  errs() << options.inputs[index] << ": ";
  if (WIFSIGNALED(job.status))
    errs() << "killed by signal " << WTERMSIG(job.status) << " ("
           << strsignal(WTERMSIG(job.status)) << ")\n";
  else
    errs() << "ended with status " << WEXITSTATUS(job.status) << '\n';
}

Tally Pool::runAll() {
  size_t bytes = jobs.size() * sizeof(Tally);
  void *shared = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED)
    die("cannot map memory");
  tallies = static_cast<Tally *>(shared);
  outs().flush();

  size_t limit = options.jobs
                     ? options.jobs
                     : std::max(1u, std::thread::hardware_concurrency());
  Tally total;
  for (size_t started = 0, finished = 0; finished < jobs.size();) {
    if (jobs[finished].isDone) {
      finish(finished);
      total.passed += tallies[finished].passed;
      total.failed += tallies[finished].failed;
      ++finished;
      continue;
    }
    size_t running = count_if(ArrayRef(jobs), [](const Job &job) {
      return job.process && !job.isDone;
    });
    if (started < jobs.size() && running < limit)
      start(started++);
    else
      waitForOne();
  }
  munmap(shared, bytes);
  return total;
}

Tally runScripts(const Options &options, ScriptFunction run) {
  if (options.inputs.size() > 1)
    return Pool(options, run).runAll();
  Tally tally;
  run(options.inputs[0], options, tally);
  return tally;
}

} // namespace wfx
