"""A test for each requirement, and what becomes of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from shlex import quote
from typing import Any, Final

import pytest

from poolproof.spec import Requirement

from ..legible import one_line
from ..subjects import SubjectError, Worker
from ..verification import Verdict
from ..verification.events import Event, in_words
from .outcomes import NotJudgedError, Outcome, Outcomes
from .settings import Settings, read_settings

_GROUP: Final = "poolproof"
_BRACKETS: Final = str.maketrans("[]", "()")


class ViolatedError(Exception):
    """A requirement is violated, or is unknown where that is not allowed; the text is the whole report."""


class PoolTests:
    """The part of the plugin that is there when a pool is judged. Raises pytest.UsageError where it can't be."""

    def __init__(self, config: pytest.Config) -> None:
        self.settings = read_settings(config)
        for requirement in self.settings.spec.at_level(self.settings.level):
            config.addinivalue_line("markers", f"{requirement.id}: {requirement.text}")
        self._is_worker = hasattr(config, "workerinput")
        self._folder = Path(config.workerinput["poolproof"]) if hasattr(config, "workerinput") else None
        if not self._is_worker:
            _load(self.settings)
        # Each test is to tell of its own requirement, whatever became of the others, unless the first failure ends all.
        keeps_going = config.getoption("maxfail") != 1 or bool(self.settings.gaps)
        self.outcomes = Outcomes(self.settings, self._folder, keeps_going=keeps_going)

    def pytest_report_header(self) -> str:
        settings = self.settings
        told = f", sha256 {settings.subject.sha256[:12]}" if settings.subject.sha256 else ""
        rest = f"contract {settings.subject.contract.name}, level {settings.level}, seed {settings.seed}"
        return f"pool: {settings.subject.given}{told}, {rest}"

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result = [*(report.result or ()), PoolCollector.of(collector, self)]
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if isinstance(item, RequirementItem) and report.skipped and isinstance(report.longrepr, tuple):
            # Where in the plugin it was skipped tells nobody anything. Python's types know no line that is not there.
            report.longrepr = (item.settings.subject.given, None, report.longrepr[2])  # type: ignore[assignment]
        return report

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Of xdist, in the controller, for each worker."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="poolproof-pytest-"))
        node.workerinput["poolproof"] = str(self._folder)

    def pytest_unconfigure(self) -> None:
        if self._folder is not None and not self._is_worker:
            shutil.rmtree(self._folder)


class PoolCollector(pytest.Collector):
    """The pool, whose requirements are tests."""

    def __init__(self, *, tests: PoolTests, **rest: Any) -> None:
        super().__init__(**rest)
        self.tests = tests

    @classmethod
    def of(cls, session: pytest.Session, tests: PoolTests) -> PoolCollector:
        subject = tests.settings.subject
        name = _of_node(os.path.normpath(subject.given) if subject.is_library else subject.given)
        collector: PoolCollector = cls.from_parent(session, name=name, nodeid=name, tests=tests)
        return collector

    def collect(self) -> Iterator[pytest.Item]:
        settings = self.tests.settings
        for requirement in settings.spec.at_level(settings.level):
            yield RequirementItem.from_parent(self, name=requirement.id, requirement=requirement, tests=self.tests)


def _of_node(name: str) -> str:
    """What names a node to pytest: a :: would divide it, and a bracket begin a parameter."""
    return one_line(name).replace("::", ": :").translate(_BRACKETS)


class RequirementItem(pytest.Item):
    def __init__(self, *, requirement: Requirement, tests: PoolTests, **rest: Any) -> None:
        super().__init__(**rest)
        self.settings = tests.settings
        self.requirement = requirement
        self._outcomes = tests.outcomes
        self._outcome: Outcome | None = None
        for name in (_GROUP, requirement.level.value, requirement.id):
            self.add_marker(name)
        if self.config.pluginmanager.hasplugin("xdist"):
            self.add_marker(pytest.mark.xdist_group(_GROUP))  # with --dist loadgroup, one worker has them all
        if requirement.id in self.settings.gaps:
            reason = self.settings.gaps[requirement.id]
            self.add_marker(pytest.mark.xfail(reason=reason, raises=ViolatedError, strict=True))

    def setup(self) -> None:
        """Verifies, if this is the first of them: what goes wrong here is an error, and no failure."""
        tests = [each for each in self.session.items if isinstance(each, RequirementItem)]
        progress = _Progress(self.config, self.settings)
        problem = None
        try:
            self._outcome = self._outcomes.of(
                self.requirement.id, frozenset(each.requirement.id for each in tests), progress.on_event
            )
        except (NotJudgedError, SubjectError) as error:
            problem = f"the pool could not be judged: {error}"
        finally:
            progress.end()
        if problem is not None:  # not in the handler: what raised it would be shown too
            pytest.fail(problem, pytrace=False)

    def runtest(self) -> None:
        outcome = self._outcome
        assert outcome is not None  # setup raises otherwise
        if outcome.verdict is Verdict.FAIL:
            raise ViolatedError(self._report(outcome))
        if outcome.lost:
            raise ViolatedError(f"{self.requirement.id} could not be checked, because the subject died: {outcome.why}")
        if outcome.verdict is Verdict.UNKNOWN and self.settings.is_strict:
            raise ViolatedError(f"{self.requirement.id} is unknown: {outcome.why}")
        if outcome.verdict is not Verdict.PASS:
            pytest.skip(f"{outcome.verdict.in_words}: {outcome.why}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, ViolatedError):
            return self._shown(excinfo)
        return super().repr_failure(excinfo, style)

    def _shown(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        """The counterexample instead of a traceback, and its first line where pytest has room for one.

        A plain string would do, but where `CI` is set pytest repeats it whole in its summary.
        """
        text = str(excinfo.value)
        shown = excinfo.getrepr(style="native")
        [entry] = shown.reprtraceback.reprentries
        entry.lines = [text.rstrip("\n") + "\n"]
        if shown.reprcrash is not None:
            shown.reprcrash.path = self.settings.subject.given
            shown.reprcrash.message = text.split("\n", 1)[0]
        return shown

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, self.requirement.id

    def _report(self, outcome: Outcome) -> str:
        settings = self.settings
        subject = settings.subject
        by = "" if subject.contract_given is None else f" --contract {quote(subject.contract_given)}"
        options = f"--level {settings.level} --seed {settings.seed}"
        again = f"poolproof verify {quote(subject.given)}{by} {options} -k {self.requirement.id}"
        return f"{self.requirement.text}\n{outcome.text}again: {again}"


class _Progress:
    """Says what is being done, where somebody watches; a line at the beginning, elsewhere."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._terminal: Any = config.pluginmanager.getplugin("terminalreporter")
        self._capture: Any = config.pluginmanager.getplugin("capturemanager")
        self._is_silent = self._terminal is None or config.option.verbose < 0
        self._subject = settings.subject.given
        self._has_begun = False

    def on_event(self, event: Event) -> None:
        what = in_words(event)
        if self._is_silent or what is None:
            return
        with self._uncaptured():
            if not self._has_begun:
                self._terminal.ensure_newline()
                if not self._terminal.isatty:
                    self._terminal.write_line(f"poolproof: judging {self._subject}")
                self._has_begun = True
            if self._terminal.isatty:
                self._terminal.rewrite(f"poolproof: {what}", erase=True)

    def end(self) -> None:
        if self._has_begun and self._terminal.isatty:
            with self._uncaptured():
                self._terminal.rewrite("", erase=True)
                self._terminal.rewrite("")  # back to the beginning of the line

    def _uncaptured(self) -> AbstractContextManager[None]:
        if self._capture is None:
            return nullcontext()
        uncaptured: AbstractContextManager[None] = self._capture.global_and_fixture_disabled()
        return uncaptured


def _load(settings: Settings) -> None:
    """Before anything is collected: a subject that can't be loaded is wrong usage, and not a failure of each of its tests."""
    try:
        Worker(settings.subject).close()
    except SubjectError as error:
        raise pytest.UsageError(f"poolproof: {error}") from error
