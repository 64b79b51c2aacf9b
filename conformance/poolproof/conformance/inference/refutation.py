"""From a violation to a weaker promise: which promise a requirement comes of, and what is left of it.

What every contract holds can't be weakened: who breaks it is at fault, whatever is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from poolproof.spec.contracts import How
from poolproof.spec.contracts.derived import always_promised

from ..judge import answer_to
from ..names import counted
from ..observations import Step
from ..operations import Kind, Operation
from ..verification import Counterexample, RequirementVerdict
from .draft import Draft, Line, written
from .shape import alignment_of

Weaken = Callable[[Draft, RequirementVerdict], bool]
_OPEN_TABLES: Final = ("hot", "cost")
_OPEN: Final = frozenset(
    {
        *("block.align", "sequence.align", "block.exhausted"),
        *("life.destroy", "life.storage_fixed", "life.storage_per_block", "life.out_of_memory"),
    }
)
"""Promises that a pool may seem to keep, and mean nothing by it."""
_STORAGE_AT_MOST: Final = 1 << 16
"""Bytes, beside what each block takes."""
_MISUSES: Final = ("null", "foreign", "other_pool", "interior", "double", "revoked", "record")


def rules() -> frozenset[str]:
    """Return the requirements that leave a weaker promise, or none, where they are violated."""
    return frozenset(_RULES)


def is_fault(verdict: RequirementVerdict) -> bool:
    """Whether it is violated whatever is promised."""
    return verdict.requirement.id in always_promised()


def weaken(draft: Draft, verdict: RequirementVerdict) -> bool:
    """Take back the promise that the requirement comes of, with the counterexample as the reason. False: there is none to take
    back."""
    rule = _RULES.get(verdict.requirement.id)
    return rule is not None and rule(draft, verdict)


def why(verdict: RequirementVerdict) -> str:
    """The violation in one line."""
    example = verdict.counterexample
    steps = f" after {counted(len(example.operations), 'step')}" if example is not None and example.operations else ""
    text = f"{verdict.requirement.id} was violated{steps}: {verdict.why}"
    return " ".join(text.split())


def doubts_between(before: Mapping[str, Mapping[str, Line]], after: Draft, reason: str) -> list[str]:
    """A sentence for each promise that there was before, and is another now, or none. Those that hold by accident are left out:
    what a pool does not check, too, it may seem to ignore."""
    return [
        f"{table}.{key} = {written(line.value)}, {line.evidence}, but {reason}: probably a fault"
        for table, lines in before.items()
        for key, line in lines.items()
        if after.value(f"{table}.{key}") != line.value
        and not (table in _OPEN_TABLES or f"{table}.{key}" in _OPEN or line.value == "ignored")
    ]


def _leaves_out(*paths: str) -> Weaken:
    """The first of these promises that there is."""

    def rule(draft: Draft, verdict: RequirementVerdict) -> bool:
        for path in paths:
            if draft.value(path) is not None:
                draft.leave_out(path, why(verdict))
                return True
        return False

    return rule


def _promises(path: str, *values: str | int | bool) -> Weaken:
    """The next of these values, from what is promised now."""

    def rule(draft: Draft, verdict: RequirementVerdict) -> bool:
        now = draft.value(path)
        for value in values[values.index(now) + 1 if now in values else 0 :]:
            if value != now:
                draft.promise(path, value, why(verdict))
                return True
        return False

    return rule


def _in_turn(*rules: Weaken) -> Weaken:
    return lambda draft, verdict: any(rule(draft, verdict) for rule in rules)


def _any_code(path: str) -> Weaken:
    """Refused, with whatever code."""

    def rule(draft: Draft, verdict: RequirementVerdict) -> bool:
        now = draft.value(path)
        if not isinstance(now, str) or not now.startswith("refused:"):
            return False
        draft.promise(path, "refused", why(verdict))
        return True

    return rule


def _order(draft: Draft, verdict: RequirementVerdict) -> bool:
    """An order that held in all probes, and not in the search, is most likely meant to hold."""
    reuse = draft.lines.get("order", {}).get("reuse")
    if reuse is None:
        return False
    draft.leave_out("order.reuse", f"{reuse.value} held in {reuse.evidence}, but {why(verdict)}: probably a fault")
    draft.lines["order"].pop("fresh_first", None)
    return True


def _content(path: str) -> Weaken:
    def rule(draft: Draft, verdict: RequirementVerdict) -> bool:
        table, _, key = path.partition(".")
        line = draft.lines.get(table, {}).get(key)
        if line is None:
            return False
        draft.leave_out(path, f"{line.value} in {line.evidence}, but {why(verdict)}")
        return True

    return rule


def _counter(draft: Draft, verdict: RequirementVerdict) -> bool:
    """The counters that the finding names; else all."""
    there = [name for name in ("capacity", "used", "free") if draft.value(f"counters.{name}") is not None]
    named = [name for name in there if verdict.why is not None and name in verdict.why]
    for name in named or there:
        evidence = draft.lines["counters"][name].evidence
        draft.leave_out(f"counters.{name}", f"{evidence}, but {why(verdict)}: probably a fault")
    return bool(there)


def _misuse(draft: Draft, verdict: RequirementVerdict) -> bool:
    """The kinds of misuse that the counterexample tries."""
    example = verdict.counterexample
    if example is None:
        return False
    contract = draft.contract()
    tried = [each for each in example.operations if each.is_misuse]
    for kind in dict.fromkeys(kind for operation in reversed(tried) if (kind := _kind_of(operation)) is not None):
        answer = getattr(contract.misuse, kind)
        if not answer.is_promised:
            continue
        if verdict.requirement.id in ("OWN-1", "OWN-2") and answer.code is not None and _was_refused(example.trace[-1]):
            draft.promise(f"misuse.{kind}", "refused", why(verdict))
        else:
            draft.leave_out(f"misuse.{kind}", f"undefined: {why(verdict)}")
        return True
    return False


def _kind_of(operation: Operation) -> str | None:
    """By which key of [misuse] it is promised."""
    from poolproof.spec.contracts.records import Answer, Misuse

    names = {name: Answer(How.REFUSED, number + 1) for number, name in enumerate(_MISUSES)}
    answer = answer_to(Misuse(**names), operation.target)
    return next((name for name, each in names.items() if each == answer), None)


def _was_refused(step: Step) -> bool:
    return step.death is None and step.observation.status != 0


def _align(draft: Draft, verdict: RequirementVerdict) -> bool:
    example = verdict.counterexample
    step = example.trace[-1] if example is not None and example.trace else None
    table = "sequence" if step is not None and step.operation.kind == Kind.TAKE else "block"
    now = draft.value(f"{table}.align")
    if not isinstance(now, int) or now == 1:
        return False
    address = step.observation.address if step is not None else 0
    seen = min(alignment_of([address]), now // 2) if address else now // 2
    draft.promise(f"{table}.align", seen, why(verdict))
    return True


def _counts(draft: Draft, verdict: RequirementVerdict) -> bool:
    """Where it took a pool of another count than the ordinary one, no other count is promised."""
    if draft.value("block.counts") is None or not _has_other_count(draft, verdict.counterexample):
        return False
    draft.leave_out("block.counts", f"only {draft.value('block.count')}: {why(verdict)}")
    draft.lines["block"].pop("all_counts", None)
    return True


def _more_storage(draft: Draft, verdict: RequirementVerdict) -> bool:
    """It reached beyond the storage that it was given, because it had needed more than was seen."""
    example = verdict.counterexample
    if draft.value("life.storage") != "given" or example is None or "storage" not in example.finding.observed:
        return False
    now = draft.value("life.storage_fixed") or 0
    if not isinstance(now, int) or now >= _STORAGE_AT_MOST:
        return False
    draft.promise("life.storage_fixed", 2 * max(now, 64), why(verdict))
    return True


def _has_other_count(draft: Draft, example: Counterexample | None) -> bool:
    counts = (
        {each.capacities[0] for each in example.operations if each.kind == Kind.CREATE and each.value} if example else set()
    )
    return bool(counts - {draft.value("block.count")})


def _at_least(draft: Draft, verdict: RequirementVerdict) -> bool:
    """It lent more than its count."""
    if draft.value("block.capacity") == "at-least" or "more" not in (verdict.why or ""):
        return False
    draft.promise("block.capacity", "at-least", why(verdict))
    draft.leave_out("order.fresh", "a pool that lends more than its count can't promise it")
    return True


def _grows(draft: Draft, verdict: RequirementVerdict) -> bool:
    if draft.value("block.capacity") != "at-least" or draft.value("block.exhausted") == "grows":
        return False
    draft.promise("block.exhausted", "grows", why(verdict))
    return True


def _instructions(draft: Draft, verdict: RequirementVerdict) -> bool:
    if not draft.value("hot.instructions"):
        return False
    draft.promise("hot.instructions", 0, why(verdict))
    return True


def _needs_all_returned(draft: Draft, verdict: RequirementVerdict) -> bool:
    """What is left behind where something was lent at the end."""
    example = verdict.counterexample
    if draft.value("life.destroy") != "frees" or example is None:
        return False
    lent = 0
    for each in example.operations:
        match each.kind:
            case Kind.GET:
                lent += 1
            case Kind.RETURN if not each.is_misuse:
                lent -= 1
            case Kind.CLEAR:
                lent = 0
    if lent <= 0:
        return False
    draft.promise("life.destroy", "needs-all-returned", why(verdict))
    return True


def _system_calls(draft: Draft, verdict: RequirementVerdict) -> bool:
    now = draft.value("hot.system_calls")
    if now is None or now is True:
        return False
    is_futex = "futex" in (verdict.why or "") and now is False
    draft.promise("hot.system_calls", "futex" if is_futex else True, why(verdict))
    return True


def _no_sequence(draft: Draft, verdict: RequirementVerdict) -> bool:
    if "sequence" not in draft.lines:
        return False
    draft.leave_out("misuse.record", "there are no records that could be promised")
    draft.leave_out("sequence", why(verdict))
    return True


def _only_one(draft: Draft, verdict: RequirementVerdict) -> bool:
    """Pools that affect each other may be promised one at a time."""
    if draft.value("life.instances") == "one":
        return False
    draft.leave_out("misuse.other_pool", "there is never another pool")
    draft.promise("life.instances", "one", why(verdict))
    return True


_RULES: Final[Mapping[str, Weaken]] = {
    "CREATE-1": _in_turn(_counts, _leaves_out("counters.capacity")),
    "CREATE-2": _counts,
    "CREATE-3": _in_turn(_any_code("life.bad_config"), _leaves_out("life.bad_config")),
    "CREATE-4": _in_turn(_any_code("life.out_of_memory"), _leaves_out("life.out_of_memory")),
    "ORDER-1": _order,
    "ORDER-2": _order,
    "ORDER-3": _leaves_out("order.after_clear"),
    "ORDER-4": _leaves_out("order.fresh"),
    "ZERO-1": _content("contents.at_get"),
    "KEEP-1": _content("contents.at_get"),
    "FREE-1": _content("contents.while_free"),
    "GUARD-2": _in_turn(_any_code("size.too_large"), _promises("size.too_large", "undefined")),
    "GUARD-3": _promises("size.before_capacity", False),
    "CAP-1": _counts,
    "CAP-2": _in_turn(_any_code("block.exhausted"), _counts, _at_least),
    "CAP-3": _counts,
    "RECEIPT-1": _in_turn(_any_code("sequence.exhausted"), _no_sequence),
    "RECEIPT-2": _leaves_out("sequence.number_at"),
    "RECEIPT-3": _no_sequence,
    "CLEAR-1": _leaves_out("life.clear"),
    "USAGE-1": _counter,
    "PEAK-1": _leaves_out("counters.peak"),
    "ISO-1": _align,
    "ISO-2": _counts,
    "ISO-3": _counts,
    "ISO-4": _only_one,
    "BOUND-1": _in_turn(_more_storage, _counts),
    "LIFE-1": _needs_all_returned,
    "LIFE-2": _grows,
    "REFUSE-1": _misuse,
    "SAFE-1": _counts,
    "OWN-1": _misuse,
    "OWN-2": _misuse,
    "ABORT-1": _misuse,
    "SAFE-2": _misuse,
    "HOT-1": _promises("hot.allocates", True),
    "HOT-2": _promises("hot.allocates", True),
    "HOT-3": _system_calls,
    "HOT-4": _promises("hot.first_touch", True),
    "HOT-5": _instructions,
    "MEM-1": _leaves_out("cost.memory"),
    "CACHE-1": _leaves_out("cost.cache_hits"),
}
