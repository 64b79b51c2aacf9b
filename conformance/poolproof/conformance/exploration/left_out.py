"""What an exploration says nothing about, because something stands for it, or because the contract does not promise it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from poolproof.spec.contracts import Answer, Contract, How
from poolproof.spec.contracts.language import language

from ..judge.wording import words_of

_CREATED: Final = (
    "one pool at a time, created with these capacities; larger ones, create's refusals and destroy are not looked at"
)
_LATER: Final = (
    "later, into one of them at a time: zeros, ones, two words that cancel out, addresses, the handle, words of the binary"
)
_SIZES_OF_LANES: Final = "sizes: 0 and 8 for those accepted; 9, 2^8, 2^16, 2^32, 2^61 and 2^64 - 1 for those refused"
_KEPT: Final = (
    "a state is the library's data{storage} and what it allocates; two states are told apart by 64 bits of a hash of them",
    "what the subject keeps elsewhere (thread-local storage, mappings, the kernel) is not put back",
)
_WITH_STORAGE: Final = ", the storage that it was given"
_NAMES: Final = {
    "null": "NULL",
    "record": "a {record}",
    "double": "each {block} that is free",
    "revoked": "each that was revoked",
    "interior": "8 and 64 bytes into a {block}",
}
_FOREIGN: Final = {
    1: "4 foreign addresses, the handle, 64 and 192 bytes before a buffer and behind it, once all were lent",
    2: "4 foreign addresses",
}


def of_states(contract: Contract, *, writes_vary: bool) -> Iterator[str]:
    """Of an exploration that keeps the subject's memory and puts it back; ``writes_vary``: see Certificate."""
    yield _CREATED
    written = _written(contract)
    yield f"{written}; {_LATER}" if writes_vary else written
    if contract.size is not None:
        yield _SIZES_OF_LANES if contract.binding == 1 else _sizes(contract)
    tried = [_named(key, contract) for key, answer in _misuses(contract) if answer.is_promised and not _aborts(answer)]
    if tried:
        yield f"wrong returns: {', '.join(tried)}"
    yield from _not_tried(contract)
    storage = _WITH_STORAGE if contract.life.storage == "given" else ""
    yield from (each.format(storage=storage) for each in _KEPT)


def of_sequences(contract: Contract) -> Iterator[str]:
    """Of every sequence up to a length."""
    words = words_of(contract)
    yield _CREATED
    yield _written(contract)
    if contract.size is not None:
        yield "sizes: the largest that is served, and one more"
    names = {"null": "NULL", "foreign": "a foreign address", "double": f"a {words.block} returned before"}
    names["revoked"] = f"a {words.block} revoked"
    tried = [names[key] for key, answer in _misuses(contract) if key in names and answer.is_promised]
    if tried:
        yield f"wrong returns: {', '.join(tried)}"
    yield from _undefined(contract)


def _written(contract: Contract) -> str:
    words = words_of(contract)
    either = words.block if contract.sequence is None else f"{words.block} or {words.record}"
    return f"what a holder writes: one pattern, over the whole of a {either}, as soon as it is lent"


def _sizes(contract: Contract) -> str:
    size = contract.size
    assert size is not None
    served = f"sizes: {size.smallest} and {size.largest} for those served, and words of the binary"
    if not size.too_large.is_promised or _aborts(size.too_large):
        return served
    return f"{served}; 1, 248 and about 2^16, 2^32 and 2^61 bytes more, and 2^64 - 1, for those too large"


def _misuses(contract: Contract) -> Iterator[tuple[str, Answer]]:
    """Those that one pool can meet."""
    for key in language()["misuse"].keys:
        answer = getattr(contract.misuse, key)
        if key != "other_pool" and (key != "record" or contract.sequence is not None):
            yield key, answer


def _named(key: str, contract: Contract) -> str:
    words = words_of(contract)
    name = _FOREIGN[contract.binding] if key == "foreign" else _NAMES[key]
    return name.format(block=words.block, record=words.record)


def _aborts(answer: Answer) -> bool:
    return answer.how is How.ABORTS


def _not_tried(contract: Contract) -> Iterator[str]:
    answers = [(f"misuse.{key}", answer) for key, answer in _misuses(contract)]
    answers.append(("block.exhausted", contract.block.exhausted))
    if contract.size is not None:
        answers.append(("size.too_large", contract.size.too_large))
    aborting = [key for key, answer in answers if _aborts(answer)]
    if aborting:
        yield f"what is promised to abort is left out ({', '.join(aborting)}): `poolproof verify` tries it, in processes apart"
    yield from _undefined(contract)


def _undefined(contract: Contract) -> Iterator[str]:
    keys = [f"misuse.{key}" for key, answer in _misuses(contract) if not answer.is_promised]
    if contract.size is not None and not contract.size.too_large.is_promised:
        keys.append("size.too_large")
    if keys:
        yield f"what the contract leaves undefined is never tried: {', '.join(keys)}"
