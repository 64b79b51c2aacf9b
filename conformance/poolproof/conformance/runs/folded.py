"""Runs sequences in which the same comes again a million times: the first rounds and the last are seen step by step, and those
between only compared with them, in the worker. What is answered otherwise there is a step of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

from poolproof.spec.vocabulary import AGAIN, BATCH_CAPACITY

from ..observations import Step
from ..operations import Operation
from ..repeated import Repeated, again
from .session import Session

FoldedTrace: TypeAlias = Repeated[Step]
"""Steps. A part that comes more than once was answered each time as the same steps before it."""

_SEEN: Final = 2
"""Rounds at the beginning: in the first, what is handed out is new."""
_FOLDED_FROM: Final = 8


def run_folded(session: Session, operations: Repeated[Operation]) -> FoldedTrace | None:
    """Run it in a fresh process, which is ended. None: it does not fit into one batch."""
    entries = [entry for body, times in operations.parts for entry in _entries(body, times)]
    if len(entries) > BATCH_CAPACITY:
        return None
    trace = session.run(entries, fresh=True)
    done_again = session.done_again
    session.close()
    parts: list[tuple[Sequence[Step], int]] = []
    for place, step in enumerate(trace):
        if step.operation.kind != AGAIN:
            parts.append(((step,), 1))
            continue
        width = step.operation.nth
        body, times = trace[place - width : place], step.operation.value
        is_last = place == len(trace) - 1
        if is_last and done_again:  # it ended there, at the step that was begun last
            rounds, at = divmod(done_again - 1, width)
            parts += [(body, rounds), (body[:at], 1), ((step._replace(operation=body[at].operation),), 1)]
        else:
            parts.append((body, times))
    return Repeated(*parts)


def _entries(body: Sequence[Operation], times: int) -> list[Operation]:
    if times < _FOLDED_FROM:
        return [*body] * times
    return [*[*body] * _SEEN, again(len(body), times - _SEEN - 1), *body]


def shown(operations: Repeated[Operation], trace: FoldedTrace) -> FoldedTrace:
    """The trace in the parts of its operations, as far as it goes: of what comes again and again, the first round for all."""
    parts: list[tuple[Sequence[Step], int]] = []
    begin = 0
    for body, times in operations.first(len(trace)).parts:
        parts.append(([trace[place] for place in range(begin, begin + len(body))], times))
        begin += len(body) * times
    return Repeated(*parts)
