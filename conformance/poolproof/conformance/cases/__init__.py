"""Cases: counterexamples as durable files, made to be committed, replayed, and turned into programs.

What makes programs of them (``c_program``, ``python_test``) and replays them (``replay``) is imported from its own module: few
runs need it.
"""

from __future__ import annotations

from .case import Case, case_of, case_of_meeting
from .files import case_files, file_name, load_case, load_corpus, save_case
from .record import CaseError

__all__ = [
    "Case",
    "CaseError",
    "case_files",
    "case_of",
    "case_of_meeting",
    "file_name",
    "load_case",
    "load_corpus",
    "save_case",
]
