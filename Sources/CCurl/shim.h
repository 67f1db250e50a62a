#pragma once

// The checks of types are macros, which do nothing for an option that is a parameter.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Swift cannot call variadic C functions, such as curl_easy_setopt.
static inline CURLcode ccurl_set_text(CURL *transfer, CURLoption option, const char *value) {
  return curl_easy_setopt(transfer, option, value);
}

static inline CURLcode ccurl_set_number(CURL *transfer, CURLoption option, long value) {
  return curl_easy_setopt(transfer, option, value);
}

static inline CURLcode ccurl_set_list(CURL *transfer, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(transfer, option, value);
}

// Sets a body, which is copied.
static inline CURLcode ccurl_set_body(CURL *transfer, const void *bytes, size_t size) {
  CURLcode code = curl_easy_setopt(transfer, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
  return code ? code : curl_easy_setopt(transfer, CURLOPT_COPYPOSTFIELDS, bytes);
}

typedef size_t (*ccurl_receiver)(char *bytes, size_t size, size_t count, void *context);

// Sets the functions that get each line of the header and each piece of the body, the one that opens the socket, and the
// pointer that all of them get.
static inline void ccurl_set_callbacks(
    CURL *transfer, ccurl_receiver header, ccurl_receiver body, curl_opensocket_callback open, void *context) {
  curl_easy_setopt(transfer, CURLOPT_HEADERFUNCTION, header);
  curl_easy_setopt(transfer, CURLOPT_HEADERDATA, context);
  curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(transfer, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, open);
  curl_easy_setopt(transfer, CURLOPT_OPENSOCKETDATA, context);
}

// The only protocol of a transfer.
static inline CURLcode ccurl_allow_https_only(CURL *transfer) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(transfer, CURLOPT_PROTOCOLS_STR, "https");
#else
  return curl_easy_setopt(transfer, CURLOPT_PROTOCOLS, (long)CURLPROTO_HTTPS);
#endif
}

static inline CURLMcode ccurl_multi_set_number(CURLM *transfers, CURLMoption option, long value) {
  return curl_multi_setopt(transfers, option, value);
}

static inline long ccurl_number(CURL *transfer, CURLINFO information) {
  long value = 0;
  curl_easy_getinfo(transfer, information, &value);
  return value;
}

// Takes the next transfer that has ended, with its result; NULL if there is none.
static inline CURL *ccurl_next_ended(CURLM *transfers, CURLcode *result) {
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read(transfers, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

// Where the bytes of an address begin, which are more than the structure says.
static inline const void *ccurl_address_bytes(const struct curl_sockaddr *address) { return &address->addr; }

// Macros, which Swift does not see.
static const curl_socket_t ccurl_no_socket = CURL_SOCKET_BAD;
static const long ccurl_initialize_all = CURL_GLOBAL_ALL;
