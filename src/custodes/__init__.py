"""custodes: documents about surveillance programmes in, a cited and redacted dossier out.

``Case`` and ``CustodesError`` are loaded when they are first asked for, so that ``import custodes``
and ``custodes --help`` stay quick.
"""

import os

# ONNX Runtime, from 1.29 on, reports to its maker and leaves an identifier in the user's folder
# unless this is set before it is loaded (its Privacy.md). Nothing here dials anywhere.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

TYPE_CHECKING = False  # type checkers take this name for true; typing itself is slow to load
if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import CustodesError

__all__ = ["Case", "CustodesError"]


def __getattr__(name: str) -> object:
    if name == "Case":
        from custodes.case import Case

        return Case
    if name == "CustodesError":
        from custodes.model import CustodesError

        return CustodesError
    if name == "__version__":
        from importlib.metadata import version

        return version("custodes")
    raise AttributeError(f"module 'custodes' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
