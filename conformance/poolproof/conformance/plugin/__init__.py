"""The pytest plugin: a pool's requirements as tests, and fixtures for those who test Python code that uses a pool.

Whoever has poolproof installed loads this file whenever pytest starts: it imports pytest alone, and the rest when it is used.
"""

from __future__ import annotations

from typing import Final

import pytest

from .fixtures import assert_no_hot_allocation, bufferpool, no_pool_leaks, pytest_pyfunc_call

__all__ = [
    "assert_no_hot_allocation",
    "bufferpool",
    "no_pool_leaks",
    "pytest_addoption",
    "pytest_configure",
    "pytest_pyfunc_call",
]

LEVELS: Final = {
    "core": "a requirement that every pool must meet",
    "hardened": "a requirement: misuse is refused",
    "hot": "a requirement of what the hot path may not do",
    "ticks": "a requirement of how fast it is",
    "shared": "a requirement of pools that threads or interrupts share",
}
_MARKERS: Final = {
    "poolproof": "a requirement that the pool of --pool is judged by",
    **LEVELS,
    "bufferpool(kind='native', soa_capacity=None, receipt_capacity=None, check_leaks=False)": "the fixture's pool",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("poolproof", "conformance of a buffer pool")
    group.addoption(
        "--pool",
        nargs="?",
        const="",
        metavar="SUBJECT",
        help="Judge this pool, a test for each requirement: a shared library, pkg.mod:Class, file.py:Class, native or "
        "reference. Without a value: the one that the ini file, or poolproof's configuration, names.",
    )
    group.addoption("--pool-level", choices=list(LEVELS), help="Judge up to this level. Default: hardened")
    group.addoption(
        "--pool-contract",
        metavar="NAME|FILE",
        help="Judge by this contract: a built-in one, or a TOML file. Default: knhk for a pool of bufferpool.h; for one of "
        "blockpool.h, the contract that it carries",
    )
    group.addoption("--pool-seed", type=int, metavar="NUMBER", help="The same seed gives the same run. Default: 0")
    group.addoption(
        "--pool-budget", type=float, metavar="SECONDS", help="Run for this long: cut the plan short, or repeat its random part."
    )
    group.addoption("--pool-strict", action="store_true", help="A requirement that could not be checked fails, and is no skip.")
    parser.addini("pool", "The pool to judge, as --pool takes it; a path is relative to this file.", default="")
    parser.addini(
        "pool_contract", "The contract of that pool, as --pool-contract takes it; a path is relative to this file.", default=""
    )
    parser.addini(
        "known_gaps", "Requirements that the pool is known to violate, each as 'ID: reason'.", type="linelist", default=[]
    )


def pytest_configure(config: pytest.Config) -> None:
    for name, text in _MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {text}")
    if config.getoption("help") or not _is_wanted(config):
        return
    from .collection import PoolTests

    config.pluginmanager.register(PoolTests(config), "poolproof-pool")


def _is_wanted(config: pytest.Config) -> bool:
    """Whether the pool is to be judged. Who names test files on the command line wants those, whatever the ini file says."""
    if hasattr(config, "workerinput"):  # of xdist: the controller has decided
        return "poolproof" in config.workerinput
    if config.getoption("pool") is not None:
        return True
    names_files = config.args_source is config.ArgsSource.ARGS and not all(_is_folder(config, each) for each in config.args)
    return bool(config.getini("pool")) and not names_files


def _is_folder(config: pytest.Config, argument: str) -> bool:
    return (config.invocation_params.dir / argument).is_dir()
