"""What threads, or an operation and an interrupt, are to do at once: short programs, from small to large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from poolproof.spec.contracts import Contract
from poolproof.spec.contracts.words import exact_counters

from .programs import ends_thread, has_rows, how_to_write, is_program, most_gets

BLOCKS_MET_AT_MOST: Final = 8
LENT_AT_MOST: Final = 2
"""As many as a program has letters to return."""
THREADS_AT_MOST: Final = 4
KEPT_AT_MOST: Final = 1 << 20
_COUNTERS: Final = {"used": "u", "free": "f"}


@dataclass(frozen=True, slots=True)
class Job:
    """``programs``: a letter an operation. g: get; r, a: return the newest, the oldest that this thread got; R, Q: return the
    first, the second of those that were lent before; u, f: ask how many are used, free.

    ``count``: blocks that can be met; ``lent`` of them are lent before; ``kept``: further ones, which are lent all the time.
    ``by_interrupt``: the second program interrupts the first. ``is_new``: nobody has called the pool before."""

    programs: tuple[str, ...]
    count: int
    lent: int = 0
    kept: int = 0
    by_interrupt: bool = False
    is_new: bool = False

    def __str__(self) -> str:
        new = " of a new pool" if self.is_new else ""
        return f"{'|'.join(self.programs)} on {self.count} block{'' if self.count == 1 else 's'}{new}"


_OF_THREADS: Final = (
    Job(("g", "g"), 1),
    Job(("R", "R"), 2, 1),
    Job(("R", "g"), 1, 1),
    Job(("R", "g"), 2, 1),
    Job(("R", "Q"), 2, 2),
    Job(("Q", "g"), 2, 2),
    Job(("g", "g"), 2),
    Job(("g", "u"), 2, 1),
    Job(("R", "u"), 2, 1),
    Job(("gr", "u"), 2),
    Job(("gR", "u"), 3, 1),
    Job(("R", "Qg"), 2, 2),
    Job(("g", "gr"), 1),
    Job(("gr", "gr"), 2),
    Job(("gr", "gr"), 1),
    Job(("Rg", "g"), 1, 1),
    Job(("Rg", "g"), 2, 1),
    Job(("g", "gga"), 3),
    Job(("Rg", "gr"), 2, 1),
    Job(("g", "g"), 2, is_new=True),
    Job(("gr", "g"), 1, is_new=True),
    Job(("g", "gga(gr)254"), 3),
)
_OF_NARROW_TAGS: Final = (Job(("g", "gga(gr)255"), 3), Job(("g", "ggga(gr)126"), 4))
"""Of pools that wait for nobody: a tag of 8 bits comes round where it goes up with each return, or with every operation. Where
it goes up with each get, the one above shows it."""
_OF_INTERRUPTS: Final = (
    Job(("g", "g"), 1),
    Job(("g", "R"), 2, 1),
    Job(("R", "g"), 2, 1),
    Job(("g", "g"), 2),
    Job(("R", "Q"), 3, 2),
    Job(("R", "g"), 1, 1),
    Job(("g", "gr"), 2),
    Job(("R", "gr"), 2, 1),
    Job(("g", "Rg"), 3, 1),
    Job(("g", "u"), 2, 1),
    Job(("R", "u"), 2, 1),
)
"""``u`` stands for each counter that is promised to be exact."""


_OF_THREE: Final = (
    Job(("g", "g", "g"), 2),
    Job(("R", "g", "g"), 1, 1),
    Job(("R", "Q", "g"), 2, 2),
    Job(("gr", "gr", "gr"), 2),
)


def directed_jobs(contract: Contract, threads: int = 2) -> tuple[Job, ...]:
    """Return the jobs that the contract promises something of, as they are to be tried: what tells most first."""
    by_interrupt = contract.sharing.between == "interrupts"
    jobs: tuple[Job, ...] = _OF_INTERRUPTS if by_interrupt else _OF_THREADS if threads == 2 else _OF_THREE
    if threads == 2 and contract.sharing.progress == "lock-free":
        jobs += _OF_NARROW_TAGS
    return tuple(each for job in jobs for each in _of_contract(job, contract, by_interrupt=by_interrupt))


def job_of(contract: Contract, programs: tuple[str, ...], count: int) -> Job:
    """Return the job that was asked for. Raises ValueError, with what is wrong and what helps, for one that the contract
    promises nothing of."""
    for each in programs:
        if not is_program(each):
            raise ValueError(f"{each!r} is no program; {how_to_write()}")
    return fitted(contract, Job(programs, count, lent_by(programs)))


def lent_by(programs: tuple[str, ...]) -> int:
    """Return how many blocks have to be lent before, for the programs to return them."""
    return 2 if any("Q" in each for each in programs) else int(any("R" in each for each in programs))


def fitted(contract: Contract, job: Job) -> Job:
    """Return the job with as many further blocks as a pool of the contract has. Raises ValueError, with what is wrong and what
    helps, for one that the contract promises nothing of."""
    programs, count, lent = job.programs, job.count, job.lent
    if contract.sharing.between == "interrupts" and any(map(ends_thread, programs)):
        raise ValueError("e ends a thread, and the contract promises nothing of threads, but of interrupts; leave it out")
    if count > BLOCKS_MET_AT_MOST:
        raise ValueError(f"{count} blocks are more than can be followed; give at most {BLOCKS_MET_AT_MOST} with --blocks")
    if count < lent:
        raise ValueError(f"{lent} blocks are to be returned, and there are {count}; give more with --blocks")
    for letter in "RQ":
        double = sum(each.count(letter) for each in programs) > 1
        if double and contract.misuse.double.how.value not in ("refused", "ignored"):
            raise ValueError(f"{letter} stands there twice, and the contract does not promise what a double return comes to")
        if double and any("g" in each for each in programs):
            raise ValueError(
                f"{letter} stands there twice, and g may get the block that it returns: the second return then takes it from "
                "its holder, which no pool can see; leave out the g"
            )
    for letter, name in (("u", "used"), ("f", "free")):
        if any(letter in each for each in programs) and name not in exact_counters(contract):
            raise ValueError(f"{letter} asks what is {name} at every moment, and counters.{name} of the contract is not exact")
    found = [*_of_contract(job, contract, by_interrupt=contract.sharing.between == "interrupts")]
    if not found:
        raise ValueError(
            f"the contract allows no pool of {count} blocks, or none that runs out; give another number with --blocks"
        )
    return found[0]


def why_no_jobs(contract: Contract) -> str | None:
    """Return why no small number of blocks can be met in such a pool; None: it can."""
    if contract.block.capacity == "exact" or contract.block.count <= BLOCKS_MET_AT_MOST or _accepts(contract, 1):
        return None
    return (
        f"a pool that may lend more than its count is followed up to {BLOCKS_MET_AT_MOST} blocks, and this contract allows no "
        "count as small as that (block.counts)"
    )


def _accepts(contract: Contract, count: int) -> bool:
    block = contract.block
    return count == block.count or (block.all_counts and block.counts.holds(count))


def _of_contract(job: Job, contract: Contract, *, by_interrupt: bool) -> Iterator[Job]:
    if job.is_new and not _accepts(contract, job.count):
        job = replace(job, count=contract.block.count)
    if job.count > BLOCKS_MET_AT_MOST:
        return
    kept = 0 if _accepts(contract, job.count) else contract.block.count - job.count
    if kept < 0 or (kept and contract.block.capacity != "exact"):
        return
    double = contract.misuse.double.how.value
    if job.programs == ("R", "R") and double not in ("refused", "ignored"):
        return
    gets = sum(most_gets(program) if has_rows(program) else program.count("g") for program in job.programs)
    may_run_out = contract.block.exhausted.how.value in ("refused", "grows")
    if not may_run_out and job.lent + gets > job.count:
        return
    if any("f" in each for each in job.programs):
        yield Job(job.programs, job.count, job.lent, kept, by_interrupt, job.is_new)
        return
    for programs in _counted(job.programs, contract):
        yield Job(programs, job.count, job.lent, kept, by_interrupt, job.is_new)


def _counted(programs: tuple[str, ...], contract: Contract) -> Iterator[tuple[str, ...]]:
    if not any("u" in each for each in programs):
        yield programs
        return
    for counter in exact_counters(contract):
        if counter == "used" or contract.block.capacity == "exact":
            yield tuple(each.replace("u", _COUNTERS[counter]) for each in programs)
