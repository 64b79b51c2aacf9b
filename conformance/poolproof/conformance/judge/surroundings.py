"""What a caller finds changed after a call: what surrounds it (ENV-1), and what it handed over with an earlier one (ISO-5)."""

from __future__ import annotations

import errno
import signal
from collections.abc import Callable, Mapping
from typing import Final

from poolproof.spec.vocabulary import CallerVariable, SignalAction, Surrounding

from ..names import block_name, number_name, pool_name
from ..observations import Death, LentKind, Observation
from ..operations import Kind, Operation
from .docket import Docket
from .finding import Finding

_REGISTERS: Final = ("rbx", "rbp", "r12", "r13", "r14", "r15")
_MXCSR_BITS: Final = ((1 << 15, "flush to zero"), (1 << 6, "denormals are zero"), (0x1F80, "exceptions"), (3 << 13, "rounding"))
_X87_BITS: Final = ((0x3F, "exceptions"), (3 << 8, "precision"), (3 << 10, "rounding"))
_ACTIONS: Final[Mapping[int, str]] = {
    SignalAction.DEFAULT: "the default",
    SignalAction.IGNORED: "ignored",
    SignalAction.HANDLED: "a handler",
}
_STANDARD: Final[Mapping[int, str]] = {0: "standard input", 1: "standard output", 2: "standard error"}
_CONFIG_FIELDS: Final = ("soa_capacity", "receipt_capacity")
_BLOCK_CONFIG_FIELDS: Final = ("struct_bytes", "block_count", "block_size", "block_align", "storage", "storage_bytes")
_USAGE_FIELDS: Final = ("soa_in_use", "soa_total", "receipts_in_use", "receipts_total")


def judge_surroundings(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    """ENV-1: what the operation left changed around its caller, which has been put back since."""
    docket.checked["ENV-1"] += 1
    if not seen.surrounding:
        return []
    kind = Kind.COUNTERS if seen.surrounding_of_usage else Kind(operation.kind)
    what, change = _CHANGES.get(Surrounding(seen.surrounding), _plain)(seen)
    observed = f"{docket.words.operation(kind)} left it changed: {change}"
    return [docket.finding("ENV-1", f"{what} is left as it was", observed, ends_trace=False)]


def _plain(seen: Observation) -> tuple[str, str]:
    return _PLAIN[Surrounding(seen.surrounding)]


_PLAIN: Final[Mapping[Surrounding, tuple[str, str]]] = {
    Surrounding.DIRECTION_FLAG: ("the direction flag", "it is set, and string instructions go backwards"),
    Surrounding.X87_STACK: ("the x87 stack", "a register of it is not empty (a value left there, or MMX code without emms)"),
    Surrounding.SIGNAL_STACK: ("the stack for signal handlers", "it is another one"),
    Surrounding.WORKING_DIRECTORY: ("the working directory", "it is another one"),
    Surrounding.LOCALE: ("the locale of the process (setlocale)", "it is another one"),
    Surrounding.THREAD_LOCALE: ("the locale of the thread (uselocale)", "it is another one"),
}


def _register(seen: Observation) -> tuple[str, str]:
    return f"the register {_REGISTERS[seen.surrounding_number % len(_REGISTERS)]}", "a function must preserve it"


def _stack_pointer(seen: Observation) -> tuple[str, str]:
    off = seen.surrounding_after if seen.surrounding_after < 2**63 else seen.surrounding_after - 2**64
    return "the stack pointer", f"it is off by {off} bytes"


def _mxcsr(seen: Observation) -> tuple[str, str]:
    return "the MXCSR register", _bits(seen, _MXCSR_BITS)


def _x87_control(seen: Observation) -> tuple[str, str]:
    return "the x87 control word", _bits(seen, _X87_BITS)


def _bits(seen: Observation, names: tuple[tuple[int, str], ...]) -> str:
    before, after = seen.surrounding_before, seen.surrounding_after
    changed = ", ".join(name for bits, name in names if (before ^ after) & bits)
    return f"{before:#x} -> {after:#x}" + (f" ({changed})" if changed else "")


def _signal_mask(seen: Observation) -> tuple[str, str]:
    name = _signal(seen.surrounding_number)
    return "the signal mask", f"{name} is blocked" if seen.surrounding_after else f"{name} is not blocked any more"


def _signal_action(seen: Observation) -> tuple[str, str]:
    before, after = (_ACTIONS.get(each, "another") for each in (seen.surrounding_before, seen.surrounding_after))
    change = f"{before} -> {after}" if before != after else "another handler, or other flags"
    return f"what becomes of {_signal(seen.surrounding_number)}", change


def _umask(seen: Observation) -> tuple[str, str]:
    return "the umask", f"{seen.surrounding_before:#05o} -> {seen.surrounding_after:#05o}".replace("0o", "0")


def _descriptor(seen: Observation) -> tuple[str, str]:
    number = seen.surrounding_number
    name = f" ({_STANDARD[number]})" if number in _STANDARD else ""
    change = "it is open on another file" if seen.surrounding_after else "it was closed"
    return f"descriptor {number}{name}, which the caller opened,", change


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


_CHANGES: Final[Mapping[Surrounding, Callable[[Observation], tuple[str, str]]]] = {
    Surrounding.REGISTER: _register,
    Surrounding.STACK_POINTER: _stack_pointer,
    Surrounding.MXCSR: _mxcsr,
    Surrounding.X87_CONTROL: _x87_control,
    Surrounding.SIGNAL_MASK: _signal_mask,
    Surrounding.SIGNAL_ACTION: _signal_action,
    Surrounding.UMASK: _umask,
    Surrounding.DESCRIPTOR: _descriptor,
}


def errno_name(value: int) -> str:
    """``ENOMEM`` for 12, ``0x5eed`` for what is no error's number."""
    return errno.errorcode.get(value, hex(value))


def judge_variables(docket: Docket, operation: Operation, seen: Observation) -> list[Finding]:
    """ISO-5: a variable that came with an earlier call, and changed when that was long over."""
    docket.checked["ISO-5"] += 1
    if not seen.variable:
        return []
    what = _variable(docket, seen)
    expected = f"{what} stays as it was left"
    observed = f"{docket.words.operation(operation.kind)} changed it{_value(seen, docket.contract.binding)}"
    return [docket.finding("ISO-5", expected, observed, ends_trace=False)]


def judge_touch(docket: Docket, seen: Observation, death: Death) -> Finding:
    """ISO-5: it died of touching a variable that is gone."""
    what = _variable(docket, seen)
    return docket.finding("ISO-5", f"{what} is not touched again", f"it was, when it was gone: the process {death}")


def _variable(docket: Docket, seen: Observation) -> str:
    place = seen.variable_place
    kind = docket.kinds[place] if place < len(docket.kinds) else -1
    call = docket.words.operation(kind) if kind >= 0 else "an earlier call"
    step = f" (step {place + 1})" if place < len(docket.kinds) else ""
    match seen.variable:
        case CallerVariable.CONFIG:
            return f"the config that {call}{step} was given"
        case CallerVariable.USAGE:
            return f"the usage record that {call}{step} filled"
    return f"the variable in which {call}{step} left {_handed_out(kind, seen.variable_number)}"


def _handed_out(kind: int, number: int) -> str:
    if number == 0:
        return "what it answered"
    if kind == Kind.CREATE:
        return f"{pool_name(number - 1)}'s handle"
    return f"{block_name(LentKind.RECORD if kind == Kind.TAKE else LentKind.BLOCK, number - 1)}'s address"


def _value(seen: Observation, binding: int) -> str:
    """What it is now, and which of its numbers."""
    before, after = seen.variable_before, seen.variable_after
    if seen.variable == CallerVariable.OUT:
        return " to NULL" if after == 0 else " to another address"
    config_fields = _CONFIG_FIELDS if binding == 1 else _BLOCK_CONFIG_FIELDS
    fields = config_fields if seen.variable == CallerVariable.CONFIG else _USAGE_FIELDS
    name = fields[seen.variable_number % len(fields)]
    return f": {name} {number_name(before)} -> {number_name(after)}"
