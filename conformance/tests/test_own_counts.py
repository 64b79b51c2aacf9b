"""What the kernel counts is believed where known answers come out right: not where an emulator counts, or nobody does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.subjects import resolve
from poolproof.conformance.subjects.worker import Worker
from poolproof.spec.vocabulary import Probe

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
KERNELS = {
    "an emulator's faults are counted, too": COUNTS % "usage->ru_minflt + ++counted",
    "nothing is counted": COUNTS % "counted",
    "an emulator's mappings are counted, too": SIZE,
}


@pytest.mark.parametrize("kernel", KERNELS)
def test_page_faults_are_not_counted_where(kernel: str, build: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", str(build(KERNELS[kernel])))
    with Worker(resolve("native")) as worker:
        assert Probe.PAGE_FAULTS not in worker.available_probes
        assert Probe.ALLOCATIONS in worker.available_probes
