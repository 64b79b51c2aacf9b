"""What a contract promises and is judged where one thread calls alone: nobody looks at it where several meet."""

from __future__ import annotations

from typing import Final

from poolproof.spec.contracts import Contract

OF_ONE_THREAD: Final = "judged of one thread alone: nobody looks at it where threads meet"


def of_one_thread(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Return the keys of the contract, by the requirement that comes of them."""
    misuse = contract.misuse
    refused = {
        "null": misuse.null,
        "foreign": misuse.foreign,
        "other_pool": misuse.other_pool,
        "interior": misuse.interior,
        "record": misuse.record,
    }
    too_large = contract.size is not None and contract.size.too_large.is_promised
    keys = {
        "PEAK-1": ("counters.peak",) if contract.counters.peak != "none" else (),
        "FREE-1": ("contents.while_free",) if contract.contents.while_free.is_promised else (),
        "GUARD-2": ("size.too_large",) if too_large else (),
        "OWN-1": tuple(f"misuse.{key}" for key, answer in refused.items() if answer.is_promised),
    }
    return {id: promised for id, promised in keys.items() if promised}
