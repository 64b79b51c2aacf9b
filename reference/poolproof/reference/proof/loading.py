"""The model's own text, read once more with a `len`, `max`, `min` and empty collections that take symbols."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import poolproof.reference
from poolproof.reference import model, orders, persistent, promises
from poolproof.reference.proof.parts import length, part_of
from poolproof.reference.proof.symbols import larger, ordinary_range, smaller

NAMES = ("orders", "promises", "model")
_FILES = {"orders": orders.__file__, "promises": promises.__file__, "model": model.__file__}


def texts() -> dict[str, str]:
    """The shipped files, by the names of their modules."""
    return {name: Path(file).read_text(encoding="utf-8") for name, file in _FILES.items()}


def load(sources: Mapping[str, str]) -> dict[str, ModuleType]:
    """Run these texts as the modules of these names. They import each other, and of all else what everybody does."""
    loaded: dict[str, ModuleType] = {}
    package = ModuleType("poolproof.reference")
    collections = ModuleType("poolproof.reference.persistent")
    collections.__dict__.update(vars(persistent))
    for name in ("EMPTY_STACK", "EMPTY_SET", "EMPTY_ROW"):
        setattr(collections, name, part_of(getattr(persistent, name)))

    def import_module(name: str, *rest: Any) -> object:
        short = name.removeprefix("poolproof.reference").removeprefix(".")
        if name == "poolproof.reference":
            return package
        if short == "persistent":
            return collections
        return loaded[short] if name == f"poolproof.reference.{short}" and short in loaded else _import(name, *rest)

    symbolic = {"len": length, "max": larger, "min": smaller, "range": ordinary_range, "__import__": import_module}
    for name in NAMES:
        module = ModuleType(f"{poolproof.reference.__name__}.{name}")
        module.__dict__["__builtins__"] = {**vars(builtins), **symbolic}
        exec(compile(sources[name], _FILES[name] or name, "exec", dont_inherit=True), module.__dict__)
        loaded[name] = module
        setattr(package, name, module)
    return loaded


_import = builtins.__import__
