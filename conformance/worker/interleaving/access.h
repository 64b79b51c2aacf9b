/* Which memory an x86-64 instruction is about to touch: enough to tell whether it is shared, and whether two processors could
 * come between its load and its store. */
#ifndef POOLPROOF_ACCESS_H
#define POOLPROOF_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

enum { ACCESSES_OF_INSTRUCTION = 2 };

struct access {
  uint32_t count;                       /* of operands in memory, without the stack's of push, call and the like */
  uint64_t at[ACCESSES_OF_INSTRUCTION]; /* two of a string instruction that copies or compares */
  uint32_t split_bytes;                 /* a read-modify-write without a lock: its width. 0: it is none */
  bool locks;
  bool calls_system;
  bool reads_time;
  uint32_t time_bytes;                  /* of the instruction that reads the time */
  bool is_relative;                     /* to where the instruction stands */
  uint32_t bytes;                       /* of each operand; rather too many than too few */
  bool writes[ACCESSES_OF_INSTRUCTION]; /* each; true where it is not known */
};

/* The registers as instructions number them: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15. Memory of a thread's own, by fs
 * or gs, is left out, and so are tables of addresses through which it calls or jumps. */
struct access access_of(const unsigned char *code, const uint64_t registers[16]);

/* Whether it may touch memory that another thread can reach, or is a point for another reason, by its form. What lies a fixed
 * way from the top of the own stack is left out, unless that is said to be met, too. */
bool access_may_be_shared(const unsigned char *code, bool with_stack);

#endif
