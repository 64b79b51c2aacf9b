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
OPERATION: Final = struct.Struct("<BxH2B2x2IQ")
BLOCK_NAME: Final = struct.Struct("<Bx2H2xI")
OBSERVATION: Final = struct.Struct("<4i9I4x3QBx2H2xIBx2H2xI2Q2I4Q18I2QI4x")
SLOW_OPERATION: Final = struct.Struct("<Q2I")
GROWTH_SAMPLE: Final = struct.Struct("<2Q")

SHARED_BYTES: Final = 8059728

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
    "lane_seed": (1166392, U64),
    "lane_operations": (1166400, U64),
    "configuration_count": (1166408, U32),
    "dictionary_count": (1166412, U32),
    "slow_threshold": (1166416, U32),
    "depth_limit": (1166420, U32),
    "writes_vary": (1166424, U32),
    "reserved": (1166428, U32),
    "lane_done": (1698912, U64),
    "lane_walks": (1698920, U64),
    "lane_differs": (1698928, U32),
    "log_count": (1698932, U32),
    "is_whole": (1698936, U32),
    "slow_count": (1698940, U32),
    "deepest": (1698944, U32),
    "exploration_end": (1698948, U32),
    "growth_count": (1702472, U64),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "name": 56,
    "text": 568,
    "sites": 1080,
    "functions": 13368,
    "operations": 19512,
    "observations": 117816,
    "configurations": 1166432,
    "dictionary": 1174624,
    "reached": 1698952,
    "growth": 1702480,
    "slow": 1702736,
    "log": 1768272,
}
"""Where an array of ``struct shared`` begins."""
