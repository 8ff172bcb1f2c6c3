//===- Lock.cpp - Mutual exclusion ----------------------------------------===//

#include "Runtime/Lock.h"
#include "Runtime/Futex.h"

using namespace wfx::rt;

/// Who has slept takes the lock as an awaited one: it cannot know whether
/// others still sleep.
void Lock::takeContended() {
  while (__atomic_exchange_n(&state, Awaited, __ATOMIC_ACQUIRE) != Free)
    futexWait(&state, Awaited);
}

void Lock::wakeNext() { futexWake(&state); }
