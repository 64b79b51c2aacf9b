"""The command line. One file is one command."""

from .main import main

__all__ = ["main"]
