"""The requirements PIPE-1 to PIPE-12, each judged by its check."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from poolproof.spec.pipeline import PipelineSpec

from .checks import CHECKS, Failure, Unknown
from .implementations import NATIVE, REFERENCE, Implementation


class Verdict(enum.StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PipelineVerdict:
    id: str
    verdict: Verdict
    checked: int
    """Observations that could have failed it."""
    why: str | None
    """What failed, or why nothing could be checked."""


def verify_pipeline(
    spec: PipelineSpec,
    seed: int,
    selected: frozenset[str] | None = None,
    on_requirement: Callable[[str], None] = lambda _: None,
    implementations: Sequence[Implementation] = (REFERENCE, NATIVE),
) -> tuple[PipelineVerdict, ...]:
    """Judge the requirements of these ids, all when None, in their order."""
    verdicts = []
    for requirement in spec.requirements:
        if selected is None or requirement.id in selected:
            on_requirement(requirement.id)
            verdicts.append(_judge(requirement.id, seed, implementations))
    return tuple(verdicts)


def _judge(id: str, seed: int, implementations: Sequence[Implementation]) -> PipelineVerdict:
    try:
        checked = CHECKS[id](implementations, seed)
    except Failure as failure:
        return PipelineVerdict(id, Verdict.FAIL, failure.checked, str(failure))
    except Unknown as unknown:
        return PipelineVerdict(id, Verdict.UNKNOWN, 0, str(unknown))
    if not checked:
        return PipelineVerdict(id, Verdict.UNKNOWN, 0, "nothing was checked")
    return PipelineVerdict(id, Verdict.PASS, checked, None)
