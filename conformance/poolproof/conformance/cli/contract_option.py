"""``--contract``, as all commands take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from poolproof.spec import Level, SpecError
from poolproof.spec.contracts import Contract, built_in_names

from .configuration import CONFIGURATION, Configuration

_Command = TypeVar("_Command", bound=Callable[..., Any])
BY_DEFAULT: Final = "[default: knhk for a pool of bufferpool.h; for one of blockpool.h, the contract that it carries]"
_SUBJECTS: Final = ("subject", "subjects", "given")


def complete_contract(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """For shells, which complete what is typed: a built-in contract's name, or a file."""
    names = [CompletionItem(each) for each in built_in_names() if each.startswith(incomplete)]
    return [*names, CompletionItem(incomplete, type="file")]


def contract_option(help_text: str) -> Callable[[_Command], _Command]:
    """The command takes what was given, or None, as ``contract_given``."""
    return click.option(
        "--contract",
        "contract_given",
        callback=_or_of_configuration,
        shell_complete=complete_contract,
        metavar="NAME|FILE",
        help=help_text,
    )


def _or_of_configuration(context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    """The one that the configuration puts beside its subject goes with that subject alone: who types another means another."""
    is_typed = any(context.get_parameter_source(name) == ParameterSource.COMMANDLINE for name in _SUBJECTS)
    if given is not None or is_typed:
        return given
    configuration = context.meta.get(CONFIGURATION)
    return configuration.contract if isinstance(configuration, Configuration) else None


def refuse_unshared(contract: Contract, level: Level) -> None:
    """Raise SpecError where nothing of level shared could be judged."""
    if level is Level.SHARED and contract.sharing.between == "owner":
        raise SpecError(
            f"contract {contract.name}",
            "sharing.between",
            "level shared judges what threads or interrupts share, and this contract promises no sharing",
            'promise it (`[sharing]`, `between = "threads"`), or judge up to another level',
        )
