"""What a worker process gives up before it touches a file that may be hostile.

Linux has all of it; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h


# linux/landlock.h: the system calls have these numbers on every architecture
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
LANDLOCK_CREATE_RULESET_VERSION = 1
WRITES = 1 << 1 | sum(1 << bit for bit in range(4, 13))  # write, remove and make, of every kind
WRITES_SINCE = ((2, 1 << 13), (3, 1 << 14))  # moving between folders, cutting short


DIALLING = frozenset(
    f"socket.{call}"
    for call in ("bind", "connect", "getaddrinfo", "gethostbyname", "sendmsg", "sendto")
)
"""Audit events of Python that reach for a network."""


def confine(memory_limit: int, parent: int) -> None:
    """Take from this process the network, files to write, core dumps, and unbounded memory.

    ``memory_limit`` is in bytes of address space; ``parent`` is the process with whose end this
    one ends as well, however abruptly.
    """
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse_dialling)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # no file grows by a byte; pipes are not files to this limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None, use_errno=True)
    _forbid_writes(library)
    # An empty network namespace: no interface, not even loopback, for native code as well. Some
    # systems forbid it to ordinary users; then the audit hook alone stands.
    library.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    # after unshare, which resets it
    library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def limit_processor(seconds: float) -> None:
    """Let the kernel end this process after so many more seconds of processor time, rounded up.

    Processor time rather than the clock's: a file that is read on an idle machine is read on a
    busy one as well.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    if most == resource.RLIM_INFINITY or limit <= most:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, most))


def _refuse_dialling(event: str, arguments: tuple[object, ...]) -> None:
    if event in DIALLING:
        raise PermissionError("a worker has no network")


def _forbid_writes(library: ctypes.CDLL) -> None:
    """Take away every right to write, make or remove files, where the kernel has Landlock."""
    version = library.syscall(
        LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), LANDLOCK_CREATE_RULESET_VERSION
    )
    if version < 1:
        return
    rights = WRITES | sum(right for since, right in WRITES_SINCE if version >= since)
    handled = ctypes.c_uint64(rights)
    ruleset = library.syscall(
        LANDLOCK_CREATE_RULESET,
        ctypes.byref(handled),
        ctypes.c_size_t(ctypes.sizeof(handled)),
        0,
    )
    if ruleset < 0:
        return
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    library.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
