"""A process whose reader is hostile: it does what a file orders, inside the sandbox, and tells.

Run as ``python hostile_reader.py ORDER [USER]``; prints the answers as JSON.
"""

import ctypes
import json
import mmap
import os
import resource
import signal
import socket
import sys
import threading

from custodes.model import UnreadableError
from custodes.reading import reader
from custodes.reading.reader import Reading
from custodes.reading.sandbox import Limits, SandboxedReader
from custodes.reading.sandbox.warming import warm_up

honest = reader.read


def obey(
    untrusted_bytes: bytes, name: str, origin: str = "", *, recognition: bool = True
) -> Reading:
    """Do what the bytes order and tell what came of it in the detail of an UnreadableError."""
    order = untrusted_bytes.decode("utf-8", "replace")
    if order not in ORDERS:
        return honest(untrusted_bytes, name, origin, recognition=recognition)
    try:
        outcome = f"done: {ORDERS[order]()!r}"
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        outcome = f"refused: {type(error).__name__}: {error}"
    raise UnreadableError("failed", outcome[:300])


def dial() -> object:
    return socket.socket().connect_ex(("127.0.0.1", 9))


def dial_beside_python() -> object:
    library = ctypes.CDLL(None, use_errno=True)
    if library.socket(2, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "socket")
    return "a socket"


def fork_without_end() -> object:
    while True:
        os.fork()


def start_threads() -> object:
    thread = threading.Thread(target=int)
    thread.start()
    return "a thread"


def take_memory() -> object:
    return len(bytearray(10 << 30))


def raise_limits() -> object:
    most = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return most


def map_code() -> object:
    return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def write_a_file() -> object:
    return os.open("hostile", os.O_CREAT | os.O_WRONLY)


def look_for_files() -> object:
    return os.listdir("/"), os.path.exists(sys.executable)  # noqa: PTH110, PTH208


def write_to_every_descriptor() -> object:
    written = []
    for descriptor in range(3, 64):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        written.append(descriptor)
    if len(written) > 2:
        return written
    raise OSError(f"only {len(written)} descriptors are open")


def leave_its_memory() -> object:
    reader.MEDIA_TYPES.clear()
    return "changed"


def spin() -> object:
    while True:
        pass


def forge() -> object:
    answer = b'{"document":null,"text":null,"reason":"made up","detail":"forged"}'
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, len(answer).to_bytes(8, "big") + answer)
            os.write(descriptor, len(answer).to_bytes(8, "big") + answer)
        except OSError:
            continue
    os._exit(0)


def talk_without_end() -> object:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, (1 << 60).to_bytes(8, "big"))
            while True:
                os.write(descriptor, bytes(1 << 16))
        except OSError:
            continue
    os._exit(0)


ORDERS = {
    "dial": dial,
    "dial beside python": dial_beside_python,
    "read another file": lambda: open("/etc/passwd").read(),  # noqa: PTH123, SIM115
    "look for files": look_for_files,
    "write a file": write_a_file,
    "make a file in memory": lambda: os.memfd_create("x"),
    "fork without end": fork_without_end,
    "start threads": start_threads,
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "take memory": take_memory,
    "raise limits": raise_limits,
    "map code": map_code,
    "kill the parent": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "open descriptors": write_to_every_descriptor,
    "leave its memory to the next": leave_its_memory,
    "spin": spin,
    "crash": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(0),
    "forge": forge,
    "talk without end": talk_without_end,
}

if __name__ == "__main__":
    warm_up()
    if len(sys.argv) > 2:
        # only now: another user may not be allowed to read what was to be loaded
        os.setgroups([])
        os.setresgid(*[int(sys.argv[2])] * 3)
        os.setresuid(*[int(sys.argv[2])] * 3)
    reader.read = obey
    told = []
    with SandboxedReader(Limits(seconds=1)) as sandbox:
        for order in (sys.argv[1], "an honest text of some length, after the hostile one"):
            try:
                reading = sandbox.read(order.encode(), "order.txt", "/from/here")
                told.append(["read", reading.text.content])
            except UnreadableError as failure:
                told.append([failure.reason, failure.detail])
    print(json.dumps(told))
