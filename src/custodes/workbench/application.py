"""The web application: its pages, found by their place, behind the guard."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from http import HTTPStatus
from importlib import import_module
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, cast

from fastapi import FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp

from custodes.case import CaseBusyError, ReadOnlyCaseError
from custodes.model import CustodesError
from custodes.workbench.desk import Desk
from custodes.workbench.people import Person, SignIn
from custodes.workbench.reader.page_pictures import PagePictures
from custodes.workbench.rendering import LANGUAGE_COOKIE, page_modules, render
from custodes.workbench.security import Guard, TooLargeError, plain_page
from custodes.workbench.words import InterfaceLanguage, load_words

LANGUAGE_SECONDS = 365 * 24 * 3600
STATIC = {"dossier": ("custodes.dossier", "assets")}
"""Folders of ``/static`` that are other rooms' own."""
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
}


def application(
    case: Path,
    port: int,
    sign_in: SignIn,
    language: InterfaceLanguage = "en",
    *,
    warm: bool = False,
) -> ASGIApp:
    """The application for one case, listening on loopback at ``port``. Raises NotACaseError.

    ``warm`` starts what takes seconds behind the pages, before anybody asks for it.
    """
    desk = Desk(case)
    pictures = PagePictures()

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if warm:
            pictures.get_ready()
        yield
        pictures.close()
        desk.close()

    app = FastAPI(
        title="custodes",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        default_response_class=HTMLResponse,
    )
    app.state.desk = desk
    app.state.page_pictures = pictures
    app.state.pages_seen = None
    app.state.language = language
    kinds: dict[int | str, Any] = {200: {"content": {kind: {} for kind in TYPES.values()}}}
    app.add_api_route("/static/{path:path}", static_file, methods=["GET"], responses=kinds)
    app.add_api_route("/", lambda: RedirectResponse("/documents", HTTPStatus.SEE_OTHER))
    app.add_api_route("/language", choose_language, methods=["POST"])
    for name in page_modules():
        app.include_router(import_module(f"custodes.workbench.pages.{name}").router)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(CustodesError, _case_error)
    app.add_exception_handler(TooLargeError, _too_large)
    app.add_exception_handler(Exception, _fault)

    def refuse(status: int, why: str, headers: Headers) -> Response:
        chosen = "zh" if headers.get("accept-language", language).startswith("zh") else "en"
        words = load_words(chosen).layout.refused
        return plain_page(chosen, words[why].title, words[why].what, status)

    def entered(person: Person) -> None:
        if desk.writable:
            with desk.writing(person) as opened:
                opened.record("signed in", "workbench")

    return Guard(app, sign_in, port, refuse, entered)


def static_file(path: str) -> Response:
    """A stylesheet or script of ours."""
    first, _, rest = path.partition("/")
    package, folder = STATIC.get(first, ("custodes.workbench", "static"))
    name = PurePosixPath(rest if first in STATIC else path)
    kind = TYPES.get(name.suffix)
    if kind is None or ".." in name.parts or name.is_absolute():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    file = files(package).joinpath(folder, *name.parts)
    if not file.is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(file.read_bytes(), media_type=kind)


def choose_language(
    language: Annotated[InterfaceLanguage, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Keep the language that this browser wants its pages in, and go back to where it was."""
    # an address of ours, and none that a browser takes for another machine's
    local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    answer = RedirectResponse(back if local else "/", HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        LANGUAGE_COOKIE, language, max_age=LANGUAGE_SECONDS, httponly=True, samesite="strict"
    )
    return answer


def _http_error(request: Request, error: Exception) -> Response:
    return error_page(request, cast("HTTPException", error).status_code, "")


def _wrong_request(request: Request, error: Exception) -> Response:
    wrong = cast("RequestValidationError", error).errors()
    fields = sorted({".".join(str(part) for part in one["loc"][1:]) for one in wrong})
    return error_page(request, HTTPStatus.UNPROCESSABLE_ENTITY, ", ".join(filter(None, fields)))


def _case_error(request: Request, error: Exception) -> Response:
    busy = isinstance(error, CaseBusyError | ReadOnlyCaseError)
    status = HTTPStatus.CONFLICT if busy else HTTPStatus.BAD_REQUEST
    return error_page(request, status, str(error))


def _too_large(request: Request, _: Exception) -> Response:
    return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "")


def _fault(request: Request, error: Exception) -> Response:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    try:
        return error_page(request, status, type(error).__name__)
    except Exception:
        # the fault is in what every page has
        return plain_page("en", "custodes", f"A fault of ours: {type(error).__name__}.", status)


def error_page(request: Request, status: int, detail: str) -> Response:
    """What went wrong, why, what is safe, what to do."""
    return render(request, "error.html", status, status_code=status, detail=detail)
