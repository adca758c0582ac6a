"""A filter over system calls: what is on the list passes, all else is refused by the kernel.

Berkeley Packet Filter programs over ``struct seccomp_data`` (linux/seccomp.h, linux/filter.h).
Once installed it cannot be taken off, and holds for root as well.
"""

from __future__ import annotations

import ctypes
import os
import struct
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

LOAD_WORD, JUMP_EQUAL, JUMP_NOT_BELOW, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, THIRD_ARGUMENT = 0, 4, 32  # offsets in struct seccomp_data
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # the last: errno EPERM
X32 = 0x40000000
"""System calls of the x32 ABI have this bit; they would slip past a list of numbers."""
EXECUTABLE = 0x4  # PROT_EXEC, sys/mman.h
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2


@dataclass(frozen=True, slots=True)
class SystemCalls:
    """The numbers that pass, those that pass without executable memory, and whose they are."""

    architecture: int
    allowed: tuple[int, ...]
    not_executable: tuple[int, ...]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def system_calls(machine: str) -> SystemCalls | None:
    """The list for a machine as ``os.uname`` names it, or None if there is none."""
    text = files("custodes.reading.sandbox").joinpath("system_calls.toml").read_text("utf-8")
    table: Mapping[str, int | Mapping[str, int]] | None = tomllib.loads(text).get(machine)
    if table is None:
        return None
    calls, not_executable = table["calls"], table["not_executable"]
    assert isinstance(calls, dict) and isinstance(not_executable, dict)  # noqa: S101, PT018 - ours
    return SystemCalls(
        int(table["architecture"]),  # type: ignore[arg-type]
        tuple(sorted(calls.values())),
        tuple(sorted(not_executable.values())),
    )


def compiled(calls: SystemCalls) -> bytes:
    """The filter as the kernel reads it: eight bytes an instruction."""
    tests = len(calls.allowed) + len(calls.not_executable)
    # After the tests: refuse, [load argument, test its bit], allow.
    program = [
        (LOAD_WORD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, calls.architecture),
        (RETURN, 0, 0, KILL),
        (LOAD_WORD, 0, 0, NUMBER),
        (JUMP_NOT_BELOW, tests, 0, X32),
    ]
    for index, number in enumerate((*calls.allowed, *calls.not_executable)):
        left = tests - index - 1
        to_allow, to_argument = left + 3, left + 1
        jump = to_allow if index < len(calls.allowed) else to_argument
        program.append((JUMP_EQUAL, jump, 0, number))
    program += [
        (RETURN, 0, 0, REFUSE),
        (LOAD_WORD, 0, 0, THIRD_ARGUMENT),
        (JUMP_ANY_BIT, 1, 0, EXECUTABLE),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def call_filter() -> bytes:
    """The compiled filter of this machine; empty where there is no list for it."""
    calls = system_calls(os.uname().machine) if hasattr(os, "uname") else None
    return compiled(calls) if calls is not None else b""


def install(library: ctypes.CDLL, program: bytes) -> bool:
    """Put this process under a compiled filter for good; False where the kernel has none."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    if library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(library.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(header), 0, 0) == 0)
