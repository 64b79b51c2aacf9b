/* The library is built with hidden visibility; what bears this word is seen outside. */
#ifndef BUFFERPOOL_INTERNAL_EXPORT_H
#define BUFFERPOOL_INTERNAL_EXPORT_H

#if defined(__GNUC__)
#define BP_EXPORT __attribute__((visibility("default")))
#else
#define BP_EXPORT
#endif

#endif
