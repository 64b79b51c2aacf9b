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
OBSERVATION: Final = struct.Struct("<4i9I4x3QBx2H2xIBx2H2xI2Q2I4Q18I2Q5I4x2Q6I2Q")
SLOW_OPERATION: Final = struct.Struct("<Q2I")
GROWTH_SAMPLE: Final = struct.Struct("<2Q")

SHARED_BYTES: Final = 8354656

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
    "errno_is_zero": (56, U32),
    "lane_seed": (1461312, U64),
    "lane_operations": (1461320, U64),
    "configuration_count": (1461328, U32),
    "dictionary_count": (1461332, U32),
    "slow_threshold": (1461336, U32),
    "without_misuse": (1461340, U32),
    "depth_limit": (1461344, U32),
    "writes_vary": (1461348, U32),
    "done_again": (1461352, U32),
    "lane_done": (1993840, U64),
    "lane_walks": (1993848, U64),
    "lane_differs": (1993856, U32),
    "log_count": (1993860, U32),
    "is_whole": (1993864, U32),
    "slow_count": (1993868, U32),
    "deepest": (1993872, U32),
    "exploration_end": (1993876, U32),
    "growth_count": (1997400, U64),
}
"""Where a number of ``struct shared`` lies, and what reads it."""

PLACES: Final[Mapping[str, int]] = {
    "name": 60,
    "text": 572,
    "sites": 1084,
    "functions": 13372,
    "operations": 19520,
    "observations": 117824,
    "configurations": 1461356,
    "dictionary": 1469552,
    "reached": 1993880,
    "growth": 1997408,
    "slow": 1997664,
    "log": 2063200,
}
"""Where an array of ``struct shared`` begins."""
