"""``--programs`` of ``poolproof verify``: what threads, or an operation and an interrupt, are to do at once."""

from __future__ import annotations

from typing import Final

import click

from poolproof.spec import Level
from poolproof.spec.contracts import Contract

from ..interleaving import job_of
from ..interleaving.jobs import THREADS_AT_MOST

_BLOCKS: Final = 2
"""As explore has it."""


def meetings_given(programs: str | None, contract: Contract, level: Level) -> tuple[tuple[str, ...], ...]:
    """Return the programs, of each meeting one for each thread. Raises BadParameter for what can't be tried."""
    if programs is None:
        return ()
    if level is not Level.SHARED:
        why = f"threads meet at level shared, and this is level {level}; give --level shared"
        raise click.BadParameter(why, param_hint="--programs")
    each = tuple(programs.split("|"))
    most = 2 if contract.sharing.between == "interrupts" else THREADS_AT_MOST
    if not 2 <= len(each) <= most:
        remedy = (
            f"write 2 to {most} with | between them" if most > 2 else "write that of the operation and that of the interrupt"
        )
        raise click.BadParameter(f"{programs!r} is {len(each)}; {remedy}", param_hint="--programs")
    try:
        job_of(contract, each, _BLOCKS)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--programs") from error
    return (each,)
