"""What a worker process gives up before it touches a file that may be hostile.

Linux has all of it; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h


def confine(memory_limit: int, parent: int) -> None:
    """Take from this process the network, files to write, core dumps, and unbounded memory.

    ``memory_limit`` is in bytes of address space; ``parent`` is the process with whose end this
    one ends as well, however abruptly.
    """
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # no file grows by a byte; pipes are not files to this limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None, use_errno=True)
    # An empty network namespace: no interface, not even loopback. Some systems forbid it to
    # ordinary users; the readers dial nowhere by themselves, this is for code that took them over.
    library.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    # after unshare, which resets it
    library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
