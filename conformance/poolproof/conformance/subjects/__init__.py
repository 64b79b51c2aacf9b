"""Subjects: what can be judged, and the process in which it runs."""

from .errors import SubjectError
from .machine import MachineError
from .resolve import Subject, SubjectKind, resolve
from .worker import Batch, Exploration, LaneOrder, LaneReplay, LaneRun, Worker

__all__ = [
    "Batch",
    "Exploration",
    "LaneOrder",
    "LaneReplay",
    "LaneRun",
    "MachineError",
    "Subject",
    "SubjectError",
    "SubjectKind",
    "Worker",
    "resolve",
]
