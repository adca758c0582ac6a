"""What a child of the sandbox gives up, and what of that a system grants."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import math
import os
import resource
import signal
import sys
from dataclasses import dataclass

from custodes.model import CustodesError
from custodes.reading.sandbox import landlock, seccomp
from custodes.reading.sandbox.limits import Limits

PR_SET_PDEATHSIG = 1  # linux/prctl.h
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of linux/sched.h


class SandboxError(CustodesError):
    """Isolation cannot be had: what is missing, and what may be done."""


@dataclass(frozen=True, slots=True)
class Protection:
    """What is in force when a file is opened.

    ``system_calls``: a filter that refuses opening, dialling, forking and raising limits.
    ``landlock``: the kernel's version of it, 0 where there is none. ``namespaces``: whether the
    readers have a network of their own, without any interface.
    """

    system_calls: bool
    landlock: int
    namespaces: bool

    @property
    def isolates(self) -> bool:
        """Whether a hostile file can be opened: the filter alone refuses all that it must."""
        return self.system_calls

    def __str__(self) -> str:
        parts = [
            "system calls filtered" if self.system_calls else "system calls NOT filtered",
            f"Landlock {self.landlock}" if self.landlock else "no Landlock",
            "no network namespace" if not self.namespaces else "network namespace",
        ]
        return ", ".join(parts)


def end_with(parent: int) -> None:
    """Let this process end when its parent does, however abruptly, where the kernel knows how."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def give_up(limits: Limits, parent: int, call_filter: bytes) -> bool:
    """Give up, in a child that has only its original and its answer open, all but computing.

    ``parent`` is the process with whose end this one ends, ``call_filter`` what
    ``seccomp.call_filter`` gave before the fork: afterwards no file can be read. False if it
    could not be installed; then nothing hostile may be looked at.
    """
    if not call_filter or not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    end_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # no file grows by a byte; pipes are not files to this limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    seconds = math.ceil(limits.seconds)
    # a soft limit ends it with a signal of its own, the hard one whatever it does with that
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    landlock.forbid(library, reading=True)
    return seccomp.install(library, call_filter)


def probe() -> Protection:
    """What this system grants, found out by a child that gives up and then tries.

    To be called while this process has no other thread. Raises SandboxError where no process can
    be made at all.
    """
    if not hasattr(os, "fork"):
        return Protection(system_calls=False, landlock=0, namespaces=False)
    receiving, sending = os.pipe()
    parent, call_filter = os.getpid(), seccomp.call_filter()
    try:
        child = os.fork()
    except OSError as error:
        raise SandboxError(f"no process can be started: {error.strerror}.") from error
    if child == 0:
        try:
            library = ctypes.CDLL(None, use_errno=True)
            version = landlock.version(library) if sys.platform.startswith("linux") else 0
            refused = give_up(Limits(), parent, call_filter) and _refuses()
            os.write(sending, bytes([refused, version]))
        finally:
            os._exit(0)
    os.close(sending)
    answer = os.read(receiving, 2)
    os.close(receiving)
    os.waitpid(child, 0)
    filtered, version = answer if len(answer) == 2 else (0, 0)
    return Protection(bool(filtered), version, _has_namespaces())


def _refuses() -> bool:
    """Whether opening a file and forking are refused in this process."""
    try:
        os.close(os.open("/", os.O_RDONLY))
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES):
            return False
    else:
        return False
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        return True
    return False


def _has_namespaces() -> bool:
    """Whether a process may give itself a network without any interface; tried in a child."""
    if not sys.platform.startswith("linux"):
        return False
    child = os.fork()
    if child == 0:
        library = ctypes.CDLL(None, use_errno=True)
        os._exit(library.unshare(NEW_USER | NEW_NETWORK) != 0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0
