"""Numbers that nobody can mean, in every option that takes one: status 2, in words."""

from __future__ import annotations

import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "poolproof.conformance"]
TIMES = ("nan", "inf", "1e999", "-1", "-inf", "1e300", "ten", "")
COUNTS = ("nan", "-1", "1e3", "9" * 30, "9" * 5000)
ASKS = [
    *((("verify", "--budget"), number) for number in TIMES),
    *((("faults", "--limit"), number) for number in TIMES),
    *((("fuzz", "--time"), number) for number in (*TIMES, "9" * 400 + "h", "1e1")),
    *((("fuzz", "--jobs"), number) for number in (*COUNTS, "0", "1000")),
    *((("faults", "--jobs"), number) for number in (*COUNTS, "1000")),
    *((command, number) for command in (("verify", "--seed"), ("faults", "--seed")) for number in COUNTS),
    *((("explore", "--depth"), number) for number in COUNTS),
    *((("history", "--limit"), number) for number in COUNTS),
    *((("fuzz", "--until-new"), number) for number in COUNTS),
    *((("pipeline", "generate"), number) for number in COUNTS if not number.startswith("-")),
]


@pytest.mark.parametrize("which", range(4))
def test_they_are_refused(which: int) -> None:
    """In a few processes, for all of them take the time that it takes to start one."""
    program = (
        "import sys\n"
        "from poolproof.conformance.cli.main import commands\n"
        "import click\n"
        f"for words, number in {ASKS[which::4]!r}:\n"
        "    try:\n"
        "        commands.main([*words, number], standalone_mode=False)\n"
        "    except click.UsageError as error:\n"
        "        assert error.format_message(), (words, number)\n"
        "    else:\n"
        "        raise AssertionError((words, number))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "1e300"])
def test_pytest_refuses_them_too(number: str) -> None:
    words = ["-m", "pytest", "--pool", "native", f"--pool-budget={number}", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert "--pool-budget" in done.stderr + done.stdout
