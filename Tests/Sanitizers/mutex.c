// ThreadSanitizer sees only half of Synchronization.Mutex on Linux. A free one is taken and released by code that is
// compiled into ours, and so instrumented; but one that another thread holds is waited for in libswiftSynchronization,
// which is not, and is handed over by the kernel (futex(2), FUTEX_LOCK_PI). Everything that a contended mutex guards
// would be reported as a race.
//
// These two functions stand before the library's, call them, and say what happens before what: of a mutex, and of
// nothing else. No report is suppressed.
#include <dlfcn.h>
#include <stdint.h>

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
// As Swift calls methods: the mutex is `self`.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
  SWIFT void (*library)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK_SLOW);
  library(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK_SLOW);
SWIFT void unlock_slow(SELF void *mutex) {
  SWIFT void (*library)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK_SLOW);
  __tsan_release(mutex);
  library(mutex);
}
