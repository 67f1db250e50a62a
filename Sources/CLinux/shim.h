#pragma once

#include <stddef.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/types.h>

// From <sys/socket.h>, which declares it for GNU sources only.
int accept4(int listening, struct sockaddr *address, socklen_t *size, int flags);

// From <malloc.h>; with that included, Swift no longer finds other functions in the modules where it looks for them.
int malloc_trim(size_t padding);

// From <string.h>, which declares it for GNU sources only. Its time is linear, whatever the bytes.
void *memmem(const void *bytes, size_t size, const void *sought, size_t sought_size);

// From <poll.h>, which defines it for GNU sources only: the other end has closed, or will send nothing more.
static const short linux_poll_end_of_input = 0x2000;  // POLLRDHUP

// From <unistd.h>, which declares it for GNU sources only. Swift takes the variable itself for shared mutable state.
extern char **environ;
static inline char **linux_environment(void) { return environ; }

// From <signal.h>: the kernel sent a signal, such as that of a key of the terminal; no process did.
static const int linux_from_kernel = 0x80;  // SI_KERNEL

// From <fcntl.h>, which declares both for GNU sources only: reserves room, and keeps the size of the file.
int fallocate(int descriptor, int mode, off_t offset, off_t length);
static const int linux_keep_size = 1;  // FALLOC_FL_KEEP_SIZE
