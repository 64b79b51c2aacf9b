/* What the harness and the worker share: one mapping, written by one side at a time.
 *
 *   harness: writes operations, sends one byte   -->  worker: runs them in order, writes one observation each
 *   harness: reads observations                  <--  worker: sends one byte
 *
 * The worker stores `begun` before it enters the subject, so that an operation that never ends is known by its place.
 *
 * Generated from spec/poolproof/spec/data/vocabulary.toml: change it there, and run `make generate`.
 * The generator lays it out: */
/* clang-format off */
#ifndef POOLPROOF_PROTOCOL_H
#define POOLPROOF_PROTOCOL_H

#include <stdint.h>

enum {
  PROTOCOL_VERSION = 994460423, /* a number of what this is generated from: it tells a worker of other words */
  BATCH_CAPACITY = 4096,        /* operations that the worker runs at one order */
  POOL_SLOTS = 264,             /* more than tables of pools by numbers of 8 bits have places; only the first 8 may be large */
  /* what is asked of a worker begins with so many bytes that nobody can guess, and is answered by the same ones */
  TOKEN_BYTES = 8,
  TEXT_BYTES = 512,
  NAME_BYTES = 192,
  SITES = 64,                   /* places in the subject's code that a worker names */
  FUNCTIONS = 32,               /* functions outside the subject that a worker names: a bit of `outside_functions` each */
  HOLD_MILLISECONDS = 20,
  CONFIGURATIONS = 512,
  DICTIONARY_CAPACITY = 65536,
  LOG_CAPACITY = 262144,
  /* no kind of operation: what stands for the `index` operations before it, done `value` times more */
  AGAIN = 255,
  LEAST_PAGE_BYTES = 4096,      /* no machine of 64 bits has smaller pages: figures of memory are meant in these */
  SLOW_CAPACITY = 4096,
  LANE_POOLS = 3,
  GROWTH_SAMPLES = 16,
  OUTCOMES = 8                  /* statuses of the binding */
};

/* What is done with a pool. */
enum operation_kind {
  OPERATION_CREATE = 0,
  OPERATION_DESTROY = 1,
  OPERATION_DESTROY_NULL = 2,
  OPERATION_GET = 3,
  OPERATION_RETURN = 4,
  OPERATION_TAKE = 5,
  OPERATION_RESET = 6,
  OPERATION_CLEAR = 7,
  OPERATION_COUNTERS = 8,
  OPERATION_WRITE = 9,
  OPERATION_WRITE_RECORD = 10
};
enum { KINDS = 11 };

/* Which address a return gives back. The operation's index counts from the most recent, modulo how many there are. */
enum return_target {
  TARGET_LENT = 0,
  TARGET_RETURNED = 1,   /* free, and lent before: a double return */
  TARGET_REVOKED = 2,    /* lent when clear came, and not since */
  TARGET_NULL = 3,
  TARGET_FOREIGN = 4,    /* one that is no pool's: the index is a foreign_address */
  TARGET_OTHER_POOL = 5, /* a buffer of another live pool */
  TARGET_RECORD = 6,     /* a lent record of the same pool, `extra` bytes into it */
  TARGET_INTERIOR = 7,   /* a known buffer of this pool, 1 + extra % 191 bytes into it */
  TARGET_NEIGHBOUR = 8,  /* before or behind a known buffer, when all buffers are known: `extra` chooses one of the distances */
  TARGET_HANDLE = 9,     /* the pool's handle, when all buffers are known */
  /* `extra` lines of 64 bytes before or behind a known buffer, while not all are: perhaps a free one. A pool knows, and its
   * holder doesn't: either refusal is right (OWN-1, OWN-2) */
  TARGET_UNLENT = 10,
  /* a buffer of a pool that has ended, of which this pool can't have the memory: that is kept apart, or all its own buffers are
   * known */
  TARGET_GONE = 11
};
enum { TARGETS = 12 };

/* What a holder writes into what it was lent. */
enum write_pattern {
  PATTERN_FILL = 0,       /* every word is the value */
  PATTERN_CANCEL_SUM = 1, /* value and its negative in turn: the words sum to 0 */
  PATTERN_CANCEL_XOR = 2, /* the value once in each of two words, the rest 0: the words xor to 0 */
  PATTERN_ONE_WORD = 3,   /* only word extra % words; the others stay */
  PATTERN_ADDRESSES = 4,  /* addresses of the pool's own buffers */
  PATTERN_COUNT_UP = 5,   /* value, value + 1, ... */
  PATTERN_BYTES = 6,      /* only byte extra % bytes; the others stay */
  PATTERN_HANDLE = 7      /* every word is the pool's handle */
};
enum { PATTERNS = 8 };

/* An address that is no pool's. What each points at never varies from run to run, so that a failure stays the same failure. */
enum foreign_address {
  FOREIGN_OF_THE_WORKER = 0,      /* readable memory of the worker's, aligned as a buffer is */
  FOREIGN_MISALIGNED = 1,         /* 8 bytes behind it */
  FOREIGN_LOW = 2,                /* 64: aligned, not mapped */
  FOREIGN_TOP = 3,                /* the last line of the address space */
  FOREIGN_UNREADABLE = 4,         /* mapped, and not to be read */
  FOREIGN_ONE = 5,                /* 1 */
  FOREIGN_NOT_CANONICAL = 6,      /* the highest bit alone: the processor knows no such address */
  FOREIGN_OF_THE_WORKER_TOO = 7,  /* a buffer's length behind the first */
  FOREIGN_UPPER_HALF_DIFFERS = 8, /* a buffer, but for the upper half of its address */
  FOREIGN_TAGGED_AT_TOP = 9,      /* a buffer, but for the highest bit, where some keep a tag */
  FOREIGN_TAGGED_ABOVE_USER = 10, /* a buffer, but for bit 48, where some keep a tag */
  FOREIGN_STACK = 11,             /* on the stack, above every frame */
  FOREIGN_HEAP = 12,              /* a block of the same heap that pools live on */
  /* `value` bytes behind known buffer `extra`, when all buffers are known: from here on, `value` says where (bytes before it
   * count down from 2^64) */
  FOREIGN_BESIDE_BLOCK = 13,
  FOREIGN_BESIDE_RECORD = 14,     /* the same of a receipt that is lent */
  FOREIGN_BESIDE_HANDLE = 15,     /* the same of the pool's handle */
  FOREIGN_BESIDE_OTHER_POOL = 16, /* the same of a buffer of another live pool */
  FOREIGN_BESIDE_HEAP = 17,       /* the same of a block of the judge's on the heap */
  FOREIGN_ANYWHERE = 18,          /* `value` itself, when all buffers are known, or no program can have memory there */
  /* so far into what of the subject's library nobody can write, around and around, as in those below */
  FOREIGN_LIBRARY_CODE = 19,
  FOREIGN_LIBRARY_DATA = 20,      /* into its data, when all buffers are known: they may lie there */
  FOREIGN_C_LIBRARY = 21,         /* into what of the C library nobody can write */
  FOREIGN_WORKER = 22,            /* into the worker's own program and data */
  FOREIGN_KERNEL_PAGES = 23,      /* into the pages that the kernel gives every process */
  FOREIGN_ABOVE_STACK = 24        /* into what lies above every frame of the stack */
};
enum { FOREIGN_ADDRESSES = 25 };

/* How an operation is done. */
enum operation_flag {
  FLAG_OBSERVE_USAGE = 1,
  FLAG_DEFAULT_CONFIG = 2,
  FLAG_STEP = 4,   /* go through it instruction by instruction, where the worker can (HOT-5) */
  FLAG_HOLD = 8,   /* let HOLD_MILLISECONDS pass before looking at what is lent: somebody else may be at work there (ISO-3) */
  /* what this destroy gives back may be had again at once, as in any program; else it is kept apart for a while */
  FLAG_REUSE = 16,
  FLAG_GONE = 32,  /* a create: what came with a call to this pool is unmapped once the call is over (ISO-5) */
  FLAG_EXACT = 64  /* a get: the value is the size, and no step between the smallest and the largest */
};

/* How the blocks lie that a create takes, and the operations after it. */
enum placement {
  PLACED_ANYWHERE = 0,
  /* anywhere; a block of any size holds nonsense, unless it was asked for blank: its pages are touched by that */
  PLACED_SOILED = 1,
  PLACED_AT_END = 2,      /* soiled too, and each ends at a page that can't be read (BOUND-1) */
  PLACED_AT_BEGINNING = 3 /* soiled too, and each begins right behind such a page */
};

/* How far an operation came. */
enum observation_state {
  STATE_NOT_RUN = 0,
  STATE_BEGUN = 1,
  STATE_DONE = 2,
  STATE_INAPPLICABLE = 3 /* nothing there to operate on: no such pool, nothing lent */
};

/* What an out parameter holds when it names no block. */
enum out_value {
  OUT_NULL = -1,
  OUT_UNTOUCHED = -2,
  OUT_UNCOUNTABLE = -3
};

/* What is said of a block that was handed out. */
enum out_flag {
  OUT_NEW = 1,
  OUT_MISALIGNED = 2,
  OUT_OVERLAPS = 4
};

/* What reaches beyond a block that the subject took. */
enum breach_kind {
  BREACH_NONE = 0,
  BREACH_BEFORE = 1,         /* bytes were written before it */
  BREACH_BEHIND = 2,
  BREACH_LENT_BEFORE = 3,    /* what is lent begins before it */
  BREACH_LENT_BEHIND = 4,
  BREACH_LENT_GIVEN_BACK = 5 /* what is lent lies in a block that was given back */
};

/* What a pool lends. */
enum lent_kind {
  LENT_NONE = 0,
  LENT_BLOCK = 1,
  LENT_RECORD = 2
};

/* What a caller has besides memory, and finds as it was after a call (ENV-1). */
enum surrounding {
  SURROUNDING_NONE = 0,
  SURROUNDING_DIRECTION_FLAG = 1,
  SURROUNDING_REGISTER = 2,      /* one that a function must preserve: rbx, rbp, r12 to r15, by number */
  SURROUNDING_STACK_POINTER = 3, /* off by so many bytes */
  SURROUNDING_MXCSR = 4,         /* its control bits */
  SURROUNDING_X87_CONTROL = 5,
  SURROUNDING_X87_STACK = 6,     /* a register of it is not empty */
  SURROUNDING_SIGNAL_MASK = 7,   /* whether a signal is blocked */
  SURROUNDING_SIGNAL_ACTION = 8, /* of a signal: a signal_action */
  SURROUNDING_SIGNAL_STACK = 9,
  SURROUNDING_UMASK = 10,
  SURROUNDING_WORKING_DIRECTORY = 11,
  SURROUNDING_LOCALE = 12,
  SURROUNDING_THREAD_LOCALE = 13,
  SURROUNDING_DESCRIPTOR = 14    /* whether one that was open before is open, on the same file */
};

/* What becomes of a signal. */
enum signal_action {
  ACTION_DEFAULT = 0,
  ACTION_IGNORED = 1,
  ACTION_HANDLED = 2
};

/* What a caller hands over with a call, for as long as that takes (ISO-5). */
enum caller_variable {
  VARIABLE_NONE = 0,
  VARIABLE_CONFIG = 1,
  VARIABLE_OUT = 2,
  VARIABLE_USAGE = 3
};

/* What becomes of what is not proper. */
enum answer_how {
  ANSWER_UNDEFINED = 0, /* never asked */
  ANSWER_REFUSED = 1,
  ANSWER_IGNORED = 2,
  ANSWER_ABORTS = 3,    /* asked in a process of its own */
  ANSWER_GROWS = 4
};

/* What a block holds at a get, or while it is free. */
enum fill {
  FILL_ANY = 0,
  FILL_KEPT = 1, /* what its last holder left */
  FILL_BYTE = 2  /* every byte is the same */
};

/* Which free block comes next. */
enum reuse {
  REUSE_ANY = 0,
  REUSE_LIFO = 1,
  REUSE_FIFO = 2,
  REUSE_LOWEST_ADDRESS = 3
};

/* How never-lent blocks come, by address. */
enum fresh {
  FRESH_ANY = 0,
  FRESH_ASCENDING = 1,
  FRESH_DESCENDING = 2
};

/* Which pools can be destroyed. */
enum destroy_how {
  DESTROY_FREES = 0,
  DESTROY_NEEDS_ALL_RETURNED = 1,
  DESTROY_NONE = 2
};

/* A number that a pool tells of itself. */
enum counter {
  COUNTER_CAPACITY = 1,
  COUNTER_USED = 2,
  COUNTER_FREE = 4,
  COUNTER_PEAK = 8
};

/* How the process ended in which an operation was asked for that is promised to abort. */
enum ending {
  ENDING_NONE = 0,      /* there was no such process */
  ENDING_CAME_BACK = 1, /* it did not: the operation came back */
  ENDING_SIGNAL = 2,
  ENDING_STATUS = 3,    /* other than 0 */
  ENDING_ZERO = 4,      /* as if all were well */
  ENDING_HANG = 5       /* it had to be ended */
};

/* What the harness asks of the worker. */
enum worker_command {
  COMMAND_RUN = 0,
  COMMAND_LANE = 1,
  COMMAND_REPLAY = 2,
  COMMAND_EXPLORE = 3,
  COMMAND_WALK = 4
};

/* What the worker is about. */
enum worker_phase {
  PHASE_STARTING = 0,
  PHASE_LOADING = 1, /* inside the loader, or the subject's constructors */
  PHASE_READY = 2,
  PHASE_SUBJECT = 3, /* inside the subject */
  PHASE_HOLDER = 4,  /* touching what the subject lent */
  PHASE_REFUSED = 5, /* not a subject: `text` says why */
  PHASE_UNLOADING = 6
};

/* Exit statuses by which a worker says why it ended itself. */
enum worker_exit {
  EXIT_REFUSED = 90,
  EXIT_HANG = 91,
  EXIT_CHANNEL = 92,
  EXIT_STACK = 93,
  EXIT_MACHINE = 94, /* what the worker needs is not to be had here: its standard error says what */
  EXIT_BOUNDS = 95   /* something was read or written next to a block: its standard error says what */
};

/* What a worker can watch inside an operation. */
enum probe {
  PROBE_SYSTEM_CALLS = 1,
  PROBE_PAGE_FAULTS = 2,
  PROBE_INSTRUCTIONS = 4,
  PROBE_ALLOCATIONS = 8,
  PROBE_SURROUNDINGS = 16, /* what a process has besides memory, after every operation: elsewhere now and then */
  PROBE_ADDRESS_SPACE = 32 /* how large it is: what a create takes past malloc and mmap */
};

/* Which allocations a worker counts: the values of `counts_allocations`. */
enum counting {
  COUNTING_NONE = 0,
  COUNTING_ALL = 1,
  COUNTING_OF_PYTHON = 2 /* the calls of CPython's allocators, inside an operation of the hot path */
};

/* Where a pool stood: the native lane counts what it reached by this, by what was asked, and by what came of it. */
enum occupancy {
  OCCUPANCY_EMPTY = 0,
  OCCUPANCY_ONE = 1,
  OCCUPANCY_SOME = 2,
  OCCUPANCY_ALL_BUT_ONE = 3,
  OCCUPANCY_FULL = 4
};
enum { OCCUPANCIES = 5 };

/* Why an exploration ended. */
enum exploration_end {
  END_WHOLE = 0,
  END_TRANSITIONS = 1,
  END_DEPTH = 2,
  END_ROOM = 3,
  END_UNFIT = 4 /* it could not begin: too large a pool, or too much memory of the subject's own */
};

/* Some of an enumeration, as bits: one is among them where SOME >> one & 1. */
enum {
  /* HOT-1 to HOT-4 speak of these. */
    HOT_KINDS = 1 << OPERATION_GET | 1 << OPERATION_RETURN | 1 << OPERATION_TAKE | 1 << OPERATION_RESET | 1 <<
    OPERATION_COUNTERS,
  /* HOT-5 speaks of these. */
    BOUNDED_KINDS = 1 << OPERATION_GET | 1 << OPERATION_RETURN | 1 << OPERATION_TAKE,
  /* They have an out parameter (REFUSE-1). */
    HANDING_OUT_KINDS = 1 << OPERATION_CREATE | 1 << OPERATION_GET | 1 << OPERATION_TAKE,
  /* What a holder does to what it was lent, and no pool sees. */
    WRITES = 1 << OPERATION_WRITE | 1 << OPERATION_WRITE_RECORD,
  /* OWN-2 speaks of these, and OWN-1 of the other misuses. */
    DOUBLE_RETURNS = 1 << TARGET_RETURNED | 1 << TARGET_REVOKED | 1 << TARGET_UNLENT,
};

/* A config that create is given by the native lane and by explorations. */
struct configuration {
  uint32_t block_count;
  uint32_t record_count;
  uint32_t is_default;
  uint32_t reserved;
};

/* What is asked of a pool. */
struct operation {
  uint8_t kind;
  uint16_t pool;
  uint8_t target; /* a return_target, the write_pattern of a write, or the placement of a create */
  uint8_t flags;
  uint32_t index; /* create: which of its allocations fails, from 1; 0: none */
  uint32_t extra; /* an offset, or the place of a word; create: whether all later allocations fail too */
  uint64_t value; /* get: the size; create: block_count | record_count << 32; writes: the value; a foreign_address: where */
};

/* Which of the blocks that pools lent. */
struct block_name {
  uint8_t kind;  /* a lent_kind */
  uint16_t pool;
  uint32_t word; /* where in it */
  uint32_t index;
};

/* What came of one operation. */
struct observation {
  int32_t state;                     /* an observation_state */
  int32_t status;
  /* the number of the block handed out, in the order in which its pool first handed them out; or an out_value */
  int32_t out;
  int32_t target;                    /* the number of the block given back or written to, or -1 */
  uint32_t out_flags;
  uint32_t usage_observed;
  uint32_t usage[4];
  uint32_t dirty_count;              /* words that were not blank when handed out; a receipt's id does not count */
  uint32_t dirty_at;                 /* the first of them */
  uint32_t addressless;              /* the block has no address that could be misaligned: an object of a Python class */
  uint64_t dirty_value;
  uint64_t receipt_id;
  uint64_t address;                  /* for the eyes of the subject's author only: it differs from run to run */
  struct block_name overlaps;
  struct block_name disturbed;       /* what is lent, and no longer holds what its holder wrote */
  uint64_t disturbed_expected;
  uint64_t disturbed_found;
  uint32_t allocations;              /* within this operation, by the thread that ran it */
  uint32_t releases;
  uint64_t allocated_bytes;
  uint64_t held_bytes;               /* of these and not given back, the most at one time */
  uint64_t live_bytes;               /* taken inside the subject since it was loaded, and not given back */
  uint64_t virtual_pages;            /* after create, destroy and counters only: the size of the address space */
  uint32_t system_calls;             /* 0 or 1 for each call into the subject: what follows the first runs free */
  uint32_t system_call_number;
  uint32_t page_faults;
  uint32_t instructions;             /* 0 when it was not stepped through */
  uint32_t locked_instructions;
  uint32_t time_stamp_reads;
  uint32_t free_descriptor;          /* after create and destroy only: the lowest file descriptor that is free */
  /* counts of the time-stamp counter that it took, 0 where there is none: a hint of what to step through, never a verdict */
  uint32_t time_stamps;
  /* of the first allocation or system call of a hot operation: 1 + its place in `sites`, or 0 */
  uint32_t site;
  uint32_t system_call_instructions; /* these, as `locked_instructions` and `time_stamp_reads`: of what was stepped through */
  uint32_t outside_functions;        /* bit i: function i of `functions`, outside the subject, was called from inside */
  uint32_t stale_block_bytes;        /* size of a block that was written to after destroy gave it back; 0: none was */
  uint32_t stale_at;                 /* where in it */
  uint32_t stale_count;              /* and how many bytes */
  uint32_t breach;                   /* a breach: what reached beyond a block that the subject took (BOUND-1) */
  uint32_t breach_count;             /* bytes */
  uint32_t breach_taken_by;          /* the operation_kind that took the block */
  uint32_t breach_given_back_by;     /* and the one that gave it back */
  uint64_t breach_distance;          /* bytes from the edge of the block; where it was given back, the place in it */
  uint64_t breach_block_bytes;       /* as they were asked for */
  uint32_t allocations_failed;       /* of a create in which memory was to run out */
  /* of a create that was refused: where in the worker's standard error begins what it wrote there */
  uint32_t said_at;
  uint32_t said_bytes;               /* and how much */
  uint32_t surrounding;              /* a surrounding that was left changed */
  uint32_t surrounding_number;       /* which register, signal or descriptor */
  uint64_t surrounding_before;
  uint64_t surrounding_after;
  uint32_t surrounding_of_usage;     /* it was the look at the usage behind the operation that left it so */
  uint32_t errno_before;             /* what errno was when the subject was entered */
  uint32_t variable;                 /* a caller_variable of an earlier call that was written to, or touched when it was gone */
  uint32_t variable_place;           /* the place of that call in the sequence */
  /* which number of a config or a usage; of what was handed out, 1 + the number of the block or of the pool, or 0 */
  uint32_t variable_number;
  uint32_t variable_is_gone;
  uint64_t variable_before;
  uint64_t variable_after;
  uint32_t counters_seen;            /* counters (binding 2) that were asked for after the operation: bits of a counter */
  /* how the process ended in which it was asked for, where that was one of its own; what else is told is of that process */
  uint32_t ending;
  uint64_t counted[4];
  /* what the first word that is not as promised was to hold; the last word of a block may be a part of one */
  uint64_t dirty_expected;
  struct block_name changed_free;    /* a free block that holds something else than it should */
  uint64_t changed_free_expected;
  uint64_t changed_free_found;
  uint32_t ending_number;            /* the signal, or the exit status */
  uint32_t breach_of_storage;        /* the block of the breach is the storage that create was given */
};

/* An operation of the native lane that took long: a reason to look at it, no more. */
struct slow_operation {
  uint64_t walk;        /* the seed of its walk; where instructions are counted, the status that was right */
  uint32_t place;
  uint32_t time_stamps; /* or instructions, where those are counted; at their largest: a session must look */
};

/* How much was taken at one place of a long sequence in the native lane. */
struct growth_sample {
  uint64_t live_bytes;
  uint64_t virtual_pages;
};

/* What becomes of what is not proper. With the code 0 any refusal will do. */
struct answer {
  uint32_t how; /* an answer_how */
  int32_t code;
};

/* What the worker must know of the contract. */
struct terms {
  uint32_t binding;
  uint32_t block_bytes;
  uint32_t block_align;
  uint32_t block_count;
  uint32_t first_count;      /* that create accepts */
  uint32_t last_count;
  uint32_t most_blocks;      /* that the harness ever asks a pool for */
  uint32_t is_at_least;      /* a pool may lend more than its count */
  uint32_t record_bytes;     /* 0: there is no sequence */
  uint32_t record_align;
  uint32_t record_count;
  uint32_t most_records;
  int32_t number_at;         /* below 0: what is in a record is not judged */
  uint32_t at_get;           /* a fill */
  uint32_t at_get_byte;
  uint32_t while_free;
  uint32_t while_free_byte;
  uint32_t reuse;
  uint32_t fresh;
  uint32_t fresh_first;
  uint32_t clear_as_created; /* the order after clear is the one after create */
  uint32_t has_size;
  uint32_t smallest;
  uint32_t largest;
  uint32_t size_before_capacity;
  uint32_t is_single;        /* there is never more than one pool */
  uint32_t has_clear;
  uint32_t destroy;          /* a destroy_how */
  uint32_t destroys_null;
  uint32_t storage_is_given;
  uint32_t storage_align;
  uint32_t counters;         /* that are promised: bits of a counter */
  uint64_t storage_fixed;
  uint64_t storage_per_block;
  struct answer exhausted;
  struct answer too_large;
  struct answer records_exhausted;
  struct answer bad_config;
  struct answer out_of_memory;
  struct answer of_null;     /* from here on: a return of what is not lent */
  struct answer of_foreign;
  struct answer of_other_pool;
  struct answer of_interior;
  struct answer of_double;
  struct answer of_revoked;
  struct answer of_record;
};

/* The mapping. */
struct shared {
  uint32_t version;
  uint32_t phase;                /* a worker_phase */
  uint32_t count;
  uint32_t begun;                /* operations entered so far, 1-based: the running one is begun - 1 */
  uint32_t new_session;
  uint32_t command;              /* a worker_command */
  uint32_t abi_version;
  uint32_t counts_allocations;   /* a counting */
  uint32_t operation_bytes;
  uint32_t observation_bytes;
  uint32_t wanted_probes;        /* probes: what to watch in the next batch */
  uint32_t available_probes;
  uint32_t traced_probes;        /* those of them that a tracer watches, and not the process itself */
  uint32_t tracer_error;         /* why there is no tracer: an errno; 0: there is one, or it was not needed */
  uint32_t page_bytes;           /* of this machine, as a library is told; 0 of a worker that asks nobody */
  uint32_t process_id;           /* of the worker, which is the keeper's child, and not the harness's */
  /* after each operation, at all that is lent and beside all blocks; else at some of it in turn */
  uint32_t looks_at_all;
  uint32_t errno_is_zero;        /* leave errno 0 before each call, in place of rubbish */
  uint32_t has_create;           /* without one, the pool is the process' only one */
  uint32_t is_suspect;           /* the subject has hung before: what ends in a process of its own is given less time */
  /* for a process of its own, in which an operation ends that is promised to abort: it looks after the time itself */
  uint32_t is_waiting;
  struct terms terms;            /* of the contract */
  char name[TEXT_BYTES];
  char text[TEXT_BYTES];
  char sites[SITES][NAME_BYTES]; /* places in the subject's code */
  char functions[FUNCTIONS][NAME_BYTES];
  struct operation operations[BATCH_CAPACITY];
  struct observation observations[BATCH_CAPACITY];
  uint64_t lane_seed;            /* from here on: what the native lane is given */
  uint64_t lane_operations;      /* how many to do */
  uint32_t configuration_count;
  uint32_t dictionary_count;
  uint32_t slow_threshold;       /* in counts of the time-stamp counter; 0: note none */
  uint32_t without_misuse;       /* draw proper operations alone: neither walks nor explorations return what is not lent */
  uint32_t depth_limit;          /* exploration: operations from a fresh pool; 0: none */
  uint32_t writes_vary;          /* exploration: also the states in which one block holds something else */
  uint32_t done_again;           /* how many operations of the AGAIN at hand were begun; 0: there is none */
  struct configuration configurations[CONFIGURATIONS];
  uint64_t dictionary[DICTIONARY_CAPACITY];
  uint64_t lane_done;            /* from here on: what it says; operations done, in all walks */
  uint64_t lane_walks;           /* walks begun: walk i has the seed lane_seed + i */
  uint32_t lane_differs;         /* the last operation of the log was answered otherwise than the model says */
  uint32_t log_count;            /* operations of the walk at hand */
  uint32_t is_whole;             /* exploration: every reachable state was seen */
  uint32_t slow_count;
  uint32_t deepest;              /* exploration: operations from a fresh pool to the last state that was found */
  uint32_t exploration_end;      /* of enum exploration_end */
  uint64_t reached[OCCUPANCIES][KINDS][OUTCOMES];
  uint64_t growth_count;
  struct growth_sample growth[GROWTH_SAMPLES];
  struct slow_operation slow[SLOW_CAPACITY];
  struct operation log[LOG_CAPACITY];
};

#endif
