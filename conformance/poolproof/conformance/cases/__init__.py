"""Cases: counterexamples as durable files, made to be committed, replayed, and turned into programs."""

from __future__ import annotations

from .c_program import case_as_c
from .case import Case, case_of, profile_of
from .files import case_files, file_name, load_case, load_corpus, save_case
from .python_test import case_as_python
from .reading import CaseError
from .replay import Outcome, Replayed, replay

__all__ = [
    "Case",
    "CaseError",
    "Outcome",
    "Replayed",
    "case_as_c",
    "case_as_python",
    "case_files",
    "case_of",
    "file_name",
    "load_case",
    "load_corpus",
    "profile_of",
    "replay",
    "save_case",
]
