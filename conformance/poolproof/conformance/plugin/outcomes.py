"""What the verification came to, for each requirement: found out once, for all tests and all processes of a run.

xdist's workers each hold the tests of all requirements. The first that comes to one verifies, behind a lock in a folder that
the controller made; the others find what it wrote there.
"""

from __future__ import annotations

import fcntl
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from poolproof.spec import Level

from ..console import Console
from ..reports.files import write_whole
from ..reports.terminal import counterexample
from ..verification import Plan, RequirementVerdict, Run, Verdict, verify
from ..verification.events import OnEvent
from ..verification.verdicts import Shown
from .settings import Settings

_COLUMNS_AT_MOST: Final = 120


class NotJudgedError(Exception):
    """The verification itself went wrong, which says nothing of the pool."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text``: the counterexample of a violation, as the terminal report shows it. ``applies``: as in RequirementVerdict."""

    verdict: Verdict
    why: str
    text: str
    applies: bool
    lost: bool = False
    """It could not be checked because the subject died."""


class Outcomes:
    """``folder``: shared with the other processes of this run, if there are any."""

    def __init__(self, settings: Settings, folder: Path | None, *, keeps_going: bool) -> None:
        self._settings = settings
        self._folder = folder
        self._keeps_going = keeps_going
        self._outcomes: Mapping[str, Outcome] | None = None
        self._problem: str | None = None

    def of(self, requirement: str, selected: frozenset[str], on_event: OnEvent) -> Outcome:
        """The outcome of one. ``selected``: those that have a test here. Raises NotJudgedError, and once what caused it."""
        if self._problem is not None:
            raise NotJudgedError(self._problem)
        if self._outcomes is None:
            try:
                self._outcomes = self._once(selected, on_event)
            except Exception as error:
                self._problem = str(error) if isinstance(error, NotJudgedError) else f"{type(error).__name__}: {error}"
                raise
        return self._outcomes[requirement]

    def _once(self, selected: frozenset[str], on_event: OnEvent) -> Mapping[str, Outcome]:
        if self._folder is None:
            return self._verify(selected, on_event)
        written = self._folder / "outcomes.json"
        with (self._folder / "lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if written.exists():
                return _read(written)
            try:
                outcomes = self._verify(selected, on_event)
            except Exception as error:
                write_whole(written, json.dumps({"problem": f"{type(error).__name__}: {error}"}))
                raise
            write_whole(written, json.dumps({"outcomes": {name: asdict(each) for name, each in outcomes.items()}}))
            return outcomes

    def _verify(self, selected: frozenset[str], on_event: OnEvent) -> Mapping[str, Outcome]:
        settings = self._settings
        plan = Plan(
            level=settings.level,
            selected=selected,
            seed=settings.seed,
            budget_s=settings.budget_s,
            keeps_going=self._keeps_going,
        )
        run = verify(settings.subject, plan, on_event)
        if run.interrupted:  # the verification ends in a report then; a test run ends
            raise KeyboardInterrupt
        return {each.requirement.id: _outcome(each, run) for each in run.verdicts}


def _outcome(each: RequirementVerdict, run: Run) -> Outcome:
    why = each.why or ""
    if run.cut_short is not None and each.verdict is Verdict.UNKNOWN:
        why = f"{why} (cut short: {run.cut_short})"
    is_judged_by_operations = each.requirement.level in (Level.CORE, Level.HARDENED)
    lost = each.verdict is Verdict.UNKNOWN and run.died and is_judged_by_operations
    return Outcome(each.verdict, why, _text(each, run), each.applies, lost)


def _text(each: RequirementVerdict, run: Run) -> str:
    example = each.counterexample
    if example is None:
        return ""
    shown = next((one for one in run.examples() if one.example is example), Shown(example, (each.requirement.id,), ()))
    target = io.StringIO()
    columns = min(shutil.get_terminal_size().columns, _COLUMNS_AT_MOST)
    Console(file=target, width=columns, color_system=None, highlight=False).print(counterexample(*shown, run.contract))
    return target.getvalue()


def _read(written: Path) -> Mapping[str, Outcome]:
    document = json.loads(written.read_text(encoding="utf-8"))
    if "problem" in document:
        raise NotJudgedError(document["problem"])
    return {
        name: Outcome(Verdict(each["verdict"]), each["why"], each["text"], each["applies"], each["lost"])
        for name, each in document["outcomes"].items()
    }
