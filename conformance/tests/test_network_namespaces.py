"""A campaign over a network: scheduler and worker in namespaces of their own, each with an address that the other can reach.

The two are joined by a pair of virtual devices and by nothing else: no packet leaves the machine.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="Dask is not installed")

Build = Callable[..., Path]
PoolSource = Callable[..., str]

SCHEDULER, WORKER = "10.203.0.1", "10.203.0.2"
ADDRESS = f"tcp://{SCHEDULER}:8786"
OWN_USERS = ("--user", "--map-root-user")
"""Where a namespace of users is to be had, nobody needs to be root."""
WHO_IS_THERE = f"""
from distributed import Client
with Client("{ADDRESS}", timeout=60) as client:
    client.wait_for_workers(1, timeout=60)
    print(*client.nthreads())
"""


@dataclass(frozen=True, slots=True)
class Namespace:
    """``holder``: a process that does nothing but be in it."""

    holder: int
    users: tuple[str, ...]

    def command(self, *words: str) -> list[str]:
        """What runs the words inside."""
        users = ["--user", "--preserve-credentials"] if self.users else []
        return ["nsenter", f"--target={self.holder}", *users, "--net", "--", *words]

    def ip(self, *words: str) -> None:
        subprocess.run(self.command("ip", *words), check=True)


@contextmanager
def running(command: Sequence[str], **environment: str) -> Iterator[int]:
    """The command's process, which ends with the block, and with it all that it started."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | environment, start_new_session=True, **quiet)  # type: ignore[call-overload]
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def held(command: Sequence[str], users: tuple[str, ...]) -> Iterator[Namespace]:
    with running([*command, "sleep", "1000"]) as holder:
        deadline = time.monotonic() + 10
        while Path(f"/proc/{holder}/comm").read_text(encoding="ascii") != "sleep\n":
            assert time.monotonic() < deadline, command
            time.sleep(0.01)
        yield Namespace(holder, users)


def kind_of_namespaces() -> tuple[str, ...]:
    """What is needed beside --net. Skips where none are to be had."""
    for program in ("unshare", "nsenter", "ip"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program}: apt-get install util-linux iproute2")
    said = ""
    for users in (OWN_USERS, ()):
        words = ["unshare", *users, "--net", "ip", "link", "add", "name", "here", "type", "veth", "peer", "name", "there"]
        tried = subprocess.run(words, capture_output=True, text=True, check=False)
        if tried.returncode == 0:
            return users
        said = tried.stderr.strip()
    pytest.skip(f"network namespaces are not to be had here: {said}")


@pytest.fixture
def namespaces() -> Iterator[tuple[Namespace, Namespace]]:
    users = kind_of_namespaces()
    with (
        held(["unshare", *users, "--net"], users) as one,
        # From inside the first, for both must belong to the same users.
        held(one.command("unshare", "--net"), users) as other,
    ):
        one.ip("link", "add", "name", "here", "type", "veth", "peer", "name", "there", "netns", str(other.holder))
        for each, device, address in ((one, "here", SCHEDULER), (other, "there", WORKER)):
            each.ip("address", "add", f"{address}/24", "dev", device)
            each.ip("link", "set", device, "up")
            each.ip("link", "set", "lo", "up")
        yield one, other


def test_a_campaign_runs_on_a_machine_with_another_address(
    tmp_path: Path, namespaces: tuple[Namespace, Namespace], build: Build, pool_source: PoolSource
) -> None:
    one, other = namespaces
    size = "if (size > BP_LANES) return BP_INVALID_SIZE;"
    faulty = build(pool_source("array_stack", (size, "if (size > BP_LANES && size != 512) return BP_INVALID_SIZE;")))
    dask = [sys.executable, "-m", "dask"]
    scheduler = one.command(*dask, "scheduler", "--host", SCHEDULER, "--port", "8786", "--no-dashboard")
    worker = other.command(*dask, "worker", ADDRESS, "--host", WORKER, "--nthreads", "1", "--no-dashboard")
    cache = tmp_path / "cache of the other machine"
    with running(scheduler), running(worker, XDG_CACHE_HOME=str(cache)):
        there = subprocess.run(one.command(sys.executable, "-c", WHO_IS_THERE), capture_output=True, text=True, check=False)
        assert there.stdout.startswith(f"tcp://{WORKER}:"), there.stderr
        words = ["-m", "poolproof.conformance", "fuzz", str(faulty), "--time", "60", "--fail-fast"]
        words += ["--cluster", ADDRESS, "--insecure"]
        command = one.command(sys.executable, *words)
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 1, done.stderr
    assert f"1 worker of {ADDRESS}" in " ".join(done.stdout.split())
    assert "found GUARD-" in done.stdout
    assert [path.name for path in cache.rglob("*.so")] == [faulty.name]
