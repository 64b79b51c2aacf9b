"""Every constant of the subject's own binary, put to it once: as what a holder wrote, and as a size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from poolproof.reference.model import LANES

from .. import operations as op
from . import shapes
from .script import Script

_OPERATIONS_A_WORD: Final = 8


def dictionary_script(words: Sequence[int], operations_at_most: int) -> Script:
    """For the model in C, on the default pool: the buffer that comes back, and the receipt that is reset, are full of the word,
    and so is what stands before an address inside the buffer.

    A pool that takes one number for a sign of its own is found by this for certain, and by a random walk if it is lucky."""
    sequence = [op.create_default()]
    # Those that are the same for every word as one object each: tens of thousands of each would take long to make and to send.
    get, interior, returned = op.get(), op.misuse(op.Target.INTERIOR, 0, 63), op.give_back()
    receipt, reset = op.take(), op.reset()
    for word in words[: (operations_at_most - 2) // _OPERATIONS_A_WORD]:
        sequence += (get, op.write(word), interior, returned, receipt, op.write_record(word))
        sequence += (reset,) if word <= LANES else (op.get(word), reset)
    return Script("dictionary", shapes.closing(sequence))
