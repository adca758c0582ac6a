"""custodes: documents about surveillance programmes in, a cited and redacted dossier out.

``Case`` and ``CustodesError`` are loaded when they are first asked for, so that ``import custodes``
and ``custodes --help`` stay quick.
"""

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
