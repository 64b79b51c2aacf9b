"""The mapping shared with a worker. Where what lies in it is generated (``poolproof.spec.wire``)."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Final

from poolproof.spec.vocabulary import (
    BATCH_CAPACITY,
    CONFIGURATIONS,
    DICTIONARY_CAPACITY,
    FUNCTIONS,
    GROWTH_SAMPLES,
    KINDS,
    LOG_CAPACITY,
    NAME_BYTES,
    OCCUPANCIES,
    OUTCOMES,
    SITES,
    SLOW_CAPACITY,
    TEXT_BYTES,
    ExplorationEnd,
    GrowthSample,
    SlowOperation,
    Terms,
)
from poolproof.spec.wire import CONFIGURATION, GROWTH_SAMPLE, NUMBERS, OBSERVATION, OPERATION, PLACES, SLOW_OPERATION, TERMS

from .. import legible
from ..observations import Observation
from ..operations import Kind, Operation
from ..repeated import again, entries_of, parts_of

_OPERATIONS_AT: Final = PLACES["operations"]
_OBSERVATIONS_AT: Final = PLACES["observations"]
_LOG_AT: Final = PLACES["log"]
_PACKED_AT_MOST: Final = 1 << 15
_KIND_OF: Final = attrgetter("kind")
_REACHED: Final = struct.Struct(f"<{OCCUPANCIES * KINDS * OUTCOMES}Q")


class Shared:
    """Typed access to the mapping."""

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory

    def get(self, field: str) -> int:
        at, number = NUMBERS[field]
        value: int = number.unpack_from(self._memory, at)[0]
        return value

    def put(self, field: str, value: int) -> None:
        at, number = NUMBERS[field]
        number.pack_into(self._memory, at, value)

    def put_terms(self, terms: Terms) -> None:
        TERMS.pack_into(self._memory, PLACES["terms"], *terms)

    @property
    def terms(self) -> Terms:
        return Terms._make(TERMS.unpack_from(self._memory, PLACES["terms"]))

    @property
    def name(self) -> str:
        return self._text(PLACES["name"])

    @property
    def text(self) -> str:
        return self._text(PLACES["text"])

    def site(self, number: int) -> str:
        """The place in the subject's code that an observation calls by this number, from 1 on; empty for any other."""
        return self._text(PLACES["sites"] + (number - 1) * NAME_BYTES, NAME_BYTES) if 1 <= number <= SITES else ""

    def functions(self, bits: int) -> tuple[str, ...]:
        """The functions that an observation calls by these bits."""
        return tuple(
            self._text(PLACES["functions"] + place * NAME_BYTES, NAME_BYTES) for place in range(FUNCTIONS) if bits >> place & 1
        )

    def put_name(self, text: str) -> None:
        self._put_text(PLACES["name"], text)

    def put_text(self, text: str) -> None:
        self._put_text(PLACES["text"], text)

    def put_operations(self, operations: Sequence[Operation]) -> None:
        if len(operations) > BATCH_CAPACITY:
            raise ValueError(f"a batch holds {BATCH_CAPACITY} operations, not {len(operations)}")
        block = b"".join(map(_PACKED.__getitem__, operations))
        self._memory[_OPERATIONS_AT : _OPERATIONS_AT + len(block)] = block
        self.put("count", len(operations))

    def put_operations_of_log(self, start: int, count: int) -> None:
        """A batch of what stands in the log from there on."""
        at, size = _LOG_AT + start * OPERATION.size, min(count, BATCH_CAPACITY) * OPERATION.size
        self._memory[_OPERATIONS_AT : _OPERATIONS_AT + size] = self._memory[at : at + size]
        self.put("count", min(count, BATCH_CAPACITY))

    def put_operation(self, place: int, operation: Operation) -> None:
        OPERATION.pack_into(self._memory, _OPERATIONS_AT + place * OPERATION.size, *operation)

    def operation(self, place: int) -> Operation:
        return Operation._make(OPERATION.unpack_from(self._memory, _OPERATIONS_AT + place * OPERATION.size))

    def operation_at_hand(self) -> Operation:
        """The one that was begun last."""
        return self.operation((self.get("begun") - 1) % BATCH_CAPACITY)

    def put_observation(self, place: int, observation: Observation) -> None:
        OBSERVATION.pack_into(self._memory, _OBSERVATIONS_AT + place * OBSERVATION.size, *observation)

    def observation(self, place: int) -> Observation:
        return Observation._make(OBSERVATION.unpack_from(self._memory, _OBSERVATIONS_AT + place * OBSERVATION.size))

    def observations(self, count: int) -> list[Observation]:
        return list(map(Observation._make, OBSERVATION.iter_unpack(self.observation_block(count))))

    def observation_block(self, count: int) -> bytes:
        return self._memory[_OBSERVATIONS_AT : _OBSERVATIONS_AT + count * OBSERVATION.size]

    def operation_block(self, count: int) -> bytes:
        return self._memory[_OPERATIONS_AT : _OPERATIONS_AT + count * OPERATION.size]

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
        without_misuse: bool = False,
    ) -> None:
        """``configurations``: buffers, receipts, and whether create is to be given no configuration."""
        chosen, words = configurations[:CONFIGURATIONS], dictionary[:DICTIONARY_CAPACITY]
        self.put_lane_seed(seed, operations)
        self.put("configuration_count", len(chosen))
        self.put("dictionary_count", len(words))
        self.put("slow_threshold", slow_threshold)
        self.put("depth_limit", depth_limit)
        self.put("writes_vary", writes_vary)
        self.put("without_misuse", without_misuse)
        for place, (block_count, record_count, is_default) in enumerate(chosen):
            at = PLACES["configurations"] + place * CONFIGURATION.size
            CONFIGURATION.pack_into(self._memory, at, block_count, record_count, is_default, 0)
        struct.pack_into(f"<{len(words)}Q", self._memory, PLACES["dictionary"], *words)

    def put_lane_seed(self, seed: int, operations: int) -> None:
        """The same order again, from another walk on."""
        self.put("lane_seed", seed)
        self.put("lane_operations", operations)

    def lane_answer(self) -> tuple[int, int, bool, int, tuple[int, ...]]:
        """Operations done, walks begun, whether an answer differed, length of the log, and what was reached."""
        reached = _REACHED.unpack_from(self._memory, PLACES["reached"])
        differs, log_count = bool(self.get("lane_differs")), min(self.get("log_count"), LOG_CAPACITY)
        return self.get("lane_done"), self.get("lane_walks"), differs, log_count, reached

    def replayed(self) -> tuple[bool, int]:
        """Whether an answer of a replay differed, and how many operations were begun until then."""
        return bool(self.get("lane_differs")), self.get("log_count")

    @property
    def explored_whole(self) -> bool:
        """Whether the exploration saw every state that can be reached."""
        return bool(self.get("is_whole"))

    def explored(self) -> tuple[int, ExplorationEnd]:
        """How deep the exploration went, and why it ended."""
        end = self.get("exploration_end")
        return self.get("deepest"), ExplorationEnd(end) if end in list(ExplorationEnd) else ExplorationEnd.UNFIT

    def slow(self) -> tuple[SlowOperation, ...]:
        at, count = PLACES["slow"], min(self.get("slow_count"), SLOW_CAPACITY)
        block = self._memory[at : at + count * SLOW_OPERATION.size]
        return tuple(SlowOperation._make(fields) for fields in SLOW_OPERATION.iter_unpack(block))

    def growth(self) -> tuple[GrowthSample, ...]:
        at, count = PLACES["growth"], min(self.get("growth_count"), GROWTH_SAMPLES)
        block = self._memory[at : at + count * GROWTH_SAMPLE.size]
        return tuple(GrowthSample._make(fields) for fields in GROWTH_SAMPLE.iter_unpack(block))

    def put_log(
        self,
        operations: Sequence[Operation],
        given: Callable[[Operation], Operation] = lambda operation: operation,
        slow_threshold: int = 0,
    ) -> None:
        """Write what the lane is to run; ``given``: with which config each create is."""
        block = b"".join(
            _block(part, given) + (OPERATION.pack(*again(len(part), times - 1)) if times > 1 else b"")
            for part, times in parts_of(operations)
        )
        self._memory[_LOG_AT : _LOG_AT + len(block)] = block
        self.put("log_count", entries_of(operations))
        self.put("slow_threshold", slow_threshold)

    def log(self, count: int) -> list[Operation]:
        block = self._memory[_LOG_AT : _LOG_AT + count * OPERATION.size]
        return [Operation._make(fields) for fields in OPERATION.iter_unpack(block)]

    def _text(self, at: int, size: int = TEXT_BYTES) -> str:
        """Printable: it ends up on terminals."""
        return legible.one_line(self._memory[at : at + size].split(b"\0", 1)[0].decode("utf-8", "replace"))

    def _put_text(self, at: int, text: str) -> None:
        encoded = text.encode("utf-8", "replace")[: TEXT_BYTES - 1]
        self._memory[at : at + TEXT_BYTES] = encoded.ljust(TEXT_BYTES, b"\0")


class _Packed(dict[Operation, bytes]):
    """Of operations: what is asked once is mostly asked again, and there are hundreds of thousands."""

    def __missing__(self, operation: Operation) -> bytes:
        if len(self) >= _PACKED_AT_MOST:
            self.clear()
        packed = self[operation] = OPERATION.pack(*operation)
        return packed


_PACKED: Final = _Packed()


def _block(operations: Sequence[Operation], given: Callable[[Operation], Operation]) -> bytes:
    if Kind.CREATE in map(_KIND_OF, operations):
        operations = [given(each) if each.kind == Kind.CREATE else each for each in operations]
    return b"".join(map(_PACKED.__getitem__, operations))
