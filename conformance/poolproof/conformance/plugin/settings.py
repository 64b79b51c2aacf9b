"""What the plugin is to judge, and how: from the command line, the ini file, and poolproof's configuration, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pytest

from poolproof.spec import Level, Spec, SpecError
from poolproof.spec.contracts import refuse_unjudged

from ..cli.configuration import Configuration, defaults, find_configuration, placed_contract, placed_subject
from ..cli.main import commands
from ..cli.numbers import time_problem
from ..subjects import Subject, SubjectError
from ..subjects.choice import choose
from ..verification.promised import Promised

_BUDGET_S_AT_LEAST: Final = 0.1
_NO_SUBJECT: Final = (
    "--pool: no subject; give one, or name one as `pool` in the ini file, or as `subject` in poolproof's configuration"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """``spec``: what the subject's contract promises. ``gaps``: the reason of each requirement known to be violated."""

    subject: Subject
    spec: Spec
    level: Level
    seed: int
    budget_s: float | None
    is_strict: bool
    gaps: Mapping[str, str]


def read_settings(config: pytest.Config) -> Settings:
    """Raises pytest.UsageError, in one line."""
    try:
        return _read(config)
    except (SpecError, SubjectError) as error:
        raise pytest.UsageError(f"poolproof: {error}") from error


def _read(config: pytest.Config) -> Settings:
    configuration = find_configuration(config.invocation_params.dir)
    configured: dict[str, object] = {}
    if configuration is not None:
        of_verify = defaults(configuration, commands, "verify")["verify"]
        assert isinstance(of_verify, dict)
        configured = of_verify

    def chosen(name: str, otherwise: object) -> object:
        given = config.getoption(f"pool_{name}")
        return given if given is not None else configured.get(name, otherwise)

    seed, budget = chosen("seed", 0), chosen("budget", None)
    assert isinstance(seed, int)
    assert budget is None or isinstance(budget, int | float)
    if seed < 0:
        raise pytest.UsageError(f"--pool-seed: {seed} is below 0; give a whole number from 0 on")
    if budget is not None and (problem := time_problem(budget, _BUDGET_S_AT_LEAST)) is not None:
        raise pytest.UsageError(f"--pool-budget: {budget:g} {problem}")
    subject = choose(_subject(config, configured), _contract(config, configuration, configured))
    level = Level(str(chosen("level", Level.HARDENED.value)))
    if level is Level.SHARED and subject.contract.sharing.between == "owner":
        raise pytest.UsageError(f"--pool-level: contract {subject.contract.name} promises no sharing; give another level")
    refuse_unjudged(subject.contract)
    spec = _promised(Promised(subject.contract))
    return Settings(
        subject=subject,
        spec=spec,
        level=level,
        seed=seed,
        budget_s=None if budget is None else float(budget),
        is_strict=bool(config.getoption("pool_strict")),
        gaps=dict(_gap(line, spec) for line in config.getini("known_gaps")),
    )


def _subject(config: pytest.Config, configured: Mapping[str, object]) -> str:
    typed, written = config.getoption("pool"), config.getini("pool")
    if typed:
        return str(typed)
    if written:
        return placed_subject(written, config.inipath.parent if config.inipath else config.rootpath)
    if "subject" in configured:
        return str(configured["subject"])
    raise pytest.UsageError(_NO_SUBJECT)


def _contract(config: pytest.Config, configuration: Configuration | None, configured: Mapping[str, object]) -> str | None:
    """What a file puts beside its subject goes with that subject alone: who types another means another."""
    written, folder = config.getini("pool_contract"), config.inipath.parent if config.inipath else config.rootpath
    is_typed, is_written = bool(config.getoption("pool")), bool(config.getini("pool"))
    if config.getoption("pool_contract") is not None:
        return str(config.getoption("pool_contract"))
    if written and not is_typed:
        return placed_contract(written, folder)
    if "contract_given" in configured:
        return str(configured["contract_given"])
    return configuration.contract if configuration is not None and not is_typed and not is_written else None


def _promised(promised: Promised) -> Spec:
    """The requirements that the contract promises: what it does not promise is no test."""
    spec = promised.spec
    return replace(spec, requirements=tuple(each for each in spec.requirements if each.id not in promised.reasons))


def _gap(line: str, spec: Spec) -> tuple[str, str]:
    name, _, reason = (part.strip() for part in line.partition(":"))
    if not reason:
        raise pytest.UsageError(f"known_gaps: {line!r} gives no reason; write it like 'OWN-2: the driver returns twice'")
    try:
        return spec.requirement(name.upper()).id, reason
    except SpecError as error:
        raise pytest.UsageError(f"known_gaps: {error.key}: {error.problem}; {error.remedy}") from error
