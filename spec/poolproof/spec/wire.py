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
OBSERVATION: Final = struct.Struct("<4i9I4x3QBx2H2xIBx2H2xI2Q2I4Q18I2Q")
SLOW_OPERATION: Final = struct.Struct("<Q2I")

SHARED_BYTES: Final = 8026696

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
    "lane_seed": (1133624, U64),
    "lane_operations": (1133632, U64),
    "configuration_count": (1133640, U32),
    "dictionary_count": (1133644, U32),
    "slow_threshold": (1133648, U32),
    "depth_limit": (1133652, U32),
    "writes_vary": (1133656, U32),
    "reserved": (1133660, U32),
    "lane_done": (1666144, U64),
    "lane_walks": (1666152, U64),
    "lane_differs": (1666160, U32),
    "log_count": (1666164, U32),
    "is_whole": (1666168, U32),
    "slow_count": (1666172, U32),
    "deepest": (1666176, U32),
    "exploration_end": (1666180, U32),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "name": 56,
    "text": 568,
    "sites": 1080,
    "functions": 13368,
    "operations": 19512,
    "observations": 117816,
    "configurations": 1133664,
    "dictionary": 1141856,
    "reached": 1666184,
    "slow": 1669704,
    "log": 1735240,
}
"""Where an array of ``struct shared`` begins."""
