// Breaks a server on purpose, to show that `make soak` fails if it must: preloaded into the program, it stands between the
// program and the system. BREAK says what: `answers` (one in 500 writes has a changed text), `descriptors` (one in 50 is
// not closed), `memory` (each new connection keeps 256 KiB), `pauses` (the program stands still for 3 s, every 2,000 reads).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int breaks(const char *what) {
  const char *asked = getenv("BREAK");
  return asked != NULL && strcmp(asked, what) == 0;
}

static void change(const struct iovec *parts, size_t count) {
  static unsigned writes;
  if (!breaks("answers") || ++writes % 500 != 0) return;
  for (size_t index = 0; index < count; index++) {
    char *text = memmem(parts[index].iov_base, parts[index].iov_len, "\"Text ", 6);
    if (text != NULL) text[2] = 'a';
  }
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
  change(message->msg_iov, message->msg_iovlen);
  return NEXT(sendmsg)(descriptor, message, flags);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  change(parts, (size_t)count);
  return NEXT(writev)(descriptor, parts, count);
}

ssize_t send(int descriptor, const void *data, size_t length, int flags) {
  struct iovec part = {(void *)data, length};
  change(&part, 1);
  return NEXT(send)(descriptor, data, length, flags);
}

ssize_t recv(int descriptor, void *data, size_t length, int flags) {
  static unsigned reads;
  if (breaks("pauses") && ++reads % 2000 == 0) sleep(3);
  return NEXT(recv)(descriptor, data, length, flags);
}

int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags) {
  if (breaks("memory")) {
    static void *volatile kept;
    kept = malloc(262144);
    if (kept != NULL) memset(kept, 1, 262144);
  }
  return NEXT(accept4)(descriptor, address, length, flags);
}

int close(int descriptor) {
  static unsigned closed;
  if (breaks("descriptors") && ++closed % 50 == 0) return shutdown(descriptor, SHUT_RDWR), 0;
  return NEXT(close)(descriptor);
}
