"""The words in which a pool is asked for something, and what came of it is said.

Generated from data/vocabulary.toml: change it there, and run ``make generate``.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final, NamedTuple

PROTOCOL_VERSION: Final = 994460423
"""A number of what this is generated from: it tells a worker of other words."""
BATCH_CAPACITY: Final = 4096
"""Operations that the worker runs at one order."""
POOL_SLOTS: Final = 264
"""More than tables of pools by numbers of 8 bits have places; only the first 8 may be large."""
TOKEN_BYTES: Final = 8
"""What is asked of a worker begins with so many bytes that nobody can guess, and is answered by the same ones."""
TEXT_BYTES: Final = 512
NAME_BYTES: Final = 192
SITES: Final = 64
"""Places in the subject's code that a worker names."""
FUNCTIONS: Final = 32
"""Functions outside the subject that a worker names: a bit of ``outside_functions`` each."""
HOLD_MILLISECONDS: Final = 20
CONFIGURATIONS: Final = 512
DICTIONARY_CAPACITY: Final = 65536
LOG_CAPACITY: Final = 262144
AGAIN: Final = 255
"""No kind of operation: what stands for the ``index`` operations before it, done ``value`` times more."""
LEAST_PAGE_BYTES: Final = 4096
"""No machine of 64 bits has smaller pages: figures of memory are meant in these."""
SLOW_CAPACITY: Final = 4096
LANE_POOLS: Final = 3
GROWTH_SAMPLES: Final = 16
OUTCOMES: Final = 8
"""Statuses of the binding."""


class Kind(enum.IntEnum):
    """What is done with a pool."""

    CREATE = 0
    DESTROY = 1
    DESTROY_NULL = 2
    GET = 3
    RETURN = 4
    TAKE = 5
    RESET = 6
    CLEAR = 7
    COUNTERS = 8
    WRITE = 9
    WRITE_RECORD = 10


class Target(enum.IntEnum):
    """Which address a return gives back. The operation's index counts from the most recent, modulo how many there are."""

    LENT = 0
    RETURNED = 1
    """Free, and lent before: a double return."""
    REVOKED = 2
    """Lent when clear came, and not since."""
    NULL = 3
    FOREIGN = 4
    """One that is no pool's: the index is a foreign_address."""
    OTHER_POOL = 5
    """A buffer of another live pool."""
    RECORD = 6
    """A lent record of the same pool, ``extra`` bytes into it."""
    INTERIOR = 7
    """A known buffer of this pool, 1 + extra % 191 bytes into it."""
    NEIGHBOUR = 8
    """Before or behind a known buffer, when all buffers are known: ``extra`` chooses one of the distances."""
    HANDLE = 9
    """The pool's handle, when all buffers are known."""
    UNLENT = 10
    """``extra`` lines of 64 bytes before or behind a known buffer, while not all are: perhaps a free one. A pool knows, and its
    holder doesn't: either refusal is right (OWN-1, OWN-2)."""
    GONE = 11
    """A buffer of a pool that has ended, of which this pool can't have the memory: that is kept apart, or all its own buffers
    are known."""


class Pattern(enum.IntEnum):
    """What a holder writes into what it was lent."""

    FILL = 0
    """Every word is the value."""
    CANCEL_SUM = 1
    """Value and its negative in turn: the words sum to 0."""
    CANCEL_XOR = 2
    """The value once in each of two words, the rest 0: the words xor to 0."""
    ONE_WORD = 3
    """Only word extra % words; the others stay."""
    ADDRESSES = 4
    """Addresses of the pool's own buffers."""
    COUNT_UP = 5
    """Value, value + 1, ..."""
    BYTES = 6
    """Only byte extra % bytes; the others stay."""
    HANDLE = 7
    """Every word is the pool's handle."""


class ForeignAddress(enum.IntEnum):
    """An address that is no pool's. What each points at never varies from run to run, so that a failure stays the same
    failure."""

    OF_THE_WORKER = 0
    """Readable memory of the worker's, aligned as a buffer is."""
    MISALIGNED = 1
    """8 bytes behind it."""
    LOW = 2
    """64: aligned, not mapped."""
    TOP = 3
    """The last line of the address space."""
    UNREADABLE = 4
    """Mapped, and not to be read."""
    ONE = 5
    """1."""
    NOT_CANONICAL = 6
    """The highest bit alone: the processor knows no such address."""
    OF_THE_WORKER_TOO = 7
    """A buffer's length behind the first."""
    UPPER_HALF_DIFFERS = 8
    """A buffer, but for the upper half of its address."""
    TAGGED_AT_TOP = 9
    """A buffer, but for the highest bit, where some keep a tag."""
    TAGGED_ABOVE_USER = 10
    """A buffer, but for bit 48, where some keep a tag."""
    STACK = 11
    """On the stack, above every frame."""
    HEAP = 12
    """A block of the same heap that pools live on."""
    BESIDE_BLOCK = 13
    """``value`` bytes behind known buffer ``extra``, when all buffers are known: from here on, ``value`` says where (bytes
    before it count down from 2^64)."""
    BESIDE_RECORD = 14
    """The same of a receipt that is lent."""
    BESIDE_HANDLE = 15
    """The same of the pool's handle."""
    BESIDE_OTHER_POOL = 16
    """The same of a buffer of another live pool."""
    BESIDE_HEAP = 17
    """The same of a block of the judge's on the heap."""
    ANYWHERE = 18
    """``value`` itself, when all buffers are known, or no program can have memory there."""
    LIBRARY_CODE = 19
    """So far into what of the subject's library nobody can write, around and around, as in those below."""
    LIBRARY_DATA = 20
    """Into its data, when all buffers are known: they may lie there."""
    C_LIBRARY = 21
    """Into what of the C library nobody can write."""
    WORKER = 22
    """Into the worker's own program and data."""
    KERNEL_PAGES = 23
    """Into the pages that the kernel gives every process."""
    ABOVE_STACK = 24
    """Into what lies above every frame of the stack."""


class Flag(enum.IntFlag):
    """How an operation is done."""

    NONE = 0
    OBSERVE_USAGE = 1
    DEFAULT_CONFIG = 2
    STEP = 4
    """Go through it instruction by instruction, where the worker can (HOT-5)."""
    HOLD = 8
    """Let HOLD_MILLISECONDS pass before looking at what is lent: somebody else may be at work there (ISO-3)."""
    REUSE = 16
    """What this destroy gives back may be had again at once, as in any program; else it is kept apart for a while."""
    GONE = 32
    """A create: what came with a call to this pool is unmapped once the call is over (ISO-5)."""
    EXACT = 64
    """A get: the value is the size, and no step between the smallest and the largest."""


class Placement(enum.IntEnum):
    """How the blocks lie that a create takes, and the operations after it."""

    ANYWHERE = 0
    SOILED = 1
    """Anywhere; a block of any size holds nonsense, unless it was asked for blank: its pages are touched by that."""
    AT_END = 2
    """Soiled too, and each ends at a page that can't be read (BOUND-1)."""
    AT_BEGINNING = 3
    """Soiled too, and each begins right behind such a page."""


class State(enum.IntEnum):
    """How far an operation came."""

    NOT_RUN = 0
    BEGUN = 1
    DONE = 2
    INAPPLICABLE = 3
    """Nothing there to operate on: no such pool, nothing lent."""


class Out(enum.IntEnum):
    """What an out parameter holds when it names no block."""

    NULL = -1
    UNTOUCHED = -2
    UNCOUNTABLE = -3


class OutFlag(enum.IntFlag):
    """What is said of a block that was handed out."""

    NONE = 0
    NEW = 1
    MISALIGNED = 2
    OVERLAPS = 4


class Breach(enum.IntEnum):
    """What reaches beyond a block that the subject took."""

    NONE = 0
    BEFORE = 1
    """Bytes were written before it."""
    BEHIND = 2
    LENT_BEFORE = 3
    """What is lent begins before it."""
    LENT_BEHIND = 4
    LENT_GIVEN_BACK = 5
    """What is lent lies in a block that was given back."""


class LentKind(enum.IntEnum):
    """What a pool lends."""

    NONE = 0
    BLOCK = 1
    RECORD = 2


class Surrounding(enum.IntEnum):
    """What a caller has besides memory, and finds as it was after a call (ENV-1)."""

    NONE = 0
    DIRECTION_FLAG = 1
    REGISTER = 2
    """One that a function must preserve: rbx, rbp, r12 to r15, by number."""
    STACK_POINTER = 3
    """Off by so many bytes."""
    MXCSR = 4
    """Its control bits."""
    X87_CONTROL = 5
    X87_STACK = 6
    """A register of it is not empty."""
    SIGNAL_MASK = 7
    """Whether a signal is blocked."""
    SIGNAL_ACTION = 8
    """Of a signal: a signal_action."""
    SIGNAL_STACK = 9
    UMASK = 10
    WORKING_DIRECTORY = 11
    LOCALE = 12
    THREAD_LOCALE = 13
    DESCRIPTOR = 14
    """Whether one that was open before is open, on the same file."""


class SignalAction(enum.IntEnum):
    """What becomes of a signal."""

    DEFAULT = 0
    IGNORED = 1
    HANDLED = 2


class CallerVariable(enum.IntEnum):
    """What a caller hands over with a call, for as long as that takes (ISO-5)."""

    NONE = 0
    CONFIG = 1
    OUT = 2
    USAGE = 3


class AnswerHow(enum.IntEnum):
    """What becomes of what is not proper."""

    UNDEFINED = 0
    """Never asked."""
    REFUSED = 1
    IGNORED = 2
    ABORTS = 3
    """Asked in a process of its own."""
    GROWS = 4


class FillOf(enum.IntEnum):
    """What a block holds at a get, or while it is free."""

    ANY = 0
    KEPT = 1
    """What its last holder left."""
    BYTE = 2
    """Every byte is the same."""


class Reuse(enum.IntEnum):
    """Which free block comes next."""

    ANY = 0
    LIFO = 1
    FIFO = 2
    LOWEST_ADDRESS = 3


class Fresh(enum.IntEnum):
    """How never-lent blocks come, by address."""

    ANY = 0
    ASCENDING = 1
    DESCENDING = 2


class DestroyHow(enum.IntEnum):
    """Which pools can be destroyed."""

    FREES = 0
    NEEDS_ALL_RETURNED = 1
    NONE = 2


class Counter(enum.IntFlag):
    """A number that a pool tells of itself."""

    NONE = 0
    CAPACITY = 1
    USED = 2
    FREE = 4
    PEAK = 8


class Ending(enum.IntEnum):
    """How the process ended in which an operation was asked for that is promised to abort."""

    NONE = 0
    """There was no such process."""
    CAME_BACK = 1
    """It did not: the operation came back."""
    SIGNAL = 2
    STATUS = 3
    """Other than 0."""
    ZERO = 4
    """As if all were well."""
    HANG = 5
    """It had to be ended."""


class Command(enum.IntEnum):
    """What the harness asks of the worker."""

    RUN = 0
    LANE = 1
    REPLAY = 2
    EXPLORE = 3
    WALK = 4


class Phase(enum.IntEnum):
    """What the worker is about."""

    STARTING = 0
    LOADING = 1
    """Inside the loader, or the subject's constructors."""
    READY = 2
    SUBJECT = 3
    """Inside the subject."""
    HOLDER = 4
    """Touching what the subject lent."""
    REFUSED = 5
    """Not a subject: ``text`` says why."""
    UNLOADING = 6


class Exit(enum.IntEnum):
    """Exit statuses by which a worker says why it ended itself."""

    REFUSED = 90
    HANG = 91
    CHANNEL = 92
    STACK = 93
    MACHINE = 94
    """What the worker needs is not to be had here: its standard error says what."""
    BOUNDS = 95
    """Something was read or written next to a block: its standard error says what."""


class Probe(enum.IntFlag):
    """What a worker can watch inside an operation."""

    NONE = 0
    SYSTEM_CALLS = 1
    PAGE_FAULTS = 2
    INSTRUCTIONS = 4
    ALLOCATIONS = 8
    SURROUNDINGS = 16
    """What a process has besides memory, after every operation: elsewhere now and then."""
    ADDRESS_SPACE = 32
    """How large it is: what a create takes past malloc and mmap."""


class Counting(enum.IntEnum):
    """Which allocations a worker counts: the values of ``counts_allocations``."""

    NONE = 0
    ALL = 1
    OF_PYTHON = 2
    """The calls of CPython's allocators, inside an operation of the hot path."""


class Occupancy(enum.IntEnum):
    """Where a pool stood: the native lane counts what it reached by this, by what was asked, and by what came of it."""

    EMPTY = 0
    ONE = 1
    SOME = 2
    ALL_BUT_ONE = 3
    FULL = 4


class ExplorationEnd(enum.IntEnum):
    """Why an exploration ended."""

    WHOLE = 0
    TRANSITIONS = 1
    DEPTH = 2
    ROOM = 3
    UNFIT = 4
    """It could not begin: too large a pool, or too much memory of the subject's own."""


KINDS: Final = 11
TARGETS: Final = 12
PATTERNS: Final = 8
FOREIGN_ADDRESSES: Final = 25
OCCUPANCIES: Final = 5


HOT_KINDS: Final = frozenset({Kind.GET, Kind.RETURN, Kind.TAKE, Kind.RESET, Kind.COUNTERS})
"""HOT-1 to HOT-4 speak of these."""

BOUNDED_KINDS: Final = frozenset({Kind.GET, Kind.RETURN, Kind.TAKE})
"""HOT-5 speaks of these."""

HANDING_OUT_KINDS: Final = frozenset({Kind.CREATE, Kind.GET, Kind.TAKE})
"""They have an out parameter (REFUSE-1)."""

WRITES: Final = frozenset({Kind.WRITE, Kind.WRITE_RECORD})
"""What a holder does to what it was lent, and no pool sees."""

DOUBLE_RETURNS: Final = frozenset({Target.RETURNED, Target.REVOKED, Target.UNLENT})
"""OWN-2 speaks of these, and OWN-1 of the other misuses."""


class BlockField(NamedTuple):
    """A part of what a pool lends. In bytes."""

    name: str
    offset: int
    bytes: int


BLOCK_FIELDS: Final[Mapping[LentKind, tuple[BlockField, ...]]] = {
    LentKind.BLOCK: (
        BlockField("s[0]", 0, 8),
        BlockField("s[1]", 8, 8),
        BlockField("s[2]", 16, 8),
        BlockField("s[3]", 24, 8),
        BlockField("s[4]", 32, 8),
        BlockField("s[5]", 40, 8),
        BlockField("s[6]", 48, 8),
        BlockField("s[7]", 56, 8),
        BlockField("p[0]", 64, 8),
        BlockField("p[1]", 72, 8),
        BlockField("p[2]", 80, 8),
        BlockField("p[3]", 88, 8),
        BlockField("p[4]", 96, 8),
        BlockField("p[5]", 104, 8),
        BlockField("p[6]", 112, 8),
        BlockField("p[7]", 120, 8),
        BlockField("o[0]", 128, 8),
        BlockField("o[1]", 136, 8),
        BlockField("o[2]", 144, 8),
        BlockField("o[3]", 152, 8),
        BlockField("o[4]", 160, 8),
        BlockField("o[5]", 168, 8),
        BlockField("o[6]", 176, 8),
        BlockField("o[7]", 184, 8),
    ),
    LentKind.RECORD: (
        BlockField("id", 0, 8),
        BlockField("cycle_id", 8, 8),
        BlockField("shard_id", 16, 8),
        BlockField("hook_id", 24, 8),
        BlockField("ticks", 32, 4),
        BlockField("actual_ticks", 36, 4),
        BlockField("lanes", 40, 4),
        BlockField("flags", 44, 4),
        BlockField("span_id", 48, 8),
        BlockField("a_hash", 56, 8),
        BlockField("prev_hash", 64, 32),
        BlockField("hash", 96, 32),
    ),
}
BLOCK_BYTES: Final[Mapping[LentKind, int]] = {LentKind.BLOCK: 192, LentKind.RECORD: 128}
BLOCK_WORDS: Final[Mapping[LentKind, int]] = {LentKind.BLOCK: 24, LentKind.RECORD: 16}
"""Words of 64 bits."""


class OperationFields(NamedTuple):
    """What is asked of a pool."""

    kind: Kind
    pool: int = 0
    target: int = 0
    """A return_target, the write_pattern of a write, or the placement of a create."""
    flags: int = 0
    nth: int = 0
    """Create: which of its allocations fails, from 1; 0: none."""
    extra: int = 0
    """An offset, or the place of a word; create: whether all later allocations fail too."""
    value: int = 0
    """Get: the size; create: block_count | record_count << 32; writes: the value; a foreign_address: where."""


class ObservationFields(NamedTuple):
    """What came of one operation."""

    state: int = 0
    """An observation_state."""
    status: int = 0
    out: int = -1
    """The number of the block handed out, in the order in which its pool first handed them out; or an out_value."""
    target: int = -1
    """The number of the block given back or written to, or -1."""
    out_flags: int = 0
    usage_observed: int = 0
    soa_in_use: int = 0
    soa_total: int = 0
    receipts_in_use: int = 0
    receipts_total: int = 0
    dirty_count: int = 0
    """Words that were not blank when handed out; a receipt's id does not count."""
    dirty_at: int = 0
    """The first of them."""
    addressless: int = 0
    """The block has no address that could be misaligned: an object of a Python class."""
    dirty_value: int = 0
    receipt_id: int = 0
    address: int = 0
    """For the eyes of the subject's author only: it differs from run to run."""
    overlaps_kind: int = 0
    """A lent_kind."""
    overlaps_pool: int = 0
    overlaps_word: int = 0
    """Where in it."""
    overlaps_index: int = 0
    disturbed_kind: int = 0
    """A lent_kind."""
    disturbed_pool: int = 0
    disturbed_word: int = 0
    """Where in it."""
    disturbed_index: int = 0
    disturbed_expected: int = 0
    disturbed_found: int = 0
    allocations: int = 0
    """Within this operation, by the thread that ran it."""
    releases: int = 0
    allocated_bytes: int = 0
    held_bytes: int = 0
    """Of these and not given back, the most at one time."""
    live_bytes: int = 0
    """Taken inside the subject since it was loaded, and not given back."""
    virtual_pages: int = 0
    """After create, destroy and counters only: the size of the address space."""
    system_calls: int = 0
    """0 or 1 for each call into the subject: what follows the first runs free."""
    system_call_number: int = 0
    page_faults: int = 0
    instructions: int = 0
    """0 when it was not stepped through."""
    locked_instructions: int = 0
    time_stamp_reads: int = 0
    free_descriptor: int = 0
    """After create and destroy only: the lowest file descriptor that is free."""
    time_stamps: int = 0
    """Counts of the time-stamp counter that it took, 0 where there is none: a hint of what to step through, never a verdict."""
    site: int = 0
    """Of the first allocation or system call of a hot operation: 1 + its place in ``sites``, or 0."""
    system_call_instructions: int = 0
    """These, as ``locked_instructions`` and ``time_stamp_reads``: of what was stepped through."""
    outside_functions: int = 0
    """Bit i: function i of ``functions``, outside the subject, was called from inside."""
    stale_block_bytes: int = 0
    """Size of a block that was written to after destroy gave it back; 0: none was."""
    stale_at: int = 0
    """Where in it."""
    stale_count: int = 0
    """And how many bytes."""
    breach: int = 0
    """A breach: what reached beyond a block that the subject took (BOUND-1)."""
    breach_count: int = 0
    """Bytes."""
    breach_taken_by: int = 0
    """The operation_kind that took the block."""
    breach_given_back_by: int = 0
    """And the one that gave it back."""
    breach_distance: int = 0
    """Bytes from the edge of the block; where it was given back, the place in it."""
    breach_block_bytes: int = 0
    """As they were asked for."""
    allocations_failed: int = 0
    """Of a create in which memory was to run out."""
    said_at: int = 0
    """Of a create that was refused: where in the worker's standard error begins what it wrote there."""
    said_bytes: int = 0
    """And how much."""
    surrounding: int = 0
    """A surrounding that was left changed."""
    surrounding_number: int = 0
    """Which register, signal or descriptor."""
    surrounding_before: int = 0
    surrounding_after: int = 0
    surrounding_of_usage: int = 0
    """It was the look at the usage behind the operation that left it so."""
    errno_before: int = 0
    """What errno was when the subject was entered."""
    variable: int = 0
    """A caller_variable of an earlier call that was written to, or touched when it was gone."""
    variable_place: int = 0
    """The place of that call in the sequence."""
    variable_number: int = 0
    """Which number of a config or a usage; of what was handed out, 1 + the number of the block or of the pool, or 0."""
    variable_is_gone: int = 0
    variable_before: int = 0
    variable_after: int = 0
    counters_seen: int = 0
    """Counters (binding 2) that were asked for after the operation: bits of a counter."""
    ending: int = 0
    """How the process ended in which it was asked for, where that was one of its own; what else is told is of that process."""
    counted_capacity: int = 0
    counted_used: int = 0
    counted_free: int = 0
    counted_peak: int = 0
    dirty_expected: int = 0
    """What the first word that is not as promised was to hold; the last word of a block may be a part of one."""
    changed_free_kind: int = 0
    """A lent_kind."""
    changed_free_pool: int = 0
    changed_free_word: int = 0
    """Where in it."""
    changed_free_index: int = 0
    changed_free_expected: int = 0
    changed_free_found: int = 0
    ending_number: int = 0
    """The signal, or the exit status."""
    breach_of_storage: int = 0
    """The block of the breach is the storage that create was given."""


class SlowOperation(NamedTuple):
    """An operation of the native lane that took long: a reason to look at it, no more."""

    walk: int = 0
    """The seed of its walk; where instructions are counted, the status that was right."""
    place: int = 0
    time_stamps: int = 0
    """Or instructions, where those are counted; at their largest: a session must look."""


class GrowthSample(NamedTuple):
    """How much was taken at one place of a long sequence in the native lane."""

    live_bytes: int = 0
    virtual_pages: int = 0


class Terms(NamedTuple):
    """What the worker must know of the contract."""

    binding: int = 0
    block_bytes: int = 0
    block_align: int = 0
    block_count: int = 0
    first_count: int = 0
    """That create accepts."""
    last_count: int = 0
    most_blocks: int = 0
    """That the harness ever asks a pool for."""
    is_at_least: int = 0
    """A pool may lend more than its count."""
    record_bytes: int = 0
    """0: there is no sequence."""
    record_align: int = 0
    record_count: int = 0
    most_records: int = 0
    number_at: int = 0
    """Below 0: what is in a record is not judged."""
    at_get: int = 0
    """A fill."""
    at_get_byte: int = 0
    while_free: int = 0
    while_free_byte: int = 0
    reuse: int = 0
    fresh: int = 0
    fresh_first: int = 0
    clear_as_created: int = 0
    """The order after clear is the one after create."""
    has_size: int = 0
    smallest: int = 0
    largest: int = 0
    size_before_capacity: int = 0
    is_single: int = 0
    """There is never more than one pool."""
    has_clear: int = 0
    destroy: int = 0
    """A destroy_how."""
    destroys_null: int = 0
    storage_is_given: int = 0
    storage_align: int = 0
    counters: int = 0
    """That are promised: bits of a counter."""
    storage_fixed: int = 0
    storage_per_block: int = 0
    exhausted_how: int = 0
    """An answer_how."""
    exhausted_code: int = 0
    too_large_how: int = 0
    """An answer_how."""
    too_large_code: int = 0
    records_exhausted_how: int = 0
    """An answer_how."""
    records_exhausted_code: int = 0
    bad_config_how: int = 0
    """An answer_how."""
    bad_config_code: int = 0
    out_of_memory_how: int = 0
    """An answer_how."""
    out_of_memory_code: int = 0
    of_null_how: int = 0
    """An answer_how."""
    of_null_code: int = 0
    of_foreign_how: int = 0
    """An answer_how."""
    of_foreign_code: int = 0
    of_other_pool_how: int = 0
    """An answer_how."""
    of_other_pool_code: int = 0
    of_interior_how: int = 0
    """An answer_how."""
    of_interior_code: int = 0
    of_double_how: int = 0
    """An answer_how."""
    of_double_code: int = 0
    of_revoked_how: int = 0
    """An answer_how."""
    of_revoked_code: int = 0
    of_record_how: int = 0
    """An answer_how."""
    of_record_code: int = 0
