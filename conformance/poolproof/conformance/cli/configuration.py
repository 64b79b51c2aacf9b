"""Configuration: ``poolproof.toml``, or ``[tool.poolproof]`` of ``pyproject.toml``, as defaults of the command line.

A table for each command holds its options by their long names, without the hyphens before them; ``subject``, at the top, is
judged where none is given, by the ``contract`` beside it. Paths are relative to the file. Only what the command at hand would
use is looked at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from poolproof.spec import SpecError
from poolproof.spec.contracts import names_a_file
from poolproof.spec.errors import did_you_mean
from poolproof.spec.table import Table, kind_of, read_values

from ..subjects.resolve import BUILTINS

OWN_FILE: Final = "poolproof.toml"
PROJECT_FILE: Final = "pyproject.toml"
_PLACE_IN_PROJECT: Final = "tool.poolproof"
_SUBJECT: Final = "subject"
_CONTRACT: Final = "contract"
CONFIGURATION: Final = "poolproof.configuration"
"""Under which a command finds it in the ``meta`` of click's context."""
_SUBJECT_ARGUMENTS: Final = ("subject", "subjects")

_Complain = Callable[[str, str], SpecError]
"""Given the problem and the remedy."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """``place``: of the table inside the file; empty where it is the file."""

    file: Path
    place: str
    values: Mapping[str, object]

    @property
    def folder(self) -> Path:
        return self.file.parent

    def complaint(self, keys: tuple[str, ...], problem: str, remedy: str) -> SpecError:
        place = ".".join(part for part in (self.place, *keys) if part)
        return SpecError(os.path.relpath(self.file), place, problem, remedy)

    @property
    def subject(self) -> str | None:
        """The subject that it names, as it is to be typed here. Raises SpecError."""
        given = self.values.get(_SUBJECT)
        if given is None:
            return None
        if not isinstance(given, str) or not given.strip():
            raise self.complaint((_SUBJECT,), f"must be a string, not {kind_of(given)}", "give what `poolproof verify` takes")
        return placed_subject(given, self.folder)

    @property
    def contract(self) -> str | None:
        """The contract of the subject that it names, as it is to be typed here. Raises SpecError."""
        given = self.values.get(_CONTRACT)
        if given is None:
            return None
        if not isinstance(given, str) or not given.strip():
            raise self.complaint(
                (_CONTRACT,), f"must be a string, not {kind_of(given)}", "give a name or a file, between quotes"
            )
        return placed_contract(given, self.folder)


def find_configuration(folder: Path) -> Configuration | None:
    """The nearest one in a folder or above it, up to the root of the project. Raises SpecError for a file that is no TOML."""
    for each in (folder, *folder.parents):
        own, project = each / OWN_FILE, each / PROJECT_FILE
        if own.is_file():
            return Configuration(own, "", read_values(own))
        if project.is_file() and (table := _table_of_project(project)) is not None:
            return Configuration(project, _PLACE_IN_PROJECT, table)
        if (each / ".git").exists():
            return None
    return None


def read_configuration(file: Path) -> Configuration:
    """The one that a file holds. Raises SpecError."""
    if file.name != PROJECT_FILE:
        return Configuration(file, "", read_values(file))
    table = _table_of_project(file)
    if table is None:
        raise SpecError(str(file), _PLACE_IN_PROJECT, "missing", f"add a table [{_PLACE_IN_PROJECT}], or give another file")
    return Configuration(file, _PLACE_IN_PROJECT, table)


def placed_subject(given: str, folder: Path) -> str:
    """A subject that was written down in a file of that folder, as it would be typed in the current one."""
    place, _, name = given.rpartition(":")
    if given in BUILTINS:
        return given
    if place and not (folder / given).exists():
        return f"{os.path.relpath(folder / place)}:{name}" if place.endswith(".py") else given
    return os.path.relpath(folder / given)


def placed_contract(given: str, folder: Path) -> str:
    """A contract that was written down in a file of that folder, as it would be typed in the current one."""
    if not names_a_file(given):
        return given
    placed = os.path.relpath(folder / given)
    return placed if names_a_file(placed) else f"./{placed}"


def defaults(configuration: Configuration, commands: click.Group, invoked: str) -> dict[str, object]:
    """What click is to take for the options of the command that was invoked, and for those of its own commands.

    Of the other commands only the names are looked at, for they need not be loaded. Raises SpecError for a key that no option
    has, or a value that it does not take.
    """
    context = click.Context(commands)
    table = Table(Path(os.path.relpath(configuration.file)), configuration.values, configuration.place)
    table.allow_only([_SUBJECT, _CONTRACT, *commands.list_commands(context)])
    command = commands.get_command(context, invoked)
    assert command is not None  # or click would have refused it
    return {invoked: _of_command(configuration, command, configuration.values.get(invoked, {}), (invoked,))}


def _table_of_project(file: Path) -> Mapping[str, object] | None:
    tools = read_values(file).get("tool")
    if not isinstance(tools, dict) or "poolproof" not in tools:
        return None
    table = tools["poolproof"]
    if not isinstance(table, dict):
        problem = f"must be a table, not {kind_of(table)}"
        raise SpecError(os.path.relpath(file), _PLACE_IN_PROJECT, problem, f"write [{_PLACE_IN_PROJECT}]")
    return table


def _of_command(
    configuration: Configuration, command: click.Command, given: object, keys: tuple[str, ...]
) -> dict[str, object]:
    if not isinstance(given, dict):
        raise configuration.complaint(
            keys, f"must be a table, not {kind_of(given)}", f"write its options under it: {keys[-1]}.…"
        )
    taken: dict[str, object] = {}
    if isinstance(command, click.Group):
        _allow_only(configuration, given, command.commands, keys)
        for name, inner in command.commands.items():
            taken[name] = _of_command(configuration, inner, given.get(name, {}), (*keys, name))
        return taken
    options = _options(command)
    written = {key.replace("_", "-"): value for key, value in given.items()}
    _allow_only(configuration, written, options, keys)
    for key, value in written.items():
        option = options[key]
        assert option.name is not None

        def complain(problem: str, remedy: str, key: str = key) -> SpecError:
            return configuration.complaint((*keys, key), problem, remedy)

        taken[option.name] = _value(option, value, configuration.folder, complain)
    return _subject_of(configuration, command) | taken


def _allow_only(
    configuration: Configuration, given: Mapping[str, object], known: Mapping[str, object], keys: tuple[str, ...]
) -> None:
    for key in given:
        if key not in known:
            raise configuration.complaint((*keys, key), "unknown key", did_you_mean(key, known))


def _options(command: click.Command) -> dict[str, click.Option]:
    """By the key that each has in the file."""
    return {max(each.opts, key=len).lstrip("-"): each for each in command.params if isinstance(each, click.Option)}


def _subject_of(configuration: Configuration, command: click.Command) -> dict[str, object]:
    """The subject, for a command that takes one."""
    subject = configuration.subject
    for parameter in command.params:
        takes_one = (
            parameter.name in _SUBJECT_ARGUMENTS if isinstance(parameter, click.Argument) else "--subject" in parameter.opts
        )
        if takes_one and subject is not None:
            assert parameter.name is not None
            return {parameter.name: [subject] if parameter.nargs != 1 else subject}
    return {}


def _value(option: click.Option, given: object, folder: Path, complain: _Complain) -> object:
    if option.is_flag:
        if not isinstance(given, bool):
            raise complain(f"must be true or false, not {kind_of(given)}", "write true or false without quotes")
        return given
    if option.multiple:
        if not isinstance(given, list):
            raise complain(f"must be a list, not {kind_of(given)}", 'write it like ["one", "another"]')
        return [_single(option, each, folder, complain) for each in given]
    return _single(option, given, folder, complain)


def _single(option: click.Option, given: object, folder: Path, complain: _Complain) -> object:
    kind = option.type
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType):
        types, wanted = (int,) if isinstance(kind, click.types.IntParamType) else (int, float), "a number"
        if isinstance(given, bool) or not isinstance(given, types):
            raise complain(f"must be {wanted}, not {kind_of(given)}", "write it without quotes")
        value: object = given
    else:
        if not isinstance(given, str):
            raise complain(f"must be a string, not {kind_of(given)}", "write it between quotes")
        value = _placed(option, given, folder)
    if isinstance(kind, click.Choice) and given not in kind.choices:
        raise complain(f"{given!r} is not known", did_you_mean(str(given), kind.choices))
    try:
        kind.convert(value, option, None)
    except click.BadParameter as refusal:
        raise complain(
            refusal.message.rstrip("."), f"{max(option.opts, key=len)} takes no other on the command line either"
        ) from None
    return value


def _placed(option: click.Option, given: str, folder: Path) -> str:
    """A path is relative to the file in which it is written. ``-`` is standard output; a contract may have a name instead."""
    if "--contract" in option.opts:
        return placed_contract(given, folder)
    metavar = option.metavar or ""
    is_path = isinstance(option.type, click.Path) or any(word in metavar for word in ("FILE", "DIR"))
    is_path = is_path and "://" not in given  # an address, where a folder would do as well
    return str(folder / given) if is_path and given != "-" else given
