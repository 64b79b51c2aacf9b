"""``poolproof cluster``."""

from __future__ import annotations

import os
import signal
import threading

import click

from ..campaign.cluster import ClusterError, import_distributed
from .exits import Exit

_HELP = {"help_option_names": ["-h", "--help"]}


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
@click.option("--workers", type=click.IntRange(min=1), metavar="NUMBER", help="Worker processes  [default: the processors]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the scheduler listens on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8786, show_default=True, help="Its port; 0: any that is free.")
def local(workers: int | None, host: str, port: int) -> int:
    """Start a scheduler and workers here, until Ctrl-C."""
    try:
        distributed = import_distributed("cluster local")
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _signal, _frame: ended.set())
    try:
        running = distributed.LocalCluster(
            n_workers=workers or len(os.sched_getaffinity(0)),
            threads_per_worker=1,
            host=host,
            scheduler_port=port,
            dashboard_address=None,
            silence_logs=50,
        )
    except (OSError, RuntimeError) as error:
        raise click.ClickException(f"can't listen on {host}:{port}: {error}; give another --port") from error
    with running:
        count = len(running.workers)
        click.echo(f"{count} worker{'s' if count != 1 else ''} at {running.scheduler_address}; end with Ctrl-C")
        click.echo(f"poolproof fuzz SUBJECT --cluster {running.scheduler_address}")
        ended.wait()
    return Exit.CONFORMS
