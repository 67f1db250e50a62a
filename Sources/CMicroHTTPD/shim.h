#pragma once

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <string.h>

// Swift cannot call variadic C functions, and MHD_start_daemon takes its options that way. The daemon has no thread and
// no listening socket: connections are added, MHD_run does what there is to do, and the descriptor below is readable when
// there is something. With a function that retrieves certificates, it speaks TLS.
static inline struct MHD_Daemon *microhttp_start_daemon(
    unsigned int connections, size_t connection_memory, unsigned int timeout_seconds,
    MHD_AccessHandlerCallback handle, void *(*begin)(void *, const char *, struct MHD_Connection *),
    MHD_RequestCompletedCallback complete, MHD_NotifyConnectionCallback notify, MHD_LogCallback log,
    gnutls_certificate_retrieve_function2 *retrieve, void *context) {
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)retrieve},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
      {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | MHD_USE_NO_LISTEN_SOCKET
          | (retrieve ? MHD_USE_TLS : 0),
      0, NULL, NULL, handle, context,
      MHD_OPTION_EXTERNAL_LOGGER, log, context,
      MHD_OPTION_ARRAY, retrieve ? tls : none,
      MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
      MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
      MHD_OPTION_URI_LOG_CALLBACK, begin, context,
      MHD_OPTION_NOTIFY_COMPLETED, complete, context,
      MHD_OPTION_NOTIFY_CONNECTION, notify, context,
      MHD_OPTION_END);
}

// MHD_get_daemon_info is variadic as well. Returns -1 when there is no descriptor.
static inline int microhttp_epoll_descriptor(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return info ? info->epoll_fd : -1;
}

// MHD_get_connection_info is variadic as well. Returns -1 when there is no descriptor.
static inline MHD_socket microhttp_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : MHD_INVALID_SOCKET;
}

// The number of bytes from the method to the empty line behind the header fields; 0 before they have been read.
static inline size_t microhttp_head_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

// The TLS session of a connection; NULL without TLS. It must not be used in the notification of the connection's end, before
// which libmicrohttpd frees it (0.9.75).
static inline gnutls_session_t microhttp_session(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  return info ? (gnutls_session_t)info->tls_session : NULL;
}

// Sets the pointer that the notification of the connection's end gets. The information is the connection's own memory.
static inline void microhttp_set_context(struct MHD_Connection *connection, void *context) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (info) ((union MHD_ConnectionInfo *)info)->socket_context = context;
}

// Whether a log message says that a TLS handshake failed; libmicrohttpd says so whatever the reason was.
static inline int microhttp_is_failed_handshake(const char *format) {
  return strstr(format, "received handshake message out of context") != NULL;
}

// The status of the response that libmicrohttpd is about to make itself, by its log message; 0 for other messages.
static inline unsigned int microhttp_refused_status(const char *format, va_list arguments) {
  return strstr(format, "HTTP response code is %u") ? va_arg(arguments, unsigned int) : 0;
}

// Macros with casts, which Swift does not see.
static const ssize_t microhttp_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t microhttp_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;
