"""The mapping shared with a worker, restated from the worker's ``protocol.h``; a test holds the two together."""

from __future__ import annotations

import enum
import mmap
import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from ..observations import Observation
from ..operations import Operation
from ..repeated import parts_of

VERSION: Final = 1
BATCH_CAPACITY: Final = 4096
TEXT_BYTES: Final = 512
NAME_BYTES: Final = 192
SITES: Final = 64
FUNCTIONS: Final = 32

HEADER: Final = struct.Struct(f"@12I{TEXT_BYTES}s{TEXT_BYTES}s{SITES * NAME_BYTES}s{FUNCTIONS * NAME_BYTES}s0Q")
OPERATION: Final = struct.Struct("<4BIQQ")
OBSERVATION: Final = struct.Struct("<4i2I4I2I3QBBHIBBHI2Q2I4Q14I")

OPERATIONS_AT: Final = HEADER.size
OBSERVATIONS_AT: Final = OPERATIONS_AT + BATCH_CAPACITY * OPERATION.size

# The native lane: what it is given, what it says, and the log of the walk at hand.
CONFIGURATIONS: Final = 512
DICTIONARY_CAPACITY: Final = 1 << 16
LOG_CAPACITY: Final = 1 << 18
LANE_POOLS: Final = 3
SLOW_CAPACITY: Final = 1 << 12
OCCUPANCIES: Final = 5
KINDS: Final = 11
OUTCOMES: Final = 8
LANE_ORDER: Final = struct.Struct("<QQ6I")
CONFIGURATION: Final = struct.Struct("<4I")
LANE_ANSWER: Final = struct.Struct(f"<QQ6I{OCCUPANCIES * KINDS * OUTCOMES}Q")
SLOW_OPERATION: Final = struct.Struct("<QII")

LANE_AT: Final = OBSERVATIONS_AT + BATCH_CAPACITY * OBSERVATION.size
CONFIGURATIONS_AT: Final = LANE_AT + LANE_ORDER.size
DICTIONARY_AT: Final = CONFIGURATIONS_AT + CONFIGURATIONS * CONFIGURATION.size
LANE_ANSWER_AT: Final = DICTIONARY_AT + DICTIONARY_CAPACITY * 8
SLOW_AT: Final = LANE_ANSWER_AT + LANE_ANSWER.size
LOG_AT: Final = SLOW_AT + SLOW_CAPACITY * SLOW_OPERATION.size
SHARED_BYTES: Final = LOG_AT + LOG_CAPACITY * OPERATION.size

_FIELDS: Final = (
    "version",
    "phase",
    "count",
    "begun",
    "new_session",
    "command",
    "abi_version",
    "counts_allocations",
    "operation_bytes",
    "observation_bytes",
    "wanted_probes",
    "available_probes",
)
_FIELD_AT: Final = {name: 4 * place for place, name in enumerate(_FIELDS)}
_NAME_AT: Final = 4 * len(_FIELDS)
_TEXT_AT: Final = _NAME_AT + TEXT_BYTES
_SITES_AT: Final = _TEXT_AT + TEXT_BYTES
_FUNCTIONS_AT: Final = _SITES_AT + SITES * NAME_BYTES
_LOG_COUNT_AT: Final = struct.calcsize("<QQI")
_SLOW_THRESHOLD_AT: Final = struct.calcsize("<QQII")
_U32: Final = struct.Struct("<I")


class Phase(enum.IntEnum):
    STARTING = 0
    LOADING = 1
    READY = 2
    SUBJECT = 3
    HOLDER = 4
    REFUSED = 5
    UNLOADING = 6


class Probe(enum.IntFlag):
    """What a worker can watch inside an operation."""

    NONE = 0
    SYSTEM_CALLS = 1
    PAGE_FAULTS = 2
    INSTRUCTIONS = 4
    ALLOCATIONS = 8


class SlowOperation(NamedTuple):
    """An operation of the native lane that took long: a reason to look at it, no more."""

    walk: int
    """The seed of its walk; 0 in a replay."""
    place: int
    time_stamps: int


class Counting(enum.IntEnum):
    """Which allocations a worker counts: the values of ``counts_allocations``."""

    NONE = 0
    ALL = 1
    OF_PYTHON = 2
    """The calls of CPython's allocators, inside an operation of the hot path."""


class Command(enum.IntEnum):
    RUN = 0
    LANE = 1
    REPLAY = 2
    EXPLORE = 3
    WALK = 4


class ExplorationEnd(enum.IntEnum):
    """Why an exploration ended."""

    WHOLE = 0
    TRANSITIONS = 1
    DEPTH = 2
    ROOM = 3
    UNFIT = 4
    """It could not begin: too large a pool, or too much memory of the subject's own."""


class Exit(enum.IntEnum):
    """Exit statuses by which a worker says why it ended itself."""

    REFUSED = 90
    HANG = 91
    CHANNEL = 92
    STACK = 93


class Shared:
    """Typed access to the mapping."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    def get(self, field: str) -> int:
        value: int = _U32.unpack_from(self._memory, _FIELD_AT[field])[0]
        return value

    def put(self, field: str, value: int) -> None:
        _U32.pack_into(self._memory, _FIELD_AT[field], value)

    @property
    def name(self) -> str:
        return self._text(_NAME_AT)

    @property
    def text(self) -> str:
        return self._text(_TEXT_AT)

    def site(self, number: int) -> str:
        """The place in the subject's code that an observation calls by this number, from 1 on; empty for any other."""
        return self._text(_SITES_AT + (number - 1) * NAME_BYTES, NAME_BYTES) if 1 <= number <= SITES else ""

    def functions(self, bits: int) -> tuple[str, ...]:
        """The functions that an observation calls by these bits."""
        return tuple(
            self._text(_FUNCTIONS_AT + place * NAME_BYTES, NAME_BYTES) for place in range(FUNCTIONS) if bits >> place & 1
        )

    def put_name(self, text: str) -> None:
        self._put_text(_NAME_AT, text)

    def put_text(self, text: str) -> None:
        self._put_text(_TEXT_AT, text)

    def put_operations(self, operations: Sequence[Operation]) -> None:
        if len(operations) > BATCH_CAPACITY:
            raise ValueError(f"a batch holds {BATCH_CAPACITY} operations, not {len(operations)}")
        block = b"".join(map(_packed, operations))
        self._memory[OPERATIONS_AT : OPERATIONS_AT + len(block)] = block
        self.put("count", len(operations))

    def put_operations_of_log(self, start: int, count: int) -> None:
        """A batch of what stands in the log from there on."""
        at, size = LOG_AT + start * OPERATION.size, min(count, BATCH_CAPACITY) * OPERATION.size
        self._memory[OPERATIONS_AT : OPERATIONS_AT + size] = self._memory[at : at + size]
        self.put("count", min(count, BATCH_CAPACITY))

    def put_operation(self, place: int, operation: Operation) -> None:
        OPERATION.pack_into(self._memory, OPERATIONS_AT + place * OPERATION.size, *operation)

    def operation(self, place: int) -> Operation:
        return Operation._make(OPERATION.unpack_from(self._memory, OPERATIONS_AT + place * OPERATION.size))

    def operation_at_hand(self) -> Operation:
        """The one that was begun last."""
        return self.operation((self.get("begun") - 1) % BATCH_CAPACITY)

    def put_observation(self, place: int, observation: Observation) -> None:
        OBSERVATION.pack_into(self._memory, OBSERVATIONS_AT + place * OBSERVATION.size, *observation)

    def observation(self, place: int) -> Observation:
        return Observation._make(OBSERVATION.unpack_from(self._memory, OBSERVATIONS_AT + place * OBSERVATION.size))

    def observations(self, count: int) -> list[Observation]:
        block = self._memory[OBSERVATIONS_AT : OBSERVATIONS_AT + count * OBSERVATION.size]
        return list(map(Observation._make, OBSERVATION.iter_unpack(block)))

    def put_lane_order(
        self,
        seed: int,
        operations: int,
        configurations: Sequence[tuple[int, int, bool]],
        dictionary: Sequence[int],
        slow_threshold: int = 0,
        depth_limit: int = 0,
        *,
        writes_vary: bool = False,
    ) -> None:
        """``configurations``: buffers, receipts, and whether create is to be given no configuration."""
        chosen, words = configurations[:CONFIGURATIONS], dictionary[:DICTIONARY_CAPACITY]
        limits = slow_threshold, depth_limit, writes_vary, 0
        LANE_ORDER.pack_into(self._memory, LANE_AT, seed, operations, len(chosen), len(words), *limits)
        for place, (soa_capacity, receipt_capacity, is_default) in enumerate(chosen):
            at = CONFIGURATIONS_AT + place * CONFIGURATION.size
            CONFIGURATION.pack_into(self._memory, at, soa_capacity, receipt_capacity, is_default, 0)
        struct.pack_into(f"<{len(words)}Q", self._memory, DICTIONARY_AT, *words)

    def put_lane_seed(self, seed: int, operations: int) -> None:
        """The same order again, from another walk on."""
        struct.pack_into("<QQ", self._memory, LANE_AT, seed, operations)

    def lane_answer(self) -> tuple[int, int, bool, int, tuple[int, ...]]:
        """Operations done, walks begun, whether an answer differed, length of the log, and what was reached."""
        done, walks, differs, log_count, _, _, _, _, *reached = LANE_ANSWER.unpack_from(self._memory, LANE_ANSWER_AT)
        return done, walks, bool(differs), min(log_count, LOG_CAPACITY), tuple(reached)

    @property
    def explored_whole(self) -> bool:
        """Whether the exploration saw every state that can be reached."""
        return bool(LANE_ANSWER.unpack_from(self._memory, LANE_ANSWER_AT)[4])

    def explored(self) -> tuple[int, ExplorationEnd]:
        """How deep the exploration went, and why it ended."""
        deepest, end = LANE_ANSWER.unpack_from(self._memory, LANE_ANSWER_AT)[6:8]
        return deepest, ExplorationEnd(end) if end in list(ExplorationEnd) else ExplorationEnd.UNFIT

    def slow(self) -> tuple[SlowOperation, ...]:
        count = min(LANE_ANSWER.unpack_from(self._memory, LANE_ANSWER_AT)[5], SLOW_CAPACITY)
        block = self._memory[SLOW_AT : SLOW_AT + count * SLOW_OPERATION.size]
        return tuple(SlowOperation._make(fields) for fields in SLOW_OPERATION.iter_unpack(block))

    def put_log(
        self,
        operations: Sequence[Operation],
        given: Callable[[Operation], Operation] = lambda operation: operation,
        slow_threshold: int = 0,
    ) -> None:
        block = b"".join(_block(part, given) * times for part, times in parts_of(operations))
        self._memory[LOG_AT : LOG_AT + len(block)] = block
        struct.pack_into("<I", self._memory, LANE_ANSWER_AT + _LOG_COUNT_AT, len(operations))
        struct.pack_into("<I", self._memory, LANE_AT + _SLOW_THRESHOLD_AT, slow_threshold)

    def log(self, count: int) -> list[Operation]:
        block = self._memory[LOG_AT : LOG_AT + count * OPERATION.size]
        return [Operation._make(fields) for fields in OPERATION.iter_unpack(block)]

    def _text(self, at: int, size: int = TEXT_BYTES) -> str:
        return self._memory[at : at + size].split(b"\0", 1)[0].decode("utf-8", "replace")

    def _put_text(self, at: int, text: str) -> None:
        encoded = text.encode("utf-8", "replace")[: TEXT_BYTES - 1]
        self._memory[at : at + TEXT_BYTES] = encoded.ljust(TEXT_BYTES, b"\0")


@lru_cache(maxsize=1 << 14)
def _packed(operation: Operation) -> bytes:
    """What is asked once is mostly asked again."""
    return OPERATION.pack(*operation)


def _block(operations: Sequence[Operation], given: Callable[[Operation], Operation]) -> bytes:
    # By identity: of hundreds of thousands of operations few are objects of their own, and to hash each would take longer
    # than to run it.
    distinct = dict(zip(map(id, operations), operations, strict=True))
    packed = {identity: _packed(given(operation)) for identity, operation in distinct.items()}
    return b"".join(map(packed.__getitem__, map(id, operations)))
