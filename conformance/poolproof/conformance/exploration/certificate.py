"""What an exploration comes to: figures, what they leave out, and the counterexample if there is one."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..subjects import Subject
from ..verification import Counterexample
from . import left_out


class Method(enum.StrEnum):
    STATES = "states"
    """The subject's memory is kept and put back: from each state every operation is tried once."""
    SEQUENCES = "sequences"
    """Every sequence of operations up to a length, each from a fresh pool."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """``states``: by method STATES, of the subject's memory and the model together; by SEQUENCES, of the model alone.
    ``transitions``: operations tried. ``depth``: operations from a fresh pool to the farthest state. ``writes_vary``: those
    states are among them, too, in which one block or record was written otherwise than the rest.

    ``unfinished``: why it is not the whole, if it is not; ``example``: the violation that ended it; ``unconfirmed``: a
    difference that no fresh process shows.
    """

    subject: Subject
    subject_name: str
    block_count: int
    record_count: int
    method: Method
    states: int
    transitions: int
    depth: int
    seconds: float
    writes_vary: bool = False
    unfinished: str | None = None
    example: Counterexample | None = None
    unconfirmed: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every state that can be reached was, and every operation of the alphabet tried there, and all was right."""
        return self.unfinished is None and self.example is None and not self.unconfirmed

    @property
    def abstracted(self) -> tuple[str, ...]:
        """What it says nothing about, because something stands for it."""
        contract = self.subject.contract
        if self.method == Method.STATES:
            return tuple(left_out.of_states(contract, writes_vary=self.writes_vary))
        return tuple(left_out.of_sequences(contract))
