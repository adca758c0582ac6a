"""Serving a case on this machine until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from custodes.case import Case, WrongArgumentError
from custodes.workbench.application import application
from custodes.workbench.people import TokenSignIn
from custodes.workbench.security import SIGN_IN
from custodes.workbench.words import InterfaceLanguage

LOOPBACK = "127.0.0.1"
PORT = 8642
SECONDS_TO_FINISH = 3


def serve(
    case: Path,
    port: int | None,
    language: InterfaceLanguage,
    reviewer: str,
    ready: Callable[[str], None],
) -> None:
    """Serve the case until Ctrl-C; ``ready`` is called with the address to open.

    ``port`` None takes 8642 or, where that is taken, any. ``reviewer`` is the name beside
    decisions, the account of this process unless given. Raises NotACaseError, and
    WrongArgumentError for a port that is taken.
    """
    with Case.open(case) as opened:
        name = reviewer or opened.actor
    with contextlib.closing(_listening(port)) as listener:
        taken = listener.getsockname()[1]
        sign_in = TokenSignIn(name, taken)
        server = _Server(
            configuration(application(case, taken, sign_in, language, warm=True)),
            lambda: ready(f"http://{LOOPBACK}:{taken}{SIGN_IN}?token={sign_in.token}"),
        )
        # uvicorn ends in good order and then raises what it was ended by
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def configuration(app: ASGIApp) -> uvicorn.Config:
    """How the application is served: no log of addresses, and no name of the server."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listening(port: int | None) -> socket.socket:
    """A socket on loopback. Raises WrongArgumentError."""
    for attempt in [PORT, 0] if port is None else [port]:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, attempt))
        except OSError as error:
            listener.close()
            if port is None and attempt == PORT and error.errno == errno.EADDRINUSE:
                continue
            raise WrongArgumentError(
                f"port {attempt} cannot be taken ({error.strerror}). Another program, perhaps "
                "another 'custodes serve', has it: give another with --port, or --port 0 for any."
            ) from error
        return listener
    raise AssertionError("port 0 is never taken")
