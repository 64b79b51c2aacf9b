"""``poolproof completion``, and what a shell is told when it asks."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
)

from .exits import Exit

PROGRAM: Final = "poolproof"
VARIABLE: Final = "_POOLPROOF_COMPLETE"
"""By this a shell that asks is known: click's protocol."""


class _WithFiles(ShellComplete):
    """Offers files where nothing else is known: subjects, reports and cases are files."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        known = super().get_completions(args, incomplete)
        if known or incomplete.startswith("-"):
            return known
        return [CompletionItem(incomplete, type="file")]


class _Bash(_WithFiles, BashComplete):
    pass


class _Zsh(_WithFiles, ZshComplete):
    pass


class _Fish(_WithFiles, FishComplete):
    pass


_SHELLS: Final = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def answer_shells() -> None:
    """Have click answer by these classes."""
    for name, kind in _SHELLS.items():
        add_completion_class(kind, name)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script by which a shell completes poolproof's commands, options and files.

    \b
    To have it in every new shell:
      bash 4.4+   echo 'eval "$(poolproof completion bash)"' >> ~/.bashrc
      zsh         echo 'eval "$(poolproof completion zsh)"' >> ~/.zshrc
      fish        poolproof completion fish > ~/.config/fish/completions/poolproof.fish

    \b
    Examples:
      eval "$(poolproof completion bash)"
      poolproof completion zsh > ~/.zfunc/_poolproof
    """
    kind = get_completion_class(shell)
    assert kind is not None  # click knows all three
    # Not by the class's own source(), which would refuse where this shell is not installed: the script may be for elsewhere.
    words = kind(context.find_root().command, {}, PROGRAM, VARIABLE)
    click.echo(words.source_template % words.source_vars())
    return Exit.CONFORMS
