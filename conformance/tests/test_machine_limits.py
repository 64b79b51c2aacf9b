"""What this machine does not give is no fault of the subject's: it is said, with what helps, and the status is 4."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "poolproof.conformance", "verify"]
NO_MEMORY = "raise the limits of memory (ulimit -v unlimited, ulimit -d unlimited), or free some"
NARROW = {
    "no descriptors": ("-n 12", "native", "raise the limit of open files (ulimit -n 256)"),
    "few descriptors": ("-n 20", "native", "it needs 64 open files, and the limit is 20 (raise it: ulimit -n)"),
    "no files": ("-f 1", "native", "raise the limit of a file's size (ulimit -f unlimited)"),
    "little memory": (
        "-v 400000",
        "native",
        NO_MEMORY,
    ),
    "little data": ("-d 100000", "native", NO_MEMORY),
    "hardly more memory": ("-v 1900000", "native", "bytes of address space, and the limit is 1945600000 (raise it: ulimit -v)"),
    "a small stack": ("-s 200", "native", "it needs 262144 bytes of stack, and the limit is 204800 (raise it: ulimit -s)"),
    "little memory for a class": (
        "-v 150000",
        "reference",
        "and the limit is 153600000 (raise it: ulimit -v)",
    ),
}


def run_under(limit: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", *COMMAND, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("limit", "subject", "words"), NARROW.values(), ids=NARROW)
def test_a_narrow_limit_is_the_machines(limit: str, subject: str, words: str) -> None:
    run = run_under(limit, subject, "--no-history")
    assert run.stderr.splitlines()[-1].endswith(words), run.stderr
    assert run.stderr.splitlines()[-1].startswith("poolproof: inconclusive: ")
    assert "Traceback" not in run.stderr
    assert run.returncode == 4


def without_proc(*words: str) -> subprocess.CompletedProcess[str]:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare")
    alone = [unshare, "-rm"]
    if subprocess.run([*alone, "sh", "-c", "mount -t tmpfs none /proc"], capture_output=True, check=False).returncode != 0:
        pytest.skip("no namespace of its own is to be had here")
    script = 'mount -t tmpfs none /proc; exec "$@"'
    return subprocess.run(
        [*alone, "sh", "-c", script, "sh", *COMMAND, *words], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("subject", ["native", pytest.param("reference", marks=pytest.mark.long)])
def test_a_machine_without_proc_blames_nobody(subject: str) -> None:
    run = without_proc(subject, "--no-history", "-q", "--level", "core")
    assert run.returncode == 0, run.stdout + run.stderr
