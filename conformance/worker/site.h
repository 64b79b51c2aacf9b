/* Where in the subject an allocation or a system call of the hot path was made: the frame nearest to it that lies in the
 * subject's own library, and not in a runtime or the C library. Where that is no function of the binding, the outermost frame
 * of the library is named too.
 *
 * At most one is noted an operation, and only while the session asks for it: a walk up the stack takes some microseconds, and
 * create may allocate thousands of times. */
#ifndef POOLPROOF_SITE_H
#define POOLPROOF_SITE_H

#include "protocol.h"

/* Where names are put. Call once, after library_find. */
void site_init(char (*names)[NAME_BYTES]);

/* Note the first call of this thread from here on. */
void site_watch(void);

/* Called from inside the call. */
void site_note(void);

/* Stop. The number of the site's name, from 1 on; 0: there was none, or the stack can't be walked. */
uint32_t site_end(void);

#endif
