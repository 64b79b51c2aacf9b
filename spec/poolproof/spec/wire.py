"""How the records lie in the mapping that harness and worker share; the worker's compiler proves it.

Generated from data/vocabulary.toml: change it there, and run ``make generate``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

U32: Final = struct.Struct("<I")
U64: Final = struct.Struct("<Q")

CONFIGURATION: Final = struct.Struct("<4I")
OPERATION: Final = struct.Struct("<4BI2Q")
BLOCK_NAME: Final = struct.Struct("<2BHI")
OBSERVATION: Final = struct.Struct("<4i9I4x3Q2BHI2BHI2Q2I4Q14I")
SLOW_OPERATION: Final = struct.Struct("<Q2I")

SHARED_BYTES: Final = 7862856

NUMBERS: Final[Mapping[str, tuple[int, struct.Struct]]] = {
    "version": (0, U32),
    "phase": (4, U32),
    "count": (8, U32),
    "begun": (12, U32),
    "new_session": (16, U32),
    "command": (20, U32),
    "abi_version": (24, U32),
    "counts_allocations": (28, U32),
    "operation_bytes": (32, U32),
    "observation_bytes": (36, U32),
    "wanted_probes": (40, U32),
    "available_probes": (44, U32),
    "process_id": (48, U32),
    "lane_seed": (969784, U64),
    "lane_operations": (969792, U64),
    "configuration_count": (969800, U32),
    "dictionary_count": (969804, U32),
    "slow_threshold": (969808, U32),
    "depth_limit": (969812, U32),
    "writes_vary": (969816, U32),
    "reserved": (969820, U32),
    "lane_done": (1502304, U64),
    "lane_walks": (1502312, U64),
    "lane_differs": (1502320, U32),
    "log_count": (1502324, U32),
    "is_whole": (1502328, U32),
    "slow_count": (1502332, U32),
    "deepest": (1502336, U32),
    "exploration_end": (1502340, U32),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "name": 52,
    "text": 564,
    "sites": 1076,
    "functions": 13364,
    "operations": 19512,
    "observations": 117816,
    "configurations": 969824,
    "dictionary": 978016,
    "reached": 1502344,
    "slow": 1505864,
    "log": 1571400,
}
"""Where an array of ``struct shared`` begins."""
