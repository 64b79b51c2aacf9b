"""From ``module:Class`` or ``path/to/file.py:Class`` to the class, in the process that is to run it."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from poolproof.spec.vocabulary import Terms

from .holder_of_buffers import METHODS
from .promised_members import refusal_of

_BLOCKS = 2
"""The binding of blocks."""


class NoPoolClassError(Exception):
    """The class can't be had, or is no pool."""


def load_class(given: str, terms: Terms) -> Callable[..., Any]:
    """Import it. ``terms``: of the contract, which says what the class must have. Raises NoPoolClassError."""
    place, _, name = given.rpartition(":")
    try:
        module = _module_from_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    except Exception as error:  # whatever a subject's module raises when it is imported
        raise NoPoolClassError(f"importing {place} raised {type(error).__name__}: {error}") from error
    pool_class = getattr(module, name, None)
    if not inspect.isclass(pool_class):
        raise NoPoolClassError(f"{place} has no class {name}")
    if terms.binding == _BLOCKS:
        refusal = refusal_of(pool_class, terms)
        if refusal:
            raise NoPoolClassError(refusal)
        return pool_class
    missing = [method for method in METHODS if not callable(getattr(pool_class, method, None))]
    if missing:
        raise NoPoolClassError(f"missing {', '.join(missing)}")
    return pool_class


def _module_from_file(path: Path) -> Any:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    if specification is None or specification.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(specification)
    # Under its name, so that dataclasses and pickles in it find their module; its neighbours can be imported.
    sys.modules[path.stem] = module
    sys.path.insert(0, str(path.parent))
    specification.loader.exec_module(module)
    return module
