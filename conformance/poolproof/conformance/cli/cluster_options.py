"""``--tls-ca``, ``--tls-cert``, ``--tls-key`` and ``--insecure``, as the commands take them that reach a cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from ..campaign.tls import is_loopback

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILES: Final = (
    ("--tls-ca", "tls_authority", "The certificate of the authority that vouches for all machines of the cluster."),
    ("--tls-cert", "tls_certificate", "The certificate of this machine, in PEM."),
    ("--tls-key", "tls_key", "Its private key, in PEM, without a passphrase."),
)
_REMEDY: Final = "give --tls-ca, --tls-cert and --tls-key, or --insecure in a network where everybody may"


def tls_options(command: _Command) -> _Command:
    """The command takes ``tls_authority``, ``tls_certificate`` and ``tls_key``, and ``insecure``."""
    command = click.option("--insecure", is_flag=True, help="Go without TLS on an address that other machines can reach.")(
        command
    )
    for option, name, text in reversed(_FILES):
        command = click.option(option, name, metavar="FILE", help=text)(command)
    return command


def refuse_open(place: str, host: str, danger: str, *, insecure: bool) -> None:
    """For what has no TLS: raise click.UsageError where others can reach it, or say the danger where that is wanted.

    ``place``: as it was typed.
    """
    if is_loopback(host):
        return
    if not insecure:
        raise click.UsageError(f"{place}: {danger}; {_REMEDY}")
    click.echo(f"poolproof: warning: {place}: {danger}", err=True)
