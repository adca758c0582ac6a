"""A hostile file comes in, a Reading that was checked goes out: a process of its own for each.

``SandboxedReader`` starts a warm server, a process that has loaded every format and opened
nothing. For each original the server forks a child that gives up the network, the file system,
new processes and unbounded memory and time, and only then looks at the bytes. What the child
sends is checked here, on the trusted side. ``probe`` says what of this a system grants.
"""

from custodes.reading.sandbox.client import SandboxedReader
from custodes.reading.sandbox.limits import Limits
from custodes.reading.sandbox.protection import Protection, SandboxError, probe

__all__ = ["Limits", "Protection", "SandboxError", "SandboxedReader", "probe"]
