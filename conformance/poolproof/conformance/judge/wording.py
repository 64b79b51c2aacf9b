"""How a counterexample speaks of what a contract's pool lends and answers, and of what is asked of it: in the words of its
binding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from poolproof.spec.contracts import Answer, Contract, How

from ..names import number_name, operation_name, status_name, word_name
from ..operations import RAISED, Kind
from ..subjects.exception_codes import name_or_code, named_exceptions

_WORD_BYTES = 8


@dataclass(frozen=True, slots=True)
class Words:
    """``success``: the answer of an operation that did what it was asked for; ``operations``: those that are called otherwise
    than in the vocabulary; ``exceptions``: those that the contract names."""

    binding: int
    block: str
    record: str
    success: str
    operations: Mapping[int, str] = field(default_factory=dict)
    exceptions: tuple[str, ...] = ()

    def operation(self, kind: int) -> str:
        """``get_soa``, ``get``."""
        return self.operations.get(kind, operation_name(kind))

    def status(self, status: int) -> str:
        """How an answer is called: ``BP_NOT_OWNED``, ``code -12``, ``NotOwned``."""
        if self.binding == 1 or status == RAISED:
            return status_name(status)
        code = name_or_code(status, self.exceptions)
        if isinstance(code, str):
            return code
        return self.success if code == 0 else f"code {code}"

    def answer(self, answer: Answer) -> str:
        """How the answer is called that was due: "a refusal" where any will do."""
        match answer.how:
            case How.IGNORED:
                return "any answer"
            case How.ABORTS:
                return "the process ends"
        if isinstance(answer.code, int):
            return self.status(answer.code)
        return answer.code or "a refusal"

    def place(self, kind: int, word: int, expected: int, found: int) -> str:
        """Which part of a block a word that changed is, and what stands there: ``s[3] … is 7``, ``byte 17 … is 0x41``."""
        if self.binding == 1:
            return word_name(kind, word, expected ^ found)
        return f"byte {_WORD_BYTES * word + _first_byte(expected, found)}"

    def held(self, expected: int, found: int) -> str:
        """What stands there, where something else was to stand."""
        return number_name(found) if self.binding == 1 else _byte_name(expected, found, found)

    def due(self, expected: int, found: int) -> str:
        """What was to stand there."""
        return number_name(expected) if self.binding == 1 else _byte_name(expected, found, expected)


_OF_BUFFERPOOL = Words(1, "buffer", "receipt", "BP_OK")
_OF_BLOCKPOOL = Words(
    2,
    "block",
    "record",
    "success",
    {
        Kind.DESTROY_NULL: "destroy NULL",
        Kind.GET: "get",
        Kind.RETURN: "return",
        Kind.TAKE: "take",
        Kind.RESET: "reset",
        Kind.COUNTERS: "counters",
        Kind.WRITE: "write",
        Kind.WRITE_RECORD: "write",
    },
)


def words_of(contract: Contract) -> Words:
    names = named_exceptions(contract)
    words = _OF_BUFFERPOOL if contract.binding == 1 else _OF_BLOCKPOOL
    return replace(words, exceptions=names) if names else words


def _first_byte(expected: int, found: int) -> int:
    """The place in a word of the first byte that differs. The worker's words are little-endian, as our machines are."""
    difference = expected ^ found
    return ((difference & -difference).bit_length() - 1) // 8 if difference else 0


def _byte_name(expected: int, found: int, word: int) -> str:
    return f"0x{word >> 8 * _first_byte(expected, found) & 0xFF:02X}"
