"""What an exploration comes to: figures, what they leave out, and the counterexample if there is one."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from poolproof.spec import Profile

from ..subjects import Subject
from ..verification import Counterexample


class Method(enum.StrEnum):
    STATES = "states"
    """The subject's memory is kept and put back: from each state every operation is tried once."""
    SEQUENCES = "sequences"
    """Every sequence of operations up to a length, each from a fresh pool."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """``states``: by method STATES, of the subject's memory and the model together; by SEQUENCES, of the model alone.
    ``transitions``: operations tried. ``depth``: operations from a fresh pool to the farthest state. ``writes_vary``: those
    states are among them, too, in which one buffer or receipt was written otherwise than the rest.

    ``unfinished``: why it is not the whole, if it is not; ``example``: the violation that ended it; ``unconfirmed``: a
    difference that no fresh process shows.
    """

    subject: Subject
    subject_name: str
    profile: Profile
    soa_capacity: int
    receipt_capacity: int
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
        written = _WRITTEN_VARIOUSLY if self.writes_vary else _WRITTEN_ALIKE
        return (_CREATED, written, *(_OF_STATES if self.method == Method.STATES else _OF_SEQUENCES))


_CREATED = "one pool at a time, created with these capacities; larger ones, create's refusals and destroy are not looked at"
_WRITTEN_ALIKE = "what a holder writes: one pattern, over the whole of a buffer or receipt, as soon as it is lent"
_WRITTEN_VARIOUSLY = (
    f"{_WRITTEN_ALIKE}; later, into one of them at a time: zeros, ones, two words that cancel out, addresses, the handle"
)
_OF_STATES = (
    "sizes: 0 and 8 for those accepted; 9, 2^8, 2^16, 2^32, 2^61 and 2^64 - 1 for those refused",
    "wrong returns: NULL, 4 foreign addresses, a receipt, the handle, each buffer returned or revoked",
    "wrong returns near a buffer: 8 and 64 bytes into it; 64 and 192 bytes before it and behind it, once all were lent",
    "a state is the library's data and what it allocates; two states are told apart by 64 bits of a hash of them",
    "what the subject keeps elsewhere (thread-local storage, mappings, the kernel) is not put back",
)
_OF_SEQUENCES = (
    "sizes: 8 for those accepted, 9 for those refused",
    "wrong returns: NULL, a foreign address, a buffer returned before, a buffer revoked",
)
