"""What the plugin is to judge, and how: from the command line, the ini file, and poolproof's configuration, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest

from poolproof.spec import Level, Profile, Spec, SpecError, load_profile, load_spec
from poolproof.spec.profiles import DEFAULT_PROFILE

from ..cli.configuration import defaults, find_configuration, placed_subject
from ..cli.main import commands
from ..cli.numbers import time_problem
from ..subjects import Subject, SubjectError, resolve

_BUDGET_S_AT_LEAST: Final = 0.1
_NO_SUBJECT: Final = (
    "--pool: no subject; give one, or name one as `pool` in the ini file, or as `subject` in poolproof's configuration"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """``profile_given``: its name or file, as it was given. ``gaps``: the reason of each requirement known to be violated."""

    subject: Subject
    spec: Spec
    profile: Profile
    profile_given: str
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

    spec = load_spec()
    seed, budget = chosen("seed", 0), chosen("budget", None)
    assert isinstance(seed, int)
    assert budget is None or isinstance(budget, int | float)
    if seed < 0:
        raise pytest.UsageError(f"--pool-seed: {seed} is below 0; give a whole number from 0 on")
    if budget is not None and (problem := time_problem(budget, _BUDGET_S_AT_LEAST)) is not None:
        raise pytest.UsageError(f"--pool-budget: {budget:g} {problem}")
    profile = str(chosen("profile", DEFAULT_PROFILE))
    return Settings(
        subject=resolve(_subject(config, configured)),
        spec=spec,
        profile=load_profile(profile),
        profile_given=profile,
        level=Level(str(chosen("level", Level.HARDENED.value))),
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


def _gap(line: str, spec: Spec) -> tuple[str, str]:
    name, _, reason = (part.strip() for part in line.partition(":"))
    if not reason:
        raise pytest.UsageError(f"known_gaps: {line!r} gives no reason; write it like 'OWN-2: the driver returns twice'")
    try:
        return spec.requirement(name.upper()).id, reason
    except SpecError as error:
        raise pytest.UsageError(f"known_gaps: {error.key}: {error.problem}; {error.remedy}") from error
