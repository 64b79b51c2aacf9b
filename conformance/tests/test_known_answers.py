"""A probe is believed where a known answer comes out right: not where an emulator counts, or nobody does what is asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.doctor.capability import State
from poolproof.conformance.doctor.probes import worker_probes
from poolproof.conformance.subjects import resolve
from poolproof.conformance.subjects.worker import Worker
from poolproof.spec.vocabulary import Probe

COMMAND = Path(sys.executable).parent / "poolproof"
COUNTS = """
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
int getrusage(__rusage_who_t who, struct rusage *usage) {
  static long counted;
  int result = (int)syscall(SYS_getrusage, who, usage);
  usage->ru_minflt = %s;
  return result;
}
"""
SIZE = """
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
int open(const char *path, int flags, ...) {
  if (strcmp(path, "/proc/self/statm") != 0) return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
  int file = memfd_create("statm", MFD_CLOEXEC);
  if (write(file, "900000000 1 1 1 0 1 0", 21) != 21) return -1;
  lseek(file, 0, SEEK_SET);
  return file;
}
"""
DISPATCH = """
#include <sys/syscall.h>
#include <unistd.h>
int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
  return option == 59 ? 0 : (int)syscall(SYS_prctl, option, a, b, c, d);
}
"""
UMASK = """
#include <sys/stat.h>
mode_t umask(mode_t mask) { return mask & 0; }
"""
KERNELS = {
    "an emulator's faults are counted, too": (COUNTS % "usage->ru_minflt + ++counted", Probe.PAGE_FAULTS),
    "no fault is counted": (COUNTS % "counted", Probe.PAGE_FAULTS),
    "an emulator's mappings are counted, too": (SIZE, Probe.PAGE_FAULTS | Probe.ADDRESS_SPACE),
    "what is mapped is not counted": (SIZE.replace("900000000", "000000009"), Probe.ADDRESS_SPACE),
    "system calls are said to be caught, and are not": (DISPATCH, Probe.SYSTEM_CALLS),
    "who asks for the mode of files is told nothing": (UMASK, Probe.SURROUNDINGS),
}
LACKING = {
    "address-space": Probe.ADDRESS_SPACE,
    "allocations": Probe.ALLOCATIONS,
    "page-faults": Probe.PAGE_FAULTS,
    "surroundings": Probe.SURROUNDINGS,
    "system-calls,tracer": Probe.SYSTEM_CALLS,
    "trap-flag,tracer": Probe.INSTRUCTIONS,
    "system-calls,trap-flag": Probe.NONE,
    "system-calls,trap-flag,tracer": Probe.SYSTEM_CALLS | Probe.INSTRUCTIONS,
}


def probes_here() -> Probe:
    with Worker(resolve("native")) as worker:
        return worker.available_probes


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_probe_is_not_believed_where(kernel: str, build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    here = probes_here()
    source, lacking = KERNELS[kernel]
    monkeypatch.setenv("POOLPROOF_LACKS", "tracer")  # which would do instead
    monkeypatch.setenv("LD_PRELOAD", str(build(source)))
    assert probes_here() == here & ~lacking


def test_what_a_machine_lacks_can_be_played(monkeypatch: pytest.MonkeyPatch) -> None:
    here = probes_here()
    for words, lacking in LACKING.items():
        monkeypatch.setenv("POOLPROOF_LACKS", words)
        assert probes_here() == here & ~lacking, words


def test_without_any_probe_all_that_rests_on_them_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", ",".join(LACKING))
    report = tmp_path / "report.json"
    words = (
        "verify",
        "native",
        "--level",
        "hot",
        "-k",
        "HOT,ENV-1,MEM-1",
        "--budget",
        "0.2",
        "--no-history",
        "--json",
        str(report),
    )
    ended = subprocess.run([COMMAND, *words], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 4, ended.stdout
    rows = {each["id"]: each for each in json.loads(report.read_text(encoding="utf-8"))["requirements"]}
    unknown = {
        each for each, row in rows.items() if row["verdict"] == "unknown" and "`poolproof doctor` tells why" in row["why"]
    }
    assert unknown == {"ENV-1", "HOT-1", "HOT-2", "HOT-3", "HOT-4", "HOT-5", "MEM-1"}


@pytest.mark.parametrize(("lacking", "probe"), [("address-space", "memory figures"), ("surroundings", "a call's surroundings")])
def test_doctor_says_what_is_lacking(lacking: str, probe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POOLPROOF_LACKS", lacking)
    states = {each.name: each.state for each in worker_probes()}
    assert [name for name, state in states.items() if state is not State.WORKS] == [probe]
