# The extension module, as cffi makes it from bufferpool.h and extension/helpers.h: only what is used here.
from array import array
from collections.abc import Callable
from typing import Literal, overload

class Pool:
    """``bp_pool *``"""

class Config:
    """``bp_config *``"""

class Record:
    """``bp_receipt *``"""

    id: int
    cycle_id: int
    shard_id: int
    hook_id: int
    ticks: int
    actual_ticks: int
    lanes: int
    flags: int
    span_id: int
    a_hash: int

class UsageRecord:
    """``bp_usage *``"""

    soa_in_use: int
    soa_total: int
    receipts_in_use: int
    receipts_total: int

class Text:
    """``char *``"""

    def __add__(self, count: int, /) -> Text: ...

class Size:
    """``size_t *``"""

    def __getitem__(self, index: Literal[0], /) -> int: ...

class Triples:
    """``bp_triple *``"""

    def __add__(self, count: int, /) -> Triples: ...

class Hooks:
    """``bp_hook[]``"""

class Runs:
    """``bp_run[]``"""

    predicate: int
    offset: int
    length: int

    def __getitem__(self, index: int, /) -> Runs: ...

class Soa:
    """``bp_soa *``"""

class Count:
    """``uint32_t *``"""

    def __getitem__(self, index: Literal[0], /) -> int: ...

class Totals:
    """``bp_hook_totals[]``"""

    receipts: int
    answers: int
    merged: Record

    def __getitem__(self, index: int, /) -> Totals: ...

class HotPart:
    """``bp_hot_part *``"""

    pool: Pool
    hooks: Hooks
    totals: Totals
    hook_count: int
    shard_id: int
    cycle: int
    time_stamps: int

class BeatResult:
    """``bp_beat_result *``"""

    operations: int
    triples: int
    runs: int
    epoch_ended: int
    receipts_short: int

class EpochsResult:
    """``bp_epochs_result *``"""

    operations: int
    triples: int
    runs: int
    receipts: int
    epochs: int
    early_resets: int

class Dictionary:
    """``bp_dictionary *``"""

class TransformResult:
    """``bp_transform_result *``"""

    triples: int
    bytes: int
    term_start: int
    term_bytes: int

class Memory:
    """``ffi.buffer``"""

    def __buffer__(self, flags: int, /) -> memoryview: ...

class _Null(Config, Dictionary, Text):
    """``NULL``: a value of every pointer type."""

class _Ffi:
    NULL: _Null
    @overload
    def new(self, ctype: Literal["bp_config *"], values: tuple[int, int]) -> Config: ...
    @overload
    def new(self, ctype: Literal["bp_pool **"]) -> list[Pool]: ...
    @overload
    def new(self, ctype: Literal["bp_usage *"]) -> UsageRecord: ...
    @overload
    def new(self, ctype: Literal["bp_run[]"], length: int) -> Runs: ...
    @overload
    def new(self, ctype: Literal["uint32_t *"]) -> Count: ...
    @overload
    def new(self, ctype: Literal["size_t *"]) -> Size: ...
    @overload
    def new(self, ctype: Literal["bp_hook[]"], values: list[tuple[int, ...]]) -> Hooks: ...
    @overload
    def new(self, ctype: Literal["bp_hook_totals[]"], length: int) -> Totals: ...
    @overload
    def new(self, ctype: Literal["bp_hot_part *"]) -> HotPart: ...
    @overload
    def new(self, ctype: Literal["bp_beat_result *"]) -> BeatResult: ...
    @overload
    def new(self, ctype: Literal["bp_epochs_result *"]) -> EpochsResult: ...
    @overload
    def new(self, ctype: Literal["bp_transform_result *"]) -> TransformResult: ...
    @overload
    def gc(self, pointer: Pool, destructor: Callable[[Pool], None]) -> Pool: ...
    @overload
    def gc(self, pointer: Dictionary, destructor: Callable[[Dictionary], None]) -> Dictionary: ...
    def cast(self, ctype: Literal["bp_soa *"], address: int) -> Soa: ...
    def release(self, pointer: Pool) -> None: ...
    def buffer(self, pointer: Pool | Record | Text, size: int) -> Memory: ...
    @overload
    def from_buffer(self, ctype: Literal["char[]"], source: bytes) -> Text: ...
    @overload
    def from_buffer(self, ctype: Literal["bp_triple[]"], source: memoryview | array[int]) -> Triples: ...

class _Lib:
    def bp_create(self, config: Config, out: list[Pool], /) -> int: ...
    def bp_destroy(self, pool: Pool, /) -> None: ...
    def bp_reset_receipts(self, pool: Pool, /) -> None: ...
    def bp_clear(self, pool: Pool, /) -> None: ...
    def bp_capacity_usage(self, pool: Pool, out: UsageRecord, /) -> None: ...
    def poolproof_lend_soa(self, pool: Pool, size: int, /) -> int: ...
    def poolproof_lend_receipt(self, pool: Pool, /) -> int: ...
    def poolproof_soa_column(self, pool: Pool, /) -> int: ...
    def poolproof_receipt_column(self, pool: Pool, /) -> int: ...
    def poolproof_return_soa(self, pool: Pool, index: int, /) -> int: ...
    def poolproof_soa_is_lent(self, pool: Pool, index: int, /) -> int: ...
    def poolproof_receipt_is_lent(self, pool: Pool, number: int, /) -> int: ...
    def poolproof_mapping_address(self, pool: Pool, /) -> int: ...
    def poolproof_mapping_bytes(self, pool: Pool, /) -> int: ...
    def poolproof_soa_offset(self, pool: Pool, index: int, /) -> int: ...
    def poolproof_receipt_offset(self, pool: Pool, number: int, /) -> int: ...
    def poolproof_receipt(self, pool: Pool, number: int, /) -> Record: ...
    def bp_hash(self, text: bytes, size: int, /) -> int: ...
    def bp_dictionary_create(self) -> Dictionary: ...
    def bp_dictionary_destroy(self, dictionary: Dictionary, /) -> None: ...
    def bp_dictionary_terms(self, dictionary: Dictionary, /) -> int: ...
    def bp_dictionary_find(self, dictionary: Dictionary, hash: int, size: Size, /) -> Text: ...
    def bp_transform(
        self, dictionary: Dictionary, text: Text, size: int, triples: Triples, result: TransformResult, /
    ) -> int: ...
    def bp_load_into(self, triples: Triples, count: int, buffer: Soa, runs: Runs, run_count: Count, /) -> int: ...
    def bp_operations_before(self, triples: Triples, operations: int, hook: Hooks, /) -> int: ...
    def bp_operations_after(self, pool: Pool, triples: Triples, operations: int, hook: Hooks, /) -> int: ...
    def bp_time_stamps(self) -> int: ...
    def bp_time_stamps_of_cycles(self, cycles: int, /) -> int: ...
    def bp_epochs(self, part: HotPart, triples: Triples, count: int, result: EpochsResult, /) -> int: ...
    def bp_beat(self, part: HotPart, triples: Triples, count: int, result: BeatResult, /) -> int: ...

ffi: _Ffi
lib: _Lib
