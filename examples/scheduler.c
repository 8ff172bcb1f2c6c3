/* A round-robin scheduler: tasks that take turns, without threads. Two
   consumers and a producer share a small buffer; whoever cannot go on lets the
   others run.

     dir=$(wfxc --print-library-dir)
     clang-22 --target=wasm32-wasi -O2 -I$dir scheduler.c $dir/fiber.c \
              -o scheduler.wasm
     wfxc scheduler.wasm -o scheduler
*/
#include <stdio.h>
#include <stdlib.h>
#include <wfx/fiber.h>

enum { maxTasks = 8, bufferSize = 3 };

struct task {
  wfx_fiber fiber;
  const char *name;
};

/*===--- The scheduler ---------------------------------------------------===*/

static struct task *queue[maxTasks]; /* a ring: `count` from `first` on */
static int first, count;

static void enqueue(struct task *task) {
  queue[(first + count++) % maxTasks] = task;
}

static wfx_fiber dequeue(void) {
  struct task *task = queue[first];
  first = (first + 1) % maxTasks;
  --count;
  return task->fiber;
}

static void spawn(struct task *task, wfx_fiber_entry entry) {
  wfx_fiber_result result = wfx_fiber_create(&task->fiber, entry, task, NULL);
  if (result != WFX_FIBER_OK) {
    fprintf(stderr, "%s: %s\n", task->name, wfx_fiber_message(result));
    exit(1);
  }
  enqueue(task);
}

/* The running task goes to the end of the queue, and the next one takes over:
   control goes from task to task, and the scheduler sees nothing of it. */
static void pass(struct task *self) {
  enqueue(self);
  wfx_fiber_switch(dequeue(), NULL, NULL);
}

/* Runs until no task is left. A resume returns when a task has finished, not
   necessarily the one that was resumed, so each returns itself. */
static void schedule(void) {
  while (count) {
    void *finished;
    wfx_fiber_resume(dequeue(), NULL, &finished);
    wfx_fiber_free(((struct task *)finished)->fiber);
  }
}

/*===--- The tasks -------------------------------------------------------===*/

static int buffer[bufferSize], filled, isClosed;

static void *produce(void *user, void *value) {
  struct task *self = user;
  for (int item = 1; item <= 8; ++item) {
    while (filled == bufferSize)
      pass(self);
    buffer[filled++] = item;
    printf("%s: %d\n", self->name, item);
  }
  isClosed = 1;
  return self;
}

static void *consume(void *user, void *value) {
  struct task *self = user;
  int sum = 0;
  for (;;) {
    while (!filled && !isClosed)
      pass(self);
    if (!filled)
      break;
    int item = buffer[--filled];
    sum += item;
    printf("%s: %d\n", self->name, item);
    pass(self);
  }
  printf("%s: sum %d\n", self->name, sum);
  return self;
}

int main(void) {
  static struct task tasks[] = {
      {.name = "one"}, {.name = "two"}, {.name = "producer"}};
  spawn(&tasks[0], consume);
  spawn(&tasks[1], consume);
  spawn(&tasks[2], produce);
  schedule();
  return 0;
}
