"""Clusters that ask for certificates: a real one on loopback, with certificates that are made here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poolproof.conformance.campaign import cluster, tls
from poolproof.conformance.campaign.cluster import ClusterEngine
from poolproof.conformance.campaign.cluster_errors import ClusterError
from poolproof.conformance.campaign.engine import Failure
from poolproof.conformance.campaign.shards import Driver, Order, Shard
from poolproof.conformance.campaign.tls import Tls
from poolproof.conformance.cli.cluster import local
from poolproof.conformance.cli.fuzz import fuzz
from poolproof.conformance.subjects import resolve
from poolproof.spec import Level

pytest.importorskip("distributed", reason="Dask is not installed")
trustme = pytest.importorskip("trustme", reason="trustme is not installed")

COMMAND = (sys.executable, "-m", "poolproof.conformance")
Listening = set[tuple[str, int]]


def order() -> Order:
    return Order(resolve("native"), Level.HARDENED, 11)


def options(credentials: Tls) -> list[str]:
    values = {"--tls-ca": credentials.authority, "--tls-cert": credentials.certificate, "--tls-key": credentials.key}
    return [word for option, file in values.items() if file is not None for word in (option, file)]


def files_of(folder: Path) -> Tls:
    """Those of a new authority, and of a machine that it vouches for."""
    folder.mkdir()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    issued = authority.issue_cert("127.0.0.1")
    issued.cert_chain_pems[0].write_to_path(folder / "me.pem")
    issued.private_key_pem.write_to_path(folder / "me.key")
    return Tls(*(str(folder / name) for name in ("ca.pem", "me.pem", "me.key")))


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return files_of(tmp_path_factory.mktemp("tls") / "ours")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return files_of(tmp_path_factory.mktemp("tls") / "theirs")


@pytest.fixture(scope="module")
def running(ours: Tls) -> Iterator[subprocess.Popen[str]]:
    words = [*COMMAND, "cluster", "local", "--workers", "1", "--port", "0", *options(ours)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        yield process
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to all of them
        assert process.wait(60) == 0


@pytest.fixture(scope="module")
def address(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line.startswith("1 worker at tls://127.0.0.1:"), line
    return line.split()[3].rstrip(";")


def listeners(pids: set[int]) -> Listening:
    """Addresses and ports that these processes listen at (IPv4)."""
    links = [link for pid in pids for link in Path(f"/proc/{pid}/fd").iterdir() if os.path.lexists(link)]
    inodes = {str(link.readlink()).removeprefix("socket:[").removesuffix("]") for link in links}
    rows = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    found = (row[1].split(":") for row in rows if row[3] == "0A" and row[9] in inodes)
    return {(socket.inet_ntoa(bytes.fromhex(host)[::-1]), int(port, 16)) for host, port in found}


def test_a_campaign_runs_there_with_a_certificate(address: str, ours: Tls) -> None:
    with ClusterEngine(order(), address, lambda _note: None, ours) as engine:
        engine.submit(Shard(0, Driver.WALKS, 1), 0.1)
        results: list[Any] = []
        while engine.busy:
            results += engine.wait(1.0)
        workers: dict[str, int] = engine._link._client.run(os.getpid)
    assert len(results) == 1
    assert not isinstance(results[0], Failure)
    assert all(each.startswith("tls://127.0.0.1:") for each in workers)


def test_nothing_listens_that_nobody_asked_for(address: str, running: subprocess.Popen[str], ours: Tls) -> None:
    """The scheduler, the worker, and the process that starts it again when it dies."""
    with ClusterEngine(order(), address, lambda _note: None, ours) as engine:
        (worker,) = engine._link._client.run(os.getpid).items()
        found = listeners({running.pid, worker[1]})
    assert len(found) == 3, found
    assert {int(each.rpartition(":")[2]) for each in (address, worker[0])} <= {port for _host, port in found}
    assert {host for host, _port in found} == {"127.0.0.1"}


def test_who_has_no_certificate_of_its_authority_is_told_so(address: str, ours: Tls, theirs: Tls) -> None:
    with pytest.raises(ClusterError, match=r"certificate is not one of --tls-ca .*/theirs/ca.pem \(.*\); give the files"):
        ClusterEngine(order(), address, lambda _note: None, theirs)
    security = tls.security(theirs, serves=False)
    assert security is not None
    security.tls_ca_file = ours.authority  # it trusts the scheduler, which does not trust it
    with pytest.raises(ClusterError, match=r"refuses the certificate .*/theirs/me.pem \(.*\); give the files"):
        tls.greet(address, security)


def test_who_comes_without_tls_is_told_so(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.3)
    with pytest.raises(ClusterError, match=r"speaks TLS; give tls://…, with --tls-ca, --tls-cert and --tls-key"):
        ClusterEngine(order(), address.replace("tls:", "tcp:"), lambda _note: None)
    with pytest.raises(ClusterError, match=r"needs certificates; give --tls-ca, --tls-cert and --tls-key"):
        ClusterEngine(order(), address, lambda _note: None)


def test_what_speaks_no_tls_is_said(ours: Tls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with server.accept()[0] as other:
                other.sendall(b"hello, this is no TLS at all")
                other.recv(1000)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ClusterError, match="does not speak TLS; give tcp://"):
            ClusterEngine(order(), f"tls://127.0.0.1:{server.getsockname()[1]}", lambda _note: None, ours)
        thread.join()


# ---- the files ----


def behind_a_passphrase(key: Path) -> bytes:
    from cryptography.hazmat.primitives import serialization

    lock = serialization.BestAvailableEncryption(b"secret")
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return serialization.load_pem_private_key(key.read_bytes(), None).private_bytes(*form)


def test_files_that_can_not_do_are_named(tmp_path: Path, ours: Tls, theirs: Tls) -> None:
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing\n", encoding="utf-8")
    locked = tmp_path / "locked.key"
    locked.write_bytes(behind_a_passphrase(Path(str(ours.key))))
    complaints = {
        Tls(authority=ours.authority): "--tls-cert: missing",
        replace(ours, authority=None): "--tls-ca: missing",
        replace(ours, authority="/no/such.pem"): r"--tls-ca /no/such.pem: can't be read \(No such file or directory\)",
        replace(ours, key=str(tmp_path)): r"--tls-key .*: can't be read \(Is a directory\)",
        replace(ours, authority=str(nothing)): "--tls-ca .*nothing.pem: holds no certificate in PEM",
        replace(ours, certificate=ours.key): "--tls-cert .*me.key: holds no certificate in PEM",
        replace(ours, key=str(nothing)): "--tls-key .*nothing.pem: holds no private key in PEM",
        replace(ours, key=None): "--tls-cert .*me.pem: holds no private key in PEM .*; give --tls-key",
        replace(ours, key=theirs.key): "--tls-key .*theirs/me.key: is not the key of --tls-cert .*ours/me.pem",
        replace(ours, key=str(locked)): "--tls-key .*locked.key: is locked by a passphrase",
        replace(ours, authority=theirs.authority): r"ours/me.pem: is no certificate that --tls-ca .*theirs/ca.pem vouches for",
    }
    for given, complaint in complaints.items():
        with pytest.raises(ClusterError, match=complaint):
            tls.security(given, serves=True)
    both = tmp_path / "both.pem"
    both.write_text("".join(Path(str(each)).read_text(encoding="ascii") for each in (ours.key, ours.certificate)))
    assert tls.security(replace(ours, certificate=str(both), key=None), serves=True) is not None


def test_a_file_that_is_not_for_us_is_named(ours: Tls, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    key = shutil.copy(str(ours.key), tmp_path / "mine.key")
    Path(key).chmod(0)
    with pytest.raises(ClusterError, match=r"mine.key: can't be read \(Permission denied\)"):
        tls.security(replace(ours, key=str(key)), serves=True)


def test_what_dask_is_configured_with_goes_as_well(ours: Tls) -> None:
    from dask import config

    files = {"ca-file": ours.authority, "client.cert": ours.certificate, "client.key": ours.key}
    assert tls.security(Tls(), serves=False) is None
    settings: dict[str, Any] = {f"distributed.comm.tls.{key}": file for key, file in files.items()}
    with config.set(settings | {"distributed.comm.require-encryption": True}):
        security = tls.security(Tls(), serves=False)
    assert security is not None
    assert security.tls_ca_file == ours.authority


# ---- addresses that others can reach ----


@pytest.mark.parametrize(
    ("host", "is_so"),
    {
        "127.0.0.1": True,
        "127.8.9.10": True,
        "localhost": True,
        "::1": True,
        "0.0.0.0": False,
        "::": False,
        "192.0.2.1": False,
        "": False,
        "no such host": False,
    }.items(),
)
def test_loopback(host: str, is_so: bool) -> None:
    assert tls.is_loopback(host) is is_so


@pytest.mark.parametrize(
    "address",
    ["192.0.2.1", "192.0.2.1:8786", "tcp://h", "http://h:1", "tcp://h:x", "tcp://h:99999", "tcp://a@h:1", "tls://[:1"],
)
def test_what_is_no_address_is_said(address: str) -> None:
    done = CliRunner().invoke(fuzz, ["native", "--cluster", address])
    assert done.exit_code == 2
    assert "is not the address of a scheduler; give tcp://HOST:PORT, or tls://HOST:PORT" in done.stderr


def test_without_tls_nobody_is_let_in_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = CliRunner().invoke(local, ["--host", "0.0.0.0"])
    assert refused.exit_code == 2
    assert "--host 0.0.0.0: whoever can reach this address can run anything here" in refused.stderr
    assert "--insecure" in refused.stderr
    monkeypatch.setattr("poolproof.conformance.cli.cluster._started", stop)
    wanted = CliRunner().invoke(local, ["--host", "0.0.0.0", "--insecure"])
    assert isinstance(wanted.exception, StartedError)
    assert "warning: --host 0.0.0.0: whoever can reach this address" in wanted.stderr
    with_scheme = CliRunner().invoke(local, ["--host", "tcp://127.0.0.1"])
    assert with_scheme.exit_code == 2
    assert "leave out tcp://" in with_scheme.stderr


def test_without_tls_nobody_outside_is_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["native", "--cluster", "tcp://192.0.2.1:8786", "--time", "1"]
    refused = CliRunner().invoke(fuzz, words)
    assert refused.exit_code == 2
    assert "--cluster tcp://192.0.2.1:8786: what answers at this address, whoever it is, can run anything" in refused.stderr
    monkeypatch.setattr("poolproof.conformance.cli.fuzz.open_corpus", stop)
    wanted = CliRunner().invoke(fuzz, [*words, "--insecure"])
    assert isinstance(wanted.exception, StartedError)
    assert "warning: --cluster tcp://192.0.2.1:8786: what answers" in wanted.stderr
    assert "go with --cluster" in CliRunner().invoke(fuzz, ["native", "--insecure"]).stderr


def test_certificates_need_an_address_of_tls(ours: Tls) -> None:
    with pytest.raises(ClusterError, match="takes no certificates; write tls://"):
        ClusterEngine(order(), "tcp://127.0.0.1:1", lambda _note: None, ours)


def test_a_dashboard_needs_bokeh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    done = CliRunner().invoke(local, ["--dashboard", "8787"])
    assert done.exit_code == 2
    assert "pip install bokeh" in done.stderr


class StartedError(Exception):
    """It would go on from here."""


def stop(*_words: object) -> None:
    raise StartedError
