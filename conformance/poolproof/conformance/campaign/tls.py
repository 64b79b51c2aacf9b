"""Certificates of a cluster, by which its machines know each other: Dask's own security, tried before Dask gets it.

Dask tells of a certificate that does not fit by a connection that times out. So the files are read here first, the certificate
is held against the authority in memory, and a scheduler is greeted once, for the reason why not.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from .cluster_errors import ClusterError, import_distributed

if TYPE_CHECKING:
    from distributed import Security

_ROLES: Final = ("client", "scheduler", "worker")
_GREETING_S: Final = 3.0
_NEEDED: Final = "TLS needs --tls-ca, --tls-cert and --tls-key"
_PEM: Final = "in PEM (a text with BEGIN and END)"
SCHEMES: Final = ("tcp", "tls")


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of one machine, as they were typed. ``key``: may stand in the certificate's file instead."""

    authority: str | None = None
    certificate: str | None = None
    key: str | None = None

    @property
    def is_given(self) -> bool:
        return any(getattr(self, each.name) is not None for each in fields(self))


def security(given: Tls, *, serves: bool) -> Security | None:
    """What Dask takes for all its roles; None where nothing asks for encryption. What was not typed comes from Dask's own
    configuration. ``serves``: others connect to this process, too. Raises ClusterError for files that can't do."""
    distributed = import_distributed("TLS")
    files = {} if given.authority is None else {"tls_ca_file": str(Path(given.authority).absolute())}
    for name, file in (("cert", given.certificate), ("key", given.key)):
        if file is not None:
            files |= {f"tls_{role}_{name}": str(Path(file).absolute()) for role in _ROLES}
    found: Security = distributed.Security(require_encryption=True if files else None, **files)
    if not found.require_encryption:
        return None
    _check(found, serves=serves)
    return found


def greet(address: str, security: Security) -> None:
    """Say hello to a scheduler and hang up. Raises ClusterError where the two do not trust each other; says nothing of one that
    does not answer, for which Dask waits."""
    context = security.get_connection_args("client")["ssl_context"]
    remedy = "give the files of the cluster that listens there"
    try:
        with _connected(address) as plain, context.wrap_socket(plain) as stream:
            stream.recv(1)  # a refusal of the client's certificate comes here, with TLS 1.3
    except ssl.SSLCertVerificationError as error:
        problem = f"its certificate is not one of --tls-ca {security.tls_ca_file} ({error.verify_message})"
        raise ClusterError(f"{address}: {problem}; {remedy}") from error
    except ssl.SSLError as error:
        if "ALERT" in str(error.reason):
            problem = f"it refuses the certificate {security.tls_client_cert} ({_words(error)})"
            raise ClusterError(f"{address}: {problem}; {remedy}") from error
        raise ClusterError(f"{address}: what listens there does not speak TLS; give tcp://…, or start it with TLS") from error
    except OSError:
        return


def speaks_tls(address: str) -> bool:
    """Whether what listens there wants TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with _connected(address) as plain, context.wrap_socket(plain):
            return True
    except ssl.SSLError as error:
        return "ALERT" in str(error.reason)
    except OSError:
        return False


def read_address(address: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ClusterError."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None or parts.scheme not in SCHEMES or parts.username is not None:
        raise ClusterError(f"{address}: is not the address of a scheduler; give tcp://HOST:PORT, or tls://HOST:PORT")
    return parts.scheme, host, port


def is_loopback(host: str) -> bool:
    """Whether no other machine can reach it by this name, or be reached. A name that nobody knows is not."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)} if host else set()
    except (OSError, UnicodeError):
        found = set()
    return bool(found) and all(ipaddress.ip_address(str(each).partition("%")[0]).is_loopback for each in found)


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    _, host, port = read_address(address)
    with socket.create_connection((host, port), timeout=_GREETING_S) as plain:
        yield plain


# ---- the files ----


def _check(security: Security, *, serves: bool) -> None:
    """In all roles that the process takes: they have the same files, unless Dask's own configuration gives others."""
    if security.tls_ca_file is None:
        raise ClusterError(f"--tls-ca: missing; {_NEEDED}")
    _check_file("--tls-ca", security.tls_ca_file)
    roles = [security.get_tls_config_for_role(each) for each in (_ROLES if serves else _ROLES[:1])]
    for certificate, key in {(each["cert"], each["key"]) for each in roles}:
        if certificate is None:
            raise ClusterError(f"--tls-cert: missing; {_NEEDED}")
        if any("\n" in each for each in (certificate, key or "", security.tls_ca_file)):
            continue  # the text itself, in Dask's configuration
        _check_file("--tls-cert", certificate)
        if key is not None:
            _check_file("--tls-key", key, "private key")
        _check_pair(certificate, key)
        _check_trust(security.tls_ca_file, certificate, key, serves=serves)


def _check_file(option: str, file: str, what: str = "certificate") -> None:
    if "\n" in file:
        return
    try:
        with Path(file).open("rb") as stream:
            stream.read(1)
    except OSError as error:
        raise ClusterError(f"{option} {file}: can't be read ({error.strerror})") from error
    if what == "certificate":
        try:
            ssl.create_default_context(cafile=file)
        except ssl.SSLError as error:
            raise ClusterError(f"{option} {file}: holds no certificate {_PEM}") from error


def _check_pair(certificate: str, key: str | None) -> None:
    """Dask would ask for a passphrase in the middle of things."""
    where = f"--tls-key {key}" if key is not None else f"--tls-cert {certificate}"

    def no_passphrase() -> str:
        raise ClusterError(f"{where}: is locked by a passphrase; give a key without one, which only you can read")

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, no_passphrase)
    except ssl.SSLError as error:
        if "MISMATCH" in str(error.reason):
            raise ClusterError(f"{where}: is not the key of --tls-cert {certificate}") from error
        remedy = "" if key is not None else "; give --tls-key"
        raise ClusterError(f"{where}: holds no private key {_PEM}{remedy}") from error


def _check_trust(authority: str, certificate: str, key: str | None, *, serves: bool) -> None:
    """Let the certificate shake hands with itself: as a client, and as a server where it is to be one."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
    client = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=authority)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_REQUIRED if serves else ssl.CERT_NONE
    server.verify_mode = ssl.CERT_REQUIRED
    for each in (server, client):
        each.verify_flags &= ~ssl.VERIFY_X509_STRICT  # as Dask has it
        each.load_cert_chain(certificate, key)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)]
    try:
        while sides:
            sides = [each for each in sides if not _shook(each)]
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", None) or _words(error)
        raise ClusterError(
            f"--tls-cert {certificate}: is no certificate that --tls-ca {authority} vouches for ({why})"
        ) from error


def _shook(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _words(error: ssl.SSLError) -> str:
    return str(error.reason or error).lower().replace("_", " ")
