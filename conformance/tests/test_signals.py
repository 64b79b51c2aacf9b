"""Ctrl-C, SIGTERM and SIGHUP, at any time: few words, no traceback, what is known so far, and a fixed status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "poolproof.conformance"]


def hear_hangups() -> None:
    """Whoever runs the tests by nohup has them ignored, and what they start as well."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hear_hangups
    )


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stderr is not None
    assert any(each == line + "\n" for each in process.stderr), f"it never said {line!r}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", ["click", "poolproof.conformance.subjects.worker", "rich.console"])
def test_an_interrupt_while_it_is_loading_takes_one_line(number: signal.Signals, module: str, tmp_path: Path) -> None:
    hook = tmp_path / "sitecustomize.py"
    hook.write_text(
        "import os, sys\n"
        "class Interrupts:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n"
        f"            os.kill(os.getpid(), {int(number)})\n"
        "sys.meta_path.insert(0, Interrupts())\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([*COMMAND, "verify", "--list"], capture_output=True, text=True, env=environment, check=False)
    assert (run.returncode, run.stderr.lstrip()) == (4, "poolproof: interrupted\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_sigterm_and_sighup_end_in_a_partial_report_as_ctrl_c_does(tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "report.json"
    process = start("verify", "--no-history", "--json", str(file))
    wait_for(process, "poolproof: scripts")
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors
    assert process.returncode == 4
    assert "cut short: interrupted" in output
    assert json.loads(file.read_text(encoding="utf-8"))["cut_short"] == "interrupted"


def test_the_second_ctrl_c_ends_at_once() -> None:
    program = (
        "import signal, time\n"
        "from poolproof.conformance.cli.entry import interrupt_on_signals\n"
        "interrupt_on_signals()\n"
        "try:\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(600)\n"
        "except KeyboardInterrupt:\n"
        "    print('reporting', flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for expected in ("ready\n", "reporting\n"):
            assert process.stdout.readline() == expected
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 4
        assert process.stderr.read() == "poolproof: interrupted\n"
