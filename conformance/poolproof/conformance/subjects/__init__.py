"""Subjects: what can be judged, and the process in which it runs."""

from .errors import SubjectError
from .resolve import Subject, SubjectKind, resolve
from .worker import Batch, LaneRun, Worker

__all__ = ["Batch", "LaneRun", "Subject", "SubjectError", "SubjectKind", "Worker", "resolve"]
