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
BLOCK_NAME: Final = struct.Struct("<BxH2I")
OBSERVATION: Final = struct.Struct("<4i9I4x3QBxH2IBxH2I2Q2I4Q18I2Q5I4x2Q6I2Q2I5QBxH2I4x2Q2I")
SLOW_OPERATION: Final = struct.Struct("<Q2I")
GROWTH_SAMPLE: Final = struct.Struct("<2Q")
ANSWER: Final = struct.Struct("<Ii")
TERMS: Final = struct.Struct("<12Ii19I2QIiIiIiIiIiIiIiIiIiIiIiIi")

SHARED_BYTES: Final = 8715368

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
    "traced_probes": (48, U32),
    "tracer_error": (52, U32),
    "page_bytes": (56, U32),
    "process_id": (60, U32),
    "looks_at_all": (64, U32),
    "errno_is_zero": (68, U32),
    "has_create": (72, U32),
    "is_suspect": (76, U32),
    "is_waiting": (80, U32),
    "lane_seed": (1822024, U64),
    "lane_operations": (1822032, U64),
    "configuration_count": (1822040, U32),
    "dictionary_count": (1822044, U32),
    "slow_threshold": (1822048, U32),
    "without_misuse": (1822052, U32),
    "depth_limit": (1822056, U32),
    "writes_vary": (1822060, U32),
    "done_again": (1822064, U32),
    "lane_done": (2354552, U64),
    "lane_walks": (2354560, U64),
    "lane_differs": (2354568, U32),
    "log_count": (2354572, U32),
    "is_whole": (2354576, U32),
    "slow_count": (2354580, U32),
    "deepest": (2354584, U32),
    "exploration_end": (2354588, U32),
    "growth_count": (2358112, U64),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "terms": 88,
    "name": 328,
    "text": 840,
    "sites": 1352,
    "functions": 13640,
    "operations": 19784,
    "observations": 118088,
    "configurations": 1822068,
    "dictionary": 1830264,
    "reached": 2354592,
    "growth": 2358120,
    "slow": 2358376,
    "log": 2423912,
}
"""Where an array or a record of ``struct shared`` begins."""
