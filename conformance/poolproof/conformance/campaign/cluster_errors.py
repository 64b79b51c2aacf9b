"""What keeps a cluster from being used, and whether Dask is there at all."""

from __future__ import annotations

from typing import Any


class ClusterError(Exception):
    """A cluster that can't be used; the text names it and says what would help."""


def import_distributed(wanted_for: str) -> Any:
    """Dask distributed. Raises ClusterError when it is not installed."""
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(f"{wanted_for}: needs Dask; pip install 'poolproof[cluster]'") from error
    return distributed
