"""A subject on its way to another machine: its file goes by the hash of its content, and is tried before any work is."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from poolproof.benchmarks.toolchain import cache_folder

from ..reports.environment import version
from ..runs import Session
from ..subjects import Subject, SubjectError, resolve
from ..subjects.machine import MachineError, is_of_machine
from .drivers import Workplace
from .engine import Failure
from .process import attempt
from .shards import Order, Shard, ShardResult


@dataclass(frozen=True, slots=True)
class Parcel:
    """``content``: of the subject's file, None where the receiver has it, or there is none; ``file``: its name and hash.

    ``version``: of poolproof, for only the same draws the same walks and judges them alike.
    """

    key: str
    order: Order
    version: str
    file: tuple[str, str] | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a parcel could not be received. ``is_of_machine``: something is lacking there, which may be there again later."""

    why: str
    is_of_machine: bool = False


def pack(order: Order, key: str) -> Parcel:
    """``key``: what shards call it by."""
    path = subject_file(order.subject)
    parcel = Parcel(key, order, version())
    if path is None:
        return parcel
    content = path.read_bytes()
    return replace(parcel, file=(path.name, hashlib.sha256(content).hexdigest()), content=content)


def subject_file(subject: Subject) -> Path | None:
    """The file that makes up the subject; None for a class of an installed module."""
    if subject.path is not None:
        return subject.path
    place = (subject.python or "").rpartition(":")[0]
    return Path(place) if place.endswith(".py") else None


# ---- where it arrives ----


_workplaces: Final[dict[str, Workplace]] = {}
_lock: Final = threading.Lock()


def has_file(file: tuple[str, str]) -> bool:
    """Whether it lies here from before."""
    path = _place(file)
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == file[1]


def receive(parcel: Parcel) -> Refusal | None:
    """Unpack it, and try whether the subject can be loaded here. Why not, or None."""
    if parcel.version != version():
        return Refusal(f"it has poolproof {version()}, not {parcel.version}")
    order = parcel.order
    try:
        if parcel.file is not None:
            order = replace(order, subject=_unpacked(order.subject, parcel.file, parcel.content))
        with Session(order.subject):
            pass
    except SubjectError as error:
        return Refusal(f"{error.problem}; {error.remedy}")
    except MachineError as error:
        return Refusal(str(error), is_of_machine=True)
    except OSError as error:
        return Refusal(f"can't keep the subject's file: {error.strerror}", is_of_machine=is_of_machine(error))
    with _lock:
        _workplaces.setdefault(parcel.key, Workplace(order))
    return None


def do_shard(key: str, shard: Shard, seconds_left: float) -> ShardResult | Failure:
    """Do a shard of a parcel that was received."""
    with _lock:
        workplace = _workplaces[key]
    return attempt(workplace, shard, seconds_left)


def forget(key: str) -> None:
    """The campaign is over."""
    with _lock:
        _workplaces.pop(key, None)


def _place(file: tuple[str, str]) -> Path:
    name, sha256 = file
    return cache_folder("subjects") / sha256[:32] / name


def _unpacked(subject: Subject, file: tuple[str, str], content: bytes | None) -> Subject:
    path = _place(file)
    if content is not None and not has_file(file):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(unfinished).replace(path)
        except OSError:
            Path(unfinished).unlink(missing_ok=True)
            raise
    if not has_file(file):
        raise SubjectError(subject.given, "arrived damaged", "try again")
    name = (subject.python or "").rpartition(":")[2]
    arrived = resolve(f"{path}:{name}" if subject.python else str(path))
    return replace(arrived, given=subject.given, contract=subject.contract)
