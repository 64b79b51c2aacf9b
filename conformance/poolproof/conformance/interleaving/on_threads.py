"""What real threads showed, in words. It says how often, and what the interleavings of the same programs say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .jobs import Job
from .outcome import Event, Found, OnThreads, Wrong

_LENT_BEFORE: Final = 5
"""No thread: who held what was lent before they began (callers.h)."""
Named = Callable[[Job, int], str]


def seen_on_threads(seen: OnThreads, job: str) -> str:
    """Return where and how often it was seen, of these programs."""
    times = "once" if seen.times == 1 else f"{seen.times} times"
    cores = "1 processor" if seen.cores == 1 else f"{seen.cores} processors"
    because = f"; {seen.because}" if seen.because else ""
    return f"on real threads, {times} in {seen.rounds:,} rounds on {cores}; programs {job}{because}"


def sentence_of_threads(job: Job, found: Found, named: Named) -> str | None:
    """Return what is impossible, where real threads show it in a way of their own. ``named``: what a thread is called."""
    if found.on_threads is None:
        return None
    who, block, other = named(job, found.thread), f"b{found.block}", found.on_threads.other
    match found.wrong:
        case Wrong.TWO_HOLDERS:
            return _of_two(job, found, named)
        case Wrong.REFUSED:
            return f"{who} was told that none is free, and the others can't hold all of them"
        case Wrong.LOST:
            return f"when all had ended {found.value} more could be got, and there are others that nobody holds"
        case Wrong.ANSWER if not found.block:
            return _of_answers(job, found, named)
        case Wrong.ORDER:
            return "no order of the operations explains these answers, if blocks come in the promised order"
        case Wrong.OVERWRITTEN | Wrong.CONTENT if other >= 0:
            done = "was overwritten" if found.wrong is Wrong.OVERWRITTEN else "did not hold what is promised"
            what = f"what {who} wrote into {block}, which it holds, {done}"
            if found.wrong is Wrong.CONTENT:
                what = f"{block} {done} when {who} got it"
            return f"{what}: there stands what {_writer(job, other, named)} wrote"
        case Wrong.NO_END:
            return f"{who} goes round in its {_last_call(found)}, and comes to no end"
        case Wrong.DEADLOCK:
            return f"{who} sleeps for ever in its {_last_call(found)}: nobody is left who could wake it"
        case _:
            return None


def _writer(job: Job, thread: int, named: Named) -> str:
    return "its earlier holder" if thread == _LENT_BEFORE else named(job, thread)


def _of_two(job: Job, found: Found, named: Named) -> str:
    seen, block = found.on_threads, f"b{found.block}"
    assert seen is not None
    who = named(job, found.thread)
    if found.thread == seen.other:
        return f"{who} got {block} a second time, and holds it already"
    if seen.other == _LENT_BEFORE:
        return f"{who} got {block}, which was lent already, and nobody had returned it"
    if found.in_look:
        return f"{who} got {block}, which {named(job, seen.other)} holds"
    other = named(job, seen.other) if seen.other >= 0 else "another thread"
    return f"{who} and {other} held {block} at once"


def _of_answers(job: Job, found: Found, named: Named) -> str:
    taken = [each.block for each in found.events if each.said == "taken" and each.thread != found.thread + found.in_look]
    lent = {each.block for each in found.events if each.said == "lent"}
    twice = next((each for each in taken if taken.count(each) > 1 and each not in lent), None)
    if twice is not None:
        return f"b{twice} was lent once, and two returns of it were taken"
    for block in sorted(lent):
        holders = [each.thread for each in found.events if each.said == "lent" and each.block == block]
        if len(holders) > 1 and not any(each.call == "return" and each.block == block for each in found.events):
            return f"{named(job, holders[0])} and {named(job, holders[1])} both got b{block}, and nobody returned it"
    return "no order of the operations explains what the threads were answered"


def _last_call(found: Found) -> str:
    """What a thread is in the midst of."""
    own: list[Event] = [each for each in found.events if each.thread == found.thread]
    return own[-1].call if own and own[-1].said is None else "operation"
