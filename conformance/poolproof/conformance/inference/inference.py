"""From a subject to a contract that it keeps: a draft by looking, then a search for what refutes it, again and again."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from poolproof.spec import SpecError
from poolproof.spec.contracts import built_in_names

from ..subjects import Subject, SubjectError
from ..subjects.offers import header_of, offer_of
from ..verification import Plan, RequirementVerdict, Run, Verdict, verify
from ..verification.promised import Promised
from ..verification.verdicts import Conclusion
from .draft import Draft
from .drafting import OnProgress, begin_with_base, look_at
from .refutation import doubts_between, is_fault, weaken, why
from .wishes import Wishes

_ROUNDS: Final = 16
_ROUNDS_AFTER_FAULT: Final = 1
"""Of a pool that breaks what every contract holds: what else it breaks is seldom a matter of what is promised."""
_BY_ACCIDENT: Final = frozenset({"ISO-1", "HOT-4"})
"""What may be so today and otherwise in the next process, and is no promise though no fresh process shows that again."""
_SAYS_MORE: Final = "ORDER-4"
"""Never-lent blocks in another order violate ORDER-1 as well, which may hold of all others."""


class Standing(enum.Enum):
    """How a pool stands to the contract that was inferred of it."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    """What every contract holds, or what it can't be a pool without."""
    INCONCLUSIVE = "inconclusive"


@dataclass(slots=True)
class Inferred:
    """``draft``: empty lines until something was found; ``faults``: by requirement, what is violated and can't be weakened;
    ``unknown``: by requirement, why there is no verdict; ``cut_short``: why the search did not end by itself."""

    draft: Draft
    standing: Standing = Standing.INCONCLUSIVE
    faults: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    operations: int = 0
    cut_short: str | None = None

    def text(self) -> str:
        """The contract as a file, and in comments what has to be known of it."""
        remarks = [f"# {each}" for each in self.faults.values()]
        remarks += [f"# Not known of {id}: {each}" for id, each in self.unknown.items()]
        remarks += [f"# In doubt: {each}" for each in self.draft.doubts]
        if self.cut_short is not None:
            remarks.append(f"# Not all of it was put to the test: {self.cut_short}")
        return "\n".join([*remarks, self.draft.text()])


def infer(subject: Subject, wishes: Wishes, version: str, on_progress: OnProgress = lambda _what: None) -> Inferred:
    """Infer a contract. What was found before a Ctrl-C is not lost.

    Raises SubjectError for what is no pool, or can't be loaded, and CantBeKnownError for what has to be said.
    """
    binding = _binding(subject, wishes)
    about = f"Inferred by poolproof {version} from what the pool does: look at each line"
    inferred = Inferred(Draft(_name(subject), about, binding))
    try:
        if binding == 1:
            begin_with_base(inferred.draft)
        if subject.is_library or binding == 2:
            look_at(subject, wishes, inferred.draft, on_progress)
        _refute(subject, wishes, inferred, on_progress)
    except KeyboardInterrupt:
        inferred.cut_short = "interrupted"
        inferred.standing = Standing.INCONCLUSIVE
    return inferred


def _binding(subject: Subject, wishes: Wishes) -> int:
    bindings = offer_of(subject).bindings
    if wishes.binding is not None and wishes.binding not in bindings:
        problem = f"has no get of binding {wishes.binding} ({header_of(wishes.binding)})"
        raise SubjectError(
            subject.given, problem, f"leave --binding out, or give {' or '.join(map(str, bindings)) or 'a pool'}"
        )
    if not bindings:
        what = (
            "pp_get, or pp_get_sized, and pp_return" if subject.is_library else "get(), or get_sized(n), and give_back(block)"
        )
        raise SubjectError(subject.given, "is not a pool: it has no get", f"give it {what}: `poolproof contracts --header`")
    return wishes.binding or bindings[0]


def _name(subject: Subject) -> str:
    stem = subject.given.rpartition(":")[2] if subject.python is not None else Path(subject.given).name.partition(".")[0]
    name = re.sub(r"[^a-z0-9]+", "-", stem.removeprefix("lib").lower()).strip("-") or "pool"
    return f"{name}-inferred" if name in built_in_names() else name


def _refute(subject: Subject, wishes: Wishes, inferred: Inferred, on_progress: OnProgress) -> None:
    """Verify, and weaken what is refuted, until nothing is, or nothing can be weakened."""
    after_fault = 0
    for number in range(1, _ROUNDS + 1):
        on_progress(f"verification {number}")
        run = _verified(subject, wishes, inferred)
        inferred.operations += run.operations
        inferred.cut_short = run.cut_short
        if run.interrupted:
            return
        inferred.unknown = {each.requirement.id: each.why or "" for each in run.verdicts if each.verdict is Verdict.UNKNOWN}
        if not run.failures() and not _BY_ACCIDENT & inferred.unknown.keys():
            inferred.standing = Standing.VIOLATES if inferred.faults else _STANDINGS[run.conclusion]
            return
        _weaken_all(inferred, run)
        after_fault += bool(inferred.faults)
        if after_fault > _ROUNDS_AFTER_FAULT:
            inferred.standing, inferred.unknown = Standing.VIOLATES, {}
            inferred.cut_short = "the search ended at what is violated"
            return
    inferred.standing = Standing.VIOLATES if inferred.faults else Standing.INCONCLUSIVE
    inferred.cut_short = f"after {_ROUNDS} rounds something was refuted still"


def _weaken_all(inferred: Inferred, run: Run) -> None:
    verdicts = {each.requirement.id: each for each in run.failures()}
    for shown in run.examples():
        _take(inferred.draft, [verdicts[each] for each in sorted(shown.ids, key=lambda id: id != _SAYS_MORE)], inferred)
    for verdict in run.verdicts:
        if verdict.verdict is Verdict.UNKNOWN and verdict.requirement.id in _BY_ACCIDENT:
            weaken(inferred.draft, verdict)


def _take(draft: Draft, verdicts: Sequence[RequirementVerdict], inferred: Inferred) -> None:
    """Weaken the draft by what one counterexample violates, the requirement to blame first: one promise less may be enough.
    What every contract holds is violated whatever else is. What looks at the pool showed each time, and the search refuted, is
    in doubt."""
    for verdict in verdicts:
        before = {table: dict(lines) for table, lines in draft.lines.items()}
        if weaken(draft, verdict):
            try:
                draft.contract()
            except SpecError:
                draft.lines = before
            else:
                draft.doubts += doubts_between(before, draft, why(verdict))
                return
        if is_fault(verdict):
            break
    what = "every contract has it" if is_fault(verdict) else "the promise could not be weakened"
    inferred.faults[verdict.requirement.id] = f"Violated, and {what}: {why(verdict)}"


def _verified(subject: Subject, wishes: Wishes, inferred: Inferred) -> Run:
    contract = inferred.draft.contract()
    promised = Promised(contract)
    selected = None
    if inferred.faults:
        selected = frozenset(each.id for each in promised.spec.requirements if each.id not in inferred.faults)
    plan = Plan(level=wishes.level, selected=selected, seed=wishes.seed)
    return verify(replace(subject, contract=contract), plan)


_STANDINGS: Final = {
    Conclusion.CONFORMS: Standing.CONFORMS,
    Conclusion.VIOLATES: Standing.VIOLATES,
    Conclusion.INCONCLUSIVE: Standing.INCONCLUSIVE,
}
