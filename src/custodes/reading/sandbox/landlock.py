"""Landlock: a process gives up rights over files and networks, for good and without being root.

The structures and numbers are those of linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os

from custodes.reading.sandbox.seccomp import PR_SET_NO_NEW_PRIVS

CREATE_RULESET, RESTRICT_SELF = 444, 446  # the same on every architecture
VERSION_FLAG = 1
WRITES = 1 << 1 | sum(1 << bit for bit in range(4, 13))  # write, remove and make, of every kind
READS = 1 << 0 | 1 << 2 | 1 << 3  # execute, read files, read folders
SINCE = ((2, 1 << 13), (3, 1 << 14), (5, 1 << 15))  # moving, cutting short, device control
DIALLING, DIALLING_SINCE = 0b11, 4  # TCP: bind and connect
SCOPES, SCOPES_SINCE = 0b11, 6  # abstract sockets and signals beyond this process


def version(library: ctypes.CDLL) -> int:
    """The kernel's version of Landlock; 0 where there is none."""
    return max(0, int(library.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)))


def forbid(library: ctypes.CDLL, *, reading: bool) -> bool:
    """Take every right to write files away from this process, and with ``reading`` to read them.

    With ``reading`` it may no longer dial or signal either, where the kernel knows how. False
    where the kernel has no Landlock.
    """
    known = version(library)
    if not known:
        return False
    rights = WRITES | sum(right for since, right in SINCE if known >= since)
    attributes = [rights | READS if reading else rights]
    if reading and known >= DIALLING_SINCE:
        attributes.append(DIALLING)
    if reading and known >= SCOPES_SINCE:
        attributes.append(SCOPES)
    handled = (ctypes.c_uint64 * len(attributes))(*attributes)
    size = ctypes.c_size_t(ctypes.sizeof(handled))
    ruleset = library.syscall(CREATE_RULESET, ctypes.byref(handled), size, 0)
    if ruleset < 0:
        return False
    try:
        library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(library.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
