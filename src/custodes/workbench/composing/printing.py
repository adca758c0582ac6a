"""What a dossier would be, made in the background, and writing it; one thing at a time."""

from __future__ import annotations

import contextlib
import datetime
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from custodes.case import Case, WrongArgumentError
from custodes.dossier import write_dossier
from custodes.dossier.own_words import own_words
from custodes.dossier.pages import Content, sheets
from custodes.model import CustodesError, Outline
from custodes.release import MaskedName, Released, checked, masked_names, preview, record
from custodes.workbench.desk import Desk, head_of
from custodes.workbench.people import Person

Head = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dossier as it would be written of the case at ``head``; ``error`` says why there is none.

    ``sheets`` makes each file when it is asked for; ``names`` are masked in it.
    """

    head: Head
    outline: Outline | None
    released: Released | None = None
    names: tuple[MaskedName, ...] = ()
    sheets: Mapping[str, Callable[[], Content]] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0

    def page(self, name: str) -> Content:
        """One file; raises KeyError for one that is not there, LeakError where it may not leave."""
        assert self.released is not None  # noqa: S101 - sheets come with it
        return checked(self.released, self.sheets[name](), name)


@dataclass(frozen=True, slots=True)
class Writing:
    """A dossier being written, or the last one: where, and what is in it or what went wrong."""

    folder: Path
    running: bool = True
    index: Path | None = None
    error: str = ""
    documents: int = 0
    claims: int = 0
    held: int = 0
    masked: int = 0
    time: datetime.datetime | None = None


class Printing:
    """The preview and the writing of one case's dossier."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._preparing: threading.Thread | None = None
        self._prepared: Prepared | None = None
        self.writing: Writing | None = None

    def prepared(self, wait: float) -> Prepared | None:
        """The dossier of the case as it is; None where it is not ready within ``wait`` seconds."""
        until = monotonic() + wait
        while True:
            with self._desk.case() as case:
                head = head_of(case)
            with self._lock:
                if self._prepared is not None and self._prepared.head == head:
                    return self._prepared
                if self._preparing is None or not self._preparing.is_alive():
                    self._preparing = threading.Thread(target=self._prepare, daemon=True)
                    self._preparing.start()
                at_work = self._preparing
            left = until - monotonic()
            if left <= 0:
                return None
            at_work.join(left)

    def _prepare(self) -> None:
        began = monotonic()
        with self._desk.case() as case:
            head = head_of(case)
            try:
                made = _made(case, head)
            except Exception as error:  # a fault must be seen, not waited for
                made = Prepared(head, None, error=_words_of(error))
        with self._lock:
            self._prepared = replace(made, seconds=monotonic() - began)

    def write(self, person: Person, folder: Path, outline: Outline | None) -> None:
        """Begin to write the dossier into a folder. Raises WrongArgumentError while one is."""
        with self._lock:
            if self.writing is not None and self.writing.running:
                raise WrongArgumentError(
                    f"a dossier is being written into {self.writing.folder}. Wait until it is done."
                )
            self.writing = Writing(folder)
        threading.Thread(target=self._write, args=(person, folder, outline), daemon=True).start()

    def _write(self, person: Person, folder: Path, outline: Outline | None) -> None:
        now = datetime.datetime.now().astimezone()
        try:
            with self._desk.case() as case:
                released = preview(case, outline)
            # before anything leaves, so that nothing leaves without a line in the log
            with self._desk.writing(person) as case:
                record(case, released)
            index = write_dossier(released, folder, outline.language if outline else "en")
            with self._desk.writing(person) as case:
                case.record("dossier written", case.name, str(folder))
            done = Writing(
                folder,
                running=False,
                index=index,
                documents=len(released.documents),
                claims=len(released.claims),
                held=len(released.held),
                masked=released.masked_count,
                time=now,
            )
        except Exception as error:  # a fault must be seen, not waited for
            done = Writing(folder, running=False, error=_words_of(error), time=now)
        with self._lock:
            self.writing = done


def _made(case: Case, head: Head) -> Prepared:
    outline = case.outline()
    released = preview(case, outline)
    if released.guard is not None:
        released.guard.allow(own_words())
    language = outline.language if outline else "en"
    return Prepared(
        head,
        outline,
        released,
        masked_names(case, outline),
        dict(sheets(released, language)),
    )


def _words_of(error: Exception) -> str:
    return str(error) if isinstance(error, CustodesError | OSError) else type(error).__name__


def folder_for(case: Path, untrusted: str) -> Path:
    """Where to write: a name beside the case's folder, or a whole path.

    Raises WrongArgumentError for one inside the case, around it, or that is neither.
    """
    given = untrusted.strip()
    home = case.absolute()
    with contextlib.suppress(RuntimeError):
        given = str(Path(given).expanduser()) if given.startswith("~") else given
    named = Path(given)
    if not given or "\0" in given or given in (".", "..") or not given.isprintable():
        raise WrongArgumentError("give the dossier's folder a name, or its whole path.")
    if not named.is_absolute():
        if len(named.parts) != 1 or "\\" in given:
            raise WrongArgumentError(
                f"{given!r} is neither a name nor a whole path. A name becomes a folder beside the "
                "case; a path begins with /."
            )
        named = home.parent / given
    folder = Path(*named.parts)
    resolved, inside = folder.resolve(), home.resolve()
    if resolved == inside or inside in resolved.parents or resolved in inside.parents:
        raise WrongArgumentError(
            f"{folder} is the case's own folder, in it, or around it. Choose another: a dossier is "
            "given away, and a case is not."
        )
    return folder
