"""What a worker process gives up before it touches a file that may be hostile.

Linux has all of it; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import resource
import socket
import sys

from custodes.reading.sandbox import SandboxError, landlock, probe
from custodes.reading.sandbox.protection import NEW_NETWORK, NEW_USER, end_with

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
    landlock.forbid(library, reading=False)
    # An empty network namespace: no interface, not even loopback, for native code as well. Some
    # systems forbid it to ordinary users; then the audit hook alone stands.
    library.unshare(NEW_USER | NEW_NETWORK)
    # after unshare, which resets it
    end_with(parent)


def require_isolation() -> None:
    """Raise SandboxError unless this system lets a hostile file be opened without risk."""
    protection = probe()
    if not protection.isolates:
        raise SandboxError(
            f"this system grants no isolation to open untrusted files in ({protection}). "
            "Use a Linux kernel with seccomp, or, for files that you trust, say --unsandboxed; "
            "the case's log will say so."
        )


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
    if event in DIALLING and not _is_local(arguments):
        raise PermissionError("a worker has no network")


def _is_local(arguments: tuple[object, ...]) -> bool:
    """Whether a call is about a pair of sockets within this machine, as the sandbox's is."""
    return bool(arguments) and getattr(arguments[0], "family", None) == socket.AF_UNIX
