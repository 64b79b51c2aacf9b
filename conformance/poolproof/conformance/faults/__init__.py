"""The fault catalogue: planted defects that a judge has to catch, and odd but correct pools that it must not blame."""

from __future__ import annotations

from ..toolchain import BuildError, CompilerMissing, Compilers, Language
from .build import build
from .catalogue import Canary, Catalogue, CatalogueError, Entry, Fault, load_catalogue

__all__ = [
    "BuildError",
    "Canary",
    "Catalogue",
    "CatalogueError",
    "CompilerMissing",
    "Compilers",
    "Entry",
    "Fault",
    "Language",
    "build",
    "load_catalogue",
]
