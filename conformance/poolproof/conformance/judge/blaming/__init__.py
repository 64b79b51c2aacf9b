"""Which requirement a failure blames: all that is decided about that, for whoever judges, minimises or replays."""

from .consequences import Told, causes
from .families import is_same_failure, is_same_promise
from .minimal import ABOUT_POOLS, refine
from .misuse import beyond_core, core_ids, has_misuse

__all__ = [
    "ABOUT_POOLS",
    "Told",
    "beyond_core",
    "causes",
    "core_ids",
    "has_misuse",
    "is_same_failure",
    "is_same_promise",
    "refine",
]
