"""``poolproof cluster``."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import click

from ..campaign.cluster import ClusterError, import_distributed
from .exits import Exit
from .numbers import PROCESSES, Number

if TYPE_CHECKING:
    from distributed import LocalCluster

_HELP = {"help_option_names": ["-h", "--help"]}
_LOOK_EVERY_S = 1.0
_SETTINGS = {
    # A process that died is started again at once, under the same name; a worker that is not back by then has ended for good.
    "distributed.deploy.lost-worker-timeout": "5s",
    # A worker's profile of itself, and its looks at its own pace, cost more than all else that it does between two shards.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
}
"""Dask's own."""


@click.group(context_settings=_HELP)
def cluster() -> None:
    """Machines for campaigns: `poolproof fuzz SUBJECT --cluster ADDRESS`.

    \b
    Examples:
      poolproof cluster local --workers 2
      poolproof cluster local --host 192.0.2.1 --port 8786
      dask worker tcp://192.0.2.1:8786 --nthreads 1   on every other machine

    Needs Dask: pip install 'poolproof[cluster]'. Whoever can reach the scheduler can run anything there: keep it in your
    own network.
    """


@cluster.command(context_settings=_HELP)
@click.option("--workers", type=PROCESSES, metavar="NUMBER", help="Worker processes  [default: the processors]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the scheduler listens on.")
@click.option("--port", type=Number(0, 65535), default=8786, show_default=True, help="Its port; 0: any that is free.")
def local(workers: int | None, host: str, port: int) -> int:
    """Start a scheduler and workers here, until Ctrl-C. A worker that dies, or is retired, is replaced."""
    try:
        distributed = import_distributed("cluster local")
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _signal, _frame: ended.set())
    count = workers or len(os.sched_getaffinity(0))
    from dask import config

    config.set(_SETTINGS)
    try:
        running = distributed.LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            host=host,
            scheduler_port=port,
            dashboard_address=None,
            silence_logs=50,
        )
    except (OSError, RuntimeError) as error:
        raise click.ClickException(f"can't listen on {host}:{port}: {error}; give another --port") from error
    with running:
        click.echo(f"{count} worker{'s' if count != 1 else ''} at {running.scheduler_address}; end with Ctrl-C")
        click.echo(f"poolproof fuzz SUBJECT --cluster {running.scheduler_address}")
        _tend(running, count, ended)
    return Exit.CONFORMS


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
