"""What can go wrong, as a small hierarchy: each error says what, where, and what to do."""


class CustodesError(Exception):
    """A mistake that a user can mend. Its text says what was wrong, where, and what to do."""


class InvariantError(CustodesError, ValueError):
    """A noun of the model was given values that contradict each other."""


class UnreadableError(CustodesError):
    """An original that could not be read.

    ``reason`` is a code of ``custodes.reading.REASONS``; codes, not messages, cross process
    boundaries, and the words are looked up where they are shown. ``detail`` may add what the
    reader of that format saw.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason
