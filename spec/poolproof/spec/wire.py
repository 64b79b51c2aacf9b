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
OBSERVATION: Final = struct.Struct("<4i9I4x3Q2BHI2BHI2Q2I4Q18I2Q")
SLOW_OPERATION: Final = struct.Struct("<Q2I")

SHARED_BYTES: Final = 7993928

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
    "looks_at_all": (52, U32),
    "lane_seed": (1100856, U64),
    "lane_operations": (1100864, U64),
    "configuration_count": (1100872, U32),
    "dictionary_count": (1100876, U32),
    "slow_threshold": (1100880, U32),
    "depth_limit": (1100884, U32),
    "writes_vary": (1100888, U32),
    "reserved": (1100892, U32),
    "lane_done": (1633376, U64),
    "lane_walks": (1633384, U64),
    "lane_differs": (1633392, U32),
    "log_count": (1633396, U32),
    "is_whole": (1633400, U32),
    "slow_count": (1633404, U32),
    "deepest": (1633408, U32),
    "exploration_end": (1633412, U32),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "name": 56,
    "text": 568,
    "sites": 1080,
    "functions": 13368,
    "operations": 19512,
    "observations": 117816,
    "configurations": 1100896,
    "dictionary": 1109088,
    "reached": 1633416,
    "slow": 1636936,
    "log": 1702472,
}
"""Where an array of ``struct shared`` begins."""
