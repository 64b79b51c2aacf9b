"""``poolproof cluster``."""

from __future__ import annotations

import errno
import importlib.util
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

import click

from ..campaign.cluster_errors import ClusterError, import_distributed
from ..campaign.tls import Tls, security
from .cluster_options import refuse_open, tls_options
from .exits import Exit
from .numbers import PROCESSES, Number

if TYPE_CHECKING:
    from distributed import LocalCluster, Security

_HELP = {"help_option_names": ["-h", "--help"]}
_LOOK_EVERY_S = 1.0
_LOOPBACK = "127.0.0.1"
_OF_ADDRESS = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM)
"""By which an OSError tells that nobody can listen there."""
_SETTINGS = {
    # A process that died is started again at once, under the same name; a worker that is not back by then has ended for good.
    "distributed.deploy.lost-worker-timeout": "5s",
    # A worker's profile of itself, and its looks at its own pace, cost more than all else that it does between two shards.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    # It keeps an hour of its looks at the machine, for a dashboard: a campaign's processes would grow all that time.
    "distributed.admin.system-monitor.log-length": 120,
}
"""Dask's own."""


@click.group(context_settings=_HELP)
def cluster() -> None:
    """Machines for campaigns: `poolproof fuzz SUBJECT --cluster ADDRESS`.

    \b
    Examples:
      poolproof cluster local --workers 2
      poolproof cluster local --host 192.0.2.1 --tls-ca ca.pem --tls-cert me.pem --tls-key me.key
      dask worker tls://192.0.2.1:8786 --nthreads 1 --no-dashboard \\
        --tls-ca-file ca.pem --tls-cert me.pem --tls-key me.key   on every other machine

    Needs Dask: pip install 'poolproof[cluster]'. Whoever can reach the scheduler can run anything on all its machines. With
    TLS, that is who has a certificate of its authority; without, everybody who can reach the address.
    """


@cluster.command(context_settings=_HELP)
@click.option("--workers", type=PROCESSES, metavar="NUMBER", help="Worker processes  [default: the processors]")
@click.option("--host", default=_LOOPBACK, show_default=True, help="The address that the scheduler listens on.")
@click.option("--port", type=Number(0, 65535), default=8786, show_default=True, help="Its port; 0: any that is free.")
@tls_options
@click.option("--dashboard", type=Number(0, 65535), metavar="PORT", help=f"Show Dask's dashboard at this port of {_LOOPBACK}.")
def local(
    workers: int | None,
    host: str,
    port: int,
    tls_authority: str | None,
    tls_certificate: str | None,
    tls_key: str | None,
    insecure: bool,
    dashboard: int | None,
) -> int:
    """Start a scheduler and workers here, until Ctrl-C. A worker that dies, or is retired, is replaced."""
    try:
        import_distributed("cluster local")
        secured = security(Tls(tls_authority, tls_certificate, tls_key), serves=True)
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    if "://" in host:
        raise click.UsageError(f"--host {host}: is not an address; leave out {host.partition('://')[0]}://")
    if secured is None:
        refuse_open(f"--host {host}", host, "whoever can reach this address can run anything here, as you", insecure=insecure)
    if dashboard is not None and importlib.util.find_spec("bokeh") is None:
        raise click.UsageError("--dashboard: Dask's needs Bokeh; pip install bokeh")
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _signal, _frame: ended.set())
    count = workers or len(os.sched_getaffinity(0))
    with _started(count, host, port, secured, dashboard) as running:
        click.echo(f"{count} worker{'s' if count != 1 else ''} at {running.scheduler_address}; end with Ctrl-C")
        files = " --tls-ca FILE --tls-cert FILE --tls-key FILE" if secured is not None else ""
        click.echo(f"poolproof fuzz SUBJECT --cluster {running.scheduler_address}{files}")
        if dashboard is not None:
            click.echo(f"dashboard: http://{_LOOPBACK}:{running.scheduler.http_server.port}/status")
        _tend(running, count, ended)
    return Exit.CONFORMS


def _started(count: int, host: str, port: int, secured: Security | None, dashboard: int | None) -> LocalCluster:
    """Dask serves pages of each scheduler and worker, dashboard or not. Nobody asked for them, so they end as they begin."""
    from dask import config

    from ..campaign.local_worker import LocalWorker

    config.set(_SETTINGS)
    pages = f"{_LOOPBACK}:{dashboard or 0}"
    distributed: Any = import_distributed("cluster local")
    try:
        with _unheard_by_workers():
            running: LocalCluster = distributed.LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host=host,
                scheduler_port=port,
                security=secured,
                dashboard_address=pages if dashboard is not None else None,
                scheduler_kwargs={"dashboard_address": pages},
                plugins=[LocalWorker()],
                silence_logs=50,
            )
    except (OSError, RuntimeError) as error:
        raise click.ClickException(_why_not_started(error, host, port)) from error
    if dashboard is None:
        running.sync(_without_pages, running.scheduler)
    return running


def _why_not_started(error: OSError | RuntimeError, host: str, port: int) -> str:
    """Dask makes a RuntimeError of whatever ends a start: of a scheduler that can't listen, and of a worker that died."""
    behind: BaseException | None = error
    while behind is not None and not isinstance(behind, OSError):
        behind = behind.__cause__
    if isinstance(behind, socket.gaierror) or (behind is not None and behind.errno in _OF_ADDRESS):
        return f"can't listen on {host}:{port}: {behind.strerror}; give another --port, or an address of this machine"
    why = "killed, or out of memory" if behind is None else behind.strerror or str(behind)
    return f"a worker ended while it was starting ({why}); start the cluster again"


@contextmanager
def _unheard_by_workers() -> Iterator[None]:
    """Ctrl-C goes to all processes of a terminal. Threads and processes that are started in here have it blocked."""
    resource_tracker.ensure_running()  # which would let it through again, if it came up later
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


async def _without_pages(scheduler: Any) -> None:
    scheduler.http_server.stop()


def _tend(running: LocalCluster, count: int, ended: threading.Event) -> None:
    """See that there are as many workers as there were, and say who goes and who comes."""
    present = set(running.scheduler_info["workers"])
    while not ended.wait(_LOOK_EVERY_S):
        running.scale(count)
        now = set(running.scheduler_info["workers"])
        for each in sorted(present - now):
            click.echo(f"worker {each} is gone: another takes its place")
        for each in sorted(now - present):
            click.echo(f"worker {each} has come")
        present = now
