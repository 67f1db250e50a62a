#pragma once

#include <sys/epoll.h>
#include <sys/eventfd.h>

// From <malloc.h>; with that included, Swift no longer finds other functions in the modules where it looks for them.
int malloc_trim(size_t padding);
