"""What a build with a sanitizer leaves unknown: pages, memory and instructions of the sanitizer's own are in every count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..subjects import Subject
from .checks import CHECKS

_OF_MEMORY: Final = frozenset({"AddressSanitizer", "HWAddressSanitizer", "ThreadSanitizer", "MemorySanitizer"})
"""Those that keep a shadow of the memory."""


def why_never_known(subject: Subject) -> Mapping[str, str]:
    """Requirements of which such a build says nothing, and why."""
    if subject.sanitizer not in _OF_MEMORY:
        return {}
    told = {each.id: each.with_sanitizer for each in CHECKS.values() if each.with_sanitizer is not None}
    return {id: f"{why.format(name=subject.sanitizer)}; judge a build without it" for id, why in told.items()}


def why_doubtful(requirement: str, subject: Subject) -> str | None:
    """Why a violation of such a build may be the sanitizer's; None where it is the pool's."""
    of_whose_doing = ("HOT-", "MEM-", "LIFE-2") if subject.sanitizer in _OF_MEMORY else ("HOT-5",)
    if subject.sanitizer is None or not requirement.startswith(of_whose_doing):
        return None
    return f"what was counted may be {subject.sanitizer}'s own doing; judge a build without it"
