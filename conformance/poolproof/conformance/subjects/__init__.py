"""Subjects: what can be judged, and the process in which it runs."""

from .errors import SubjectError
from .resolve import Subject, SubjectKind, resolve
from .worker import Batch, Exploration, LaneRun, Worker

__all__ = ["Batch", "Exploration", "LaneRun", "Subject", "SubjectError", "SubjectKind", "Worker", "resolve"]
