"""Where an interpreter lets nobody see what it allocates, nothing is counted, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from poolproof.conformance.subjects.python_allocations import PythonAllocations, UncountableError

WITHOUT_ALLOCATORS = """
typedef struct object PyObject;
PyObject *python_allocations_call(PyObject *callable, PyObject *argument, void *counts);
PyObject *python_allocations_call(PyObject *callable, PyObject *argument, void *counts) {
  (void)argument; (void)counts;
  return callable;
}
int python_allocations_install(void);
int python_allocations_install(void) { return 0; }
"""


def test_an_interpreter_without_the_allocators_is_told(build: Callable[..., Path]) -> None:
    with pytest.raises(UncountableError, match="lets nobody see what it allocates"):
        PythonAllocations(build(WITHOUT_ALLOCATORS))
