// The limit: libmicrohttpd alone. Reads the body, answers a constant of the size of a real answer: Centerfy's, or of as many
// bytes as the third argument says.
//   cc -O2 -o bare bare.c -lmicrohttpd && ./bare PORT THREADS [BYTES]
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char centerfy[] =
    "{\"id\":\"d8f2a229-2f5c-42ba-ac65-402f2c25fee2\",\"name\":\"docs api testing\","
    "\"is_active\":true,\"updated_at\":\"2026-04-17T12:00:00Z\"}";
static const char *answer = centerfy;

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context) {
  static int seen;
  (void)cls, (void)url, (void)method, (void)version, (void)data;
  if (*context == NULL) {
    *context = &seen;
    return MHD_YES;
  }
  if (*size > 0) {
    *size = 0;
    return MHD_YES;
  }
  struct MHD_Response *response =
      MHD_create_response_from_buffer(strlen(answer), (void *)answer, MHD_RESPMEM_PERSISTENT);
  MHD_add_response_header(response, "Content-Type", "application/json");
  enum MHD_Result result = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return result;
}

int main(int count, char **arguments) {
  if (count != 3 && count != 4) return 64;
  if (count == 4) {
    size_t size = (size_t)atoi(arguments[3]);
    char *other = calloc(size + 1, 1);
    if (other == NULL) return 70;
    answer = memset(other, 'x', size);
  }
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  sigprocmask(SIG_BLOCK, &stop, NULL);
  int threads = atoi(arguments[2]);
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, (uint16_t)atoi(arguments[1]), NULL, NULL,
      handle, NULL, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, MHD_OPTION_END);
  if (daemon == NULL) return 69;
  int signal;
  sigwait(&stop, &signal);
  MHD_stop_daemon(daemon);
  return 0;
}
