/* Processes and threads: how they end, and how they wait for each other, past what the subject may have replaced. */
#ifndef POOLPROOF_PROCESS_H
#define POOLPROOF_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Of the thread that asks. */
pid_t process_thread(void);

/* How many there are in this process; 0: /proc does not say. */
uint32_t process_thread_count(void);

/* The whole process, at once: no destructor runs. */
_Noreturn void process_exit(int status);

/* This process is signalled when its parent ends, of whatever. */
void process_end_with_parent(int signal_number);

/* What its children leave behind becomes its own. */
void process_adopt_orphans(void);

/* No core of it is written, nor handed to a program. */
void process_leave_no_core(void);

/* Close all descriptors from there on. */
void process_close_from(uint32_t descriptor);

/* Start a process in this one's memory, and wait until it has ended; its id, or -1. */
pid_t process_run_inside(int (*run)(void *), void *stack_top, void *with);

/* By its descriptor: where it can be, not by its number, which the fence may take for another's. */
void process_kill(uint32_t process);

/* All that have this one for a parent, those that it adopted too. */
void process_kill_children(void);

/* Whether it computes, or waits for a processor: which is no sleep. */
bool process_is_runnable(uint32_t process);

/* Whether a thread of this process sleeps, and in a wait for others that has no end of its own. */
enum thread_sleep { SLEEP_NONE, SLEEP_UNTIL_WOKEN, SLEEP_UNKNOWN /* it sleeps; in which call is not told everywhere */ };
enum thread_sleep process_thread_sleep(pid_t thread);

/* Processor time that it has used, in nanoseconds; 0: it is gone. */
uint64_t process_used_ns(uint32_t process);

/* Sleep while the word, which processes share, is what it was, and at most for so long; wake those that do. */
void process_wait_while(uint32_t *word, uint32_t value, uint32_t nanoseconds);
void process_wake(uint32_t *word);

/* Between two looks at what another thread is to change. */
void process_relax(void);

#endif
