"""Every interleaving of threads, or of an interrupt, over an unmodified shared library: what is tried, and what it shows."""

from __future__ import annotations

from .certificate import ABSTRACTED, Certificate, explore_jobs
from .columns import Row, answer_of, as_data, call_of, heads, lines, rows, start
from .engine import MEGABYTES, follow_schedule, judge_job
from .jobs import Job, directed_jobs, job_of, why_no_jobs
from .known import why_not_believed
from .of_one_thread import OF_ONE_THREAD, of_one_thread
from .outcome import End, Event, Found, OnThreads, Operand, Outcome, Place, Schedule, Stretch, Wrong
from .real_threads import Stress, stress_job, stress_jobs
from .telling import AFTERWARDS, Told, tell

__all__ = [
    "ABSTRACTED",
    "AFTERWARDS",
    "MEGABYTES",
    "OF_ONE_THREAD",
    "Certificate",
    "End",
    "Event",
    "Found",
    "Job",
    "OnThreads",
    "Operand",
    "Outcome",
    "Place",
    "Row",
    "Schedule",
    "Stress",
    "Stretch",
    "Told",
    "Wrong",
    "answer_of",
    "as_data",
    "call_of",
    "directed_jobs",
    "explore_jobs",
    "follow_schedule",
    "heads",
    "job_of",
    "judge_job",
    "lines",
    "of_one_thread",
    "rows",
    "start",
    "stress_job",
    "stress_jobs",
    "tell",
    "why_no_jobs",
    "why_not_believed",
]
