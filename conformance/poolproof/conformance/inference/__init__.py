"""A contract that a pool keeps, found by looking at the pool, and put to the test.

``prober.py`` is a program, in which the subject runs; whoever imports this package there would bring all of the judge along,
so the names that others use are looked up when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .inference import Inferred, Standing, infer
    from .wishes import CantBeKnownError, Wishes

__all__ = ["CantBeKnownError", "Inferred", "Standing", "Wishes", "infer"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(name)
    module = import_module(".wishes" if name in ("CantBeKnownError", "Wishes") else ".inference", __name__)
    return getattr(module, name)
