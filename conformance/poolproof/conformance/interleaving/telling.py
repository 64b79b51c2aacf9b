"""What was found, in words: the requirement, what ought to have been, and a sentence that says what is impossible."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..names import system_call_name
from .jobs import Job
from .on_threads import seen_on_threads, sentence_of_threads
from .outcome import Event, Found, Wrong

_OF_PROGRESS: Final = {
    Wrong.DEADLOCK: "SHARE-3",
    Wrong.NO_END: "SHARE-3",
    Wrong.TOO_LONG: "SHARE-3",
    Wrong.WAITS: "SHARE-4",
    Wrong.GOES_ROUND: "SHARE-4",
}
COSTS: Final = {Wrong.ALLOCATES: "HOT-1", Wrong.ALLOCATES_REFUSING: "HOT-2", Wrong.CALLS: "HOT-3"}
"""What an operation may not do besides its work, also when it meets another one."""
_AT_REST: Final = (Wrong.ANSWER, Wrong.COUNT, Wrong.KEPT, Wrong.TWO_HOLDERS, Wrong.LOST)
AFTERWARDS: Final = "afterwards"
"""When all have ended."""
_EXPECTED: Final = {
    "SHARE-1": "answers as if one operation had come after the other",
    "SHARE-2": "every block there once, and counted, when all threads have ended",
    "SHARE-3": "every thread can end what it does",
    "SHARE-4": "a thread that stops holds up no other",
    "HOT-1": "nothing is allocated or freed, also when threads meet",
    "HOT-2": "nothing is allocated or freed, also when threads meet",
    "HOT-3": "no system call but what the contract allows, also when threads meet",
    "ISR-1": "answers as if the interrupt had come before or after the operation that it met",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words. ``requirement``: its id."""

    job: Job
    found: Found
    requirement: str
    expected: str
    observed: str

    @property
    def can_be_replayed(self) -> bool:
        """Whether a schedule alone shows it, or real threads do: what an operation costs takes a search."""
        return self.found.wrong not in COSTS


def tell(job: Job, found: Found) -> Told:
    """Return what was found, in words."""
    requirement = requirement_of(job, found)
    sentence = sentence_of_threads(job, found, thread_name) or _Teller(job, found).sentence()
    observed = f"{sentence} ({_how_often(job, found)})"
    return Told(job, found, requirement, _EXPECTED[requirement], observed)


def requirement_of(job: Job, found: Found) -> str:
    """Return the id of the requirement that is violated."""
    if job.by_interrupt:
        return "ISR-1"
    at_rest = found.in_look and found.wrong in _AT_REST
    return "SHARE-2" if at_rest else (_OF_PROGRESS | COSTS).get(found.wrong, "SHARE-1")


def thread_name(job: Job, thread: int) -> str:
    """Return what a thread is called in a sentence: T1, T2; one more comes when all have ended."""
    if thread >= len(job.programs):
        return f"who came {AFTERWARDS}"
    if job.by_interrupt:
        return ("the operation", "the interrupt")[thread]
    return f"T{thread + 1}"


def _how_often(job: Job, found: Found) -> str:
    if found.on_threads is not None:
        return seen_on_threads(found.on_threads, str(job))
    if job.by_interrupt:
        return f"one interrupt; programs {job}"
    times = {0: "no preemption", 1: "1 preemption"}.get(found.preemptions, f"{found.preemptions} preemptions")
    return f"{times}, the fewest that show it; programs {job}"


class _Teller:
    def __init__(self, job: Job, found: Found) -> None:
        self._job, self._found = job, found
        self._who = thread_name(job, found.thread)

    def sentence(self) -> str:
        found, who, block = self._found, self._who, f"b{self._found.block}"
        match found.wrong:
            case Wrong.ANSWER:
                return self._of_answer(found.events)
            case Wrong.ORDER:
                return f"{who} got {block}; by the promised order another one came next, in whatever row the operations are put"
            case Wrong.STATUS:
                asked = f"return of {block}" if found.block else "get"
                return f"{who} is answered {found.value} by {asked}, which is not promised"
            case Wrong.ADDRESS:
                return f"{who} got {found.value & (1 << 64) - 1:#x}, which is no block of the pool"
            case Wrong.CONTENT:
                return f"{block} did not hold what is promised when {who} got it"
            case Wrong.OVERWRITTEN:
                return f"what {who} wrote into {block}, which it holds, was overwritten"
            case Wrong.COUNT:
                counted = self._miscounted(found.value, "free" if found.block else "used")
                return f"when all had ended the pool says that {counted}"
            case Wrong.KEPT:
                got = f"{found.value} of {self._job.count} blocks"
                return f"each thread got a block and returned it, one after the other, and then another thread gets {got} alone"
            case Wrong.DEADLOCK:
                names, several = self._unended()
                verb, whom = ("sleep", "them") if several else ("sleeps", "it")
                return f"{names} {verb} for ever: nobody is left who could wake {whom}"
            case Wrong.NO_END:
                names, several = self._unended()
                if several:
                    return f"{names} hold each other up: from there on no schedule lets them end"
                return f"{names} goes round for ever, whatever the others do"
            case Wrong.WAITS if found.value:
                return f"{who} went to sleep, until another thread wakes it"
            case Wrong.WAITS:
                return f"{who} goes round and does not get on, until another thread does"
            case Wrong.GOES_ROUND:
                return "the threads hold each other up: none ends its operation, and all go on"
            case Wrong.TOO_LONG:
                return f"{who} comes to no end of its operation, though no other runs"
            case Wrong.CALLS:
                return f"{who} makes {system_call_name(found.value)} {self._where()}"
            case Wrong.ALLOCATES | Wrong.ALLOCATES_REFUSING:
                return f"{who} allocates or frees memory {self._where()}"
            case _:
                return f"{who} died: {signal_name(found.value)}" if found.value else f"{who} ended the process"

    def _where(self) -> str:
        """In the last call of whom it is told."""
        own = [each.call for each in self._found.events if each.thread == self._found.thread]
        meets = ", where it meets another thread's operation" if self._found.preemptions else ""
        return f"in its {own[-1] if own else 'operation'}{meets}"

    def _unended(self) -> tuple[str, bool]:
        """Who is in the midst of an operation in the end, and whether they are several."""
        latest = {each.thread: each for each in self._found.events}
        names = [thread_name(self._job, thread) for thread, each in sorted(latest.items()) if each.said is None]
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))), len(names) > 1

    def _miscounted(self, told: int, what: str) -> str:
        """What is told of blocks at rest, and what is so."""
        used = self._job.lent
        for each in self._found.events:
            if each.thread < len(self._job.programs):
                used += (each.said == "lent") - (each.call == "return" and each.said == "taken")
        right = used if what == "used" else self._job.count - used
        return f"{told} {_are(told)} {what}, and {right} {_are(right)}"

    def _of_answer(self, events: Sequence[Event]) -> str:
        last = next((each for each in reversed(events) if each.thread == self._found.thread and each.said is not None), None)
        if last is None:
            return f"no order of the operations explains what {self._who} was answered"
        before = events[: events.index(last)]
        match last.said:
            case "lent":
                return self._of_lent(last.block, before)
            case "none_free":
                return f"{self._who} was told that none is free, and one was, in every order of the operations"
            case "count":
                if self._found.in_look:
                    return f"{self._who} was told that {self._miscounted(last.value, last.call)}"
                return f"{self._who} was told that {last.value} {_are(last.value)} {last.call}, which was so at no moment"
            case "not_taken":
                return f"{self._who}'s return of b{last.block}, which was lent, was not taken ({last.value})"
            case _:
                return f"b{last.block} was lent once, and two returns of it were taken"

    def _of_lent(self, block: int, before: Sequence[Event]) -> str:
        holder = _holder(block, before)
        if holder == self._found.thread:
            return f"{self._who} got b{block} a second time, and holds it already"
        if holder is not None:
            return f"{self._who} got b{block}, which {thread_name(self._job, holder)} holds"
        if block <= self._job.lent and not any(each.call == "return" and each.block == block for each in before):
            return f"{self._who} got b{block}, which was lent already, and nobody had returned it"
        return f"{self._who} got b{block}, and in every order of the operations it was lent then"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _holder(block: int, events: Sequence[Event]) -> int | None:
    """Who was given the block last, and has not begun to return it."""
    holder = None
    for each in events:
        if each.block == block and each.said == "lent":
            holder = each.thread
        elif each.block == block and each.call == "return" and each.said is None:
            holder = None
    return holder


def signal_name(number: int) -> str:
    """What a signal is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
