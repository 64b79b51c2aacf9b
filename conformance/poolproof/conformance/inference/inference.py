"""From a subject to a contract that it keeps: a draft by looking, then a search for what refutes it, again and again."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from poolproof.spec import Level, SpecError
from poolproof.spec.contracts import built_in_names, language, load_contract, profile_of
from poolproof.spec.contracts.language import ROOT

from ..subjects import Subject, SubjectError
from ..subjects.offers import header_of, offer_of
from ..verification import Plan, RequirementVerdict, Run, Verdict, verify
from ..verification.promised import Promised
from ..verification.verdicts import Conclusion
from .blocks import promise_blocks
from .contents import infer_contents
from .counters import infer_counters
from .counts import find_counts
from .draft import Draft, Line, plain
from .hot_path import infer_hot_path, infer_shortage
from .lives import infer_clear, infer_counts, infer_destroy, infer_instances, infer_refused_config
from .misuses import infer_misuses
from .orders import infer_order
from .probing import Prober
from .records import infer_records
from .refutation import weaken, why
from .shape import find_shape
from .sizes import infer_sizes
from .storage import infer_storage
from .survey import Survey
from .trial import trouble_with
from .wishes import Wishes

OnProgress = Callable[[str], None]
_ROUNDS: Final = 16
_BUFFER_BYTES: Final = 192
_BUFFERS: Final = 16


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
        remarks = [f"# Violated, and no contract can do without it: {each}" for each in self.faults.values()]
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
            _begin_with_base(inferred.draft)
        if subject.is_library or binding == 2:
            _look(subject, wishes, inferred.draft, on_progress)
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


def _begin_with_base(draft: Draft) -> None:
    """What knhk promises, until it is refuted."""
    base = load_contract("knhk")
    for table in (each for each in language().values() if each.name != ROOT):
        record = getattr(base, table.name)
        if record is not None:
            draft.lines[table.name] = {key: Line(plain(getattr(record, key)), "as knhk") for key in table.keys}


def _look(subject: Subject, wishes: Wishes, draft: Draft, on_progress: OnProgress) -> None:
    """Draft it, by probes."""
    is_buffers = draft.binding == 1
    kind = "buffers" if is_buffers else "blocks" if subject.is_library else "class"
    if is_buffers:
        wishes = replace(wishes, size=_BUFFER_BYTES, align=64, count=wishes.count or _BUFFERS)
    on_progress("the blocks")
    with Prober(subject, kind) as prober:
        survey = Survey(prober, draft, find_shape(prober, wishes), on_progress)
        counts = None
        if prober.makes_pools and not is_buffers and "create" in prober.can:
            on_progress("the counts")
            counts = find_counts(prober, survey.asked)
        promise_blocks(survey, wishes)
        infer_destroy(survey)
        infer_instances(survey)
        if survey.asked.storage is not None:
            infer_storage(survey, wishes)
        if is_buffers:
            infer_refused_config(survey)
        else:
            infer_counts(survey, counts)
        if subject.is_library and not is_buffers:
            _fit_to_judge(subject, survey, wishes)
        infer_sizes(survey)
        infer_order(survey)
        infer_contents(survey)
        infer_counters(survey)
        infer_clear(survey)
        infer_records(survey)
        if wishes.level is Level.CORE:
            draft.leave_out("misuse", "not tried (--level core)")
        else:
            infer_misuses(survey)
    infer_shortage(survey, subject)
    infer_hot_path(survey, subject, wishes.level)


def _fit_to_judge(subject: Subject, survey: Survey, wishes: Wishes) -> None:
    """Take blocks for smaller, or counts for fewer, where the judge sees that a pool has not so much."""
    survey.on_progress("what blocks have room for")
    draft, size = survey.draft, survey.asked.size
    found = trouble_with(subject, draft.contract())
    if found is not None and wishes.size is None and size > 1:
        fitting = _largest(lambda size: trouble_with(subject, _with(draft, "block.size", size).contract()) is None, 1, size)
        if fitting is not None:
            draft.promise(
                "block.size",
                fitting,
                f"they lie {size:,} bytes apart, but of {fitting + 1:,} the last was not its holder's: {found.observed}",
            )
            survey.shape = replace(survey.shape, asked=replace(survey.asked, size=fitting))
    counts = draft.value("block.counts")
    if isinstance(counts, tuple):
        _fit_counts(subject, survey, counts)


def _fit_counts(subject: Subject, survey: Survey, counts: tuple[int, int]) -> None:
    draft, count = survey.draft, survey.asked.count
    most = min(counts[1], max(4096, count))
    found = trouble_with(subject, draft.contract(), most)
    if found is None:
        return
    last = _largest(lambda count: trouble_with(subject, draft.contract(), count) is None, count, most)
    if last is None or last == counts[0]:
        draft.leave_out("block.counts", f"a pool of {most:,} blocks: {found.observed}")
    else:
        draft.promise("block.counts", (counts[0], last), f"a pool of {last + 1:,} blocks: {found.observed}")


def _largest(fits: Callable[[int], bool], low: int, high: int) -> int | None:
    """The largest number from ``low`` to below ``high`` that fits; None: none does."""
    if not fits(low):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _with(draft: Draft, path: str, value: int) -> Draft:
    """A copy with one promise that is otherwise."""
    copy = replace(draft, lines={table: dict(lines) for table, lines in draft.lines.items()}, remarks={})
    copy.promise(path, value, "")
    return copy


def _refute(subject: Subject, wishes: Wishes, inferred: Inferred, on_progress: OnProgress) -> None:
    """Verify, and weaken what is refuted, until nothing is, or nothing can be weakened."""
    draft = inferred.draft
    for number in range(1, _ROUNDS + 1):
        on_progress(f"verification {number}")
        run = _verified(subject, wishes, inferred)
        inferred.operations += run.operations
        if run.cut_short is not None:
            inferred.cut_short = run.cut_short
        if run.interrupted:
            inferred.standing = Standing.INCONCLUSIVE
            return
        unknown = {each.requirement.id: each.why or "" for each in run.verdicts if each.verdict is Verdict.UNKNOWN}
        if not run.failures():
            inferred.unknown = unknown
            inferred.standing = Standing.VIOLATES if inferred.faults else _STANDINGS[run.conclusion]
            return
        for verdict in run.failures():
            _take(draft, verdict, inferred)
    inferred.standing = Standing.VIOLATES if inferred.faults else Standing.INCONCLUSIVE
    inferred.cut_short = f"after {_ROUNDS} rounds something was refuted still"


def _take(draft: Draft, verdict: RequirementVerdict, inferred: Inferred) -> None:
    before = replace(draft, lines={table: dict(lines) for table, lines in draft.lines.items()})
    if weaken(draft, verdict):
        try:
            draft.contract()
        except SpecError:
            draft.lines = before.lines
        else:
            return
    inferred.faults[verdict.requirement.id] = why(verdict)


def _verified(subject: Subject, wishes: Wishes, inferred: Inferred) -> Run:
    contract = inferred.draft.contract()
    promised = Promised(contract)
    selected = None
    if inferred.faults:
        selected = frozenset(each.id for each in promised.spec.requirements if each.id not in inferred.faults)
    plan = Plan(level=wishes.level, selected=selected, seed=wishes.seed)
    return verify(replace(subject, contract=contract), promised.spec, profile_of(contract), plan, promised=promised)


_STANDINGS: Final = {
    Conclusion.CONFORMS: Standing.CONFORMS,
    Conclusion.VIOLATES: Standing.VIOLATES,
    Conclusion.INCONCLUSIVE: Standing.INCONCLUSIVE,
}
