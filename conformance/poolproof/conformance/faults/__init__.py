"""The fault catalogue: planted defects that a judge has to catch, and odd but correct pools that it must not blame."""

from __future__ import annotations

from .build import build
from .catalogue import Canary, Catalogue, CatalogueError, Entry, Fault, load_catalogue

__all__ = [
    "Canary",
    "Catalogue",
    "CatalogueError",
    "Entry",
    "Fault",
    "build",
    "load_catalogue",
]
