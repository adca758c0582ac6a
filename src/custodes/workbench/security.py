"""What every request passes before a page sees it, and what every answer carries.

An ASGI layer around the whole application, so that no route can be without it: Host and Origin
(against DNS rebinding), who is there, the token of forms, the bound on bodies, and the headers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

from markupsafe import escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from custodes.workbench.people import Person, SignIn, is_same

SIGN_IN = "/sign-in"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FORM_BYTES = 2 << 20
"""The most that a form may hold."""
FIELDS = 10_000
"""The most fields that a form may have."""
UPLOAD_BYTES = 512 << 20
"""The most that one file may hold that is dropped onto a page; it is what a reader takes."""
UPLOADS = ("/documents/files", "/audits/files")
"""Addresses that take a file as the body itself."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # no-referrer would turn the Origin of our own forms into null; nothing goes elsewhere
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-DNS-Prefetch-Control": "off",
    # what documents say is not left in the browser's cache
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


class Guard:
    """The layer itself.

    ``inner`` is what it guards, ``port`` where the server listens on loopback; ``refuse`` makes
    the page for who is not signed in, or whose request is not taken; ``entered`` is called when
    somebody signs in.
    """

    def __init__(
        self,
        inner: ASGIApp,
        sign_in: SignIn,
        port: int,
        refuse: Callable[[int, str, Headers], Response],
        entered: Callable[[Person], None],
    ) -> None:
        self.inner = inner
        self._sign_in = sign_in
        self._refuse = refuse
        self._entered = entered
        self._hosts = {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on with ``request.state.person`` set."""
        if scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets here
        headers = Headers(scope=scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer[name] = value
            await send(message)

        async def refuse(status: int, why: str) -> None:
            await self._refuse(status, why, headers)(scope, receive, send_with_headers)

        if headers.get("host", "").lower() not in self._hosts or not self._is_ours(headers):
            await refuse(HTTPStatus.FORBIDDEN, "elsewhere")
            return
        if scope["path"] == SIGN_IN:
            await self._enter(scope)(scope, receive, send_with_headers)
            return
        person = self._sign_in.who(headers.get("cookie", ""))
        if person is None:
            await refuse(HTTPStatus.FORBIDDEN, "nobody")
            return
        scope.setdefault("state", {})["person"] = person
        try:
            streamed = scope["path"] in UPLOADS
            body = _Body(receive, UPLOAD_BYTES if streamed else FORM_BYTES)
            body.expect(headers)
            if scope["method"] not in SAFE_METHODS:
                form = b"" if streamed else await body.peek()
                if not _carries(person.csrf, headers, form):
                    await refuse(HTTPStatus.FORBIDDEN, "csrf")
                    return
            await self.inner(scope, body.receive, send_with_headers)
        except TooLargeError:
            await refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")

    def _is_ours(self, headers: Headers) -> bool:
        """Whether the request comes from a page of ours, or from no page at all."""
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return False
        # a page of another site may link here (navigate), but neither fetch nor send anything
        return headers.get("sec-fetch-site") != "cross-site" or (
            headers.get("sec-fetch-mode") == "navigate" and origin is None
        )

    def _enter(self, scope: Scope) -> Response:
        """Turn the token of the address into a cookie, and lead away from that address."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        session = self._sign_in.enter(query.get("token", [""])[0])
        if scope["method"] != "GET" or session is None:
            return self._refuse(HTTPStatus.FORBIDDEN, "nobody", Headers(scope=scope))
        answer = RedirectResponse("/", status_code=HTTPStatus.SEE_OTHER)
        answer.set_cookie(self._sign_in.cookie, session, httponly=True, samesite="strict", path="/")
        person = self._sign_in.who(urlencode({self._sign_in.cookie: session}))
        if person is not None:
            self._entered(person)
        return answer


class TooLargeError(Exception):
    """The body of a request holds more than it may."""


class _Body:
    """The body of a request, which ends at a bound, and of which a form can be read twice."""

    def __init__(self, receive: Receive, bound: int) -> None:
        self._receive = receive
        self._bound = bound
        self._taken = 0
        self._waiting: list[Message] = []

    def expect(self, headers: Headers) -> None:
        """Refuse at once what announces too much. Raises TooLargeError."""
        announced = headers.get("content-length", "0")
        if not announced.isascii() or not announced.isdigit() or int(announced) > self._bound:
            raise TooLargeError

    async def receive(self) -> Message:
        """The next message of the client. Raises TooLargeError."""
        if self._waiting:
            return self._waiting.pop(0)
        return await self._next()

    async def peek(self) -> bytes:
        """All of it, kept for who reads after. Raises TooLargeError."""
        messages = []
        while True:
            message = await self._next()
            messages.append(message)
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        self._waiting = messages
        return b"".join(message.get("body", b"") for message in messages)

    async def _next(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > self._bound:
            raise TooLargeError
        return message


def _carries(csrf: str, headers: Headers, untrusted_form: bytes) -> bool:
    """Whether the request shows the session's token, in a header or as a field of a form."""
    shown = headers.get("x-csrf-token")
    if shown is None and headers.get("content-type", "").startswith(
        "application/x-www-form-urlencoded"
    ):
        try:
            fields = parse_qs(untrusted_form.decode("utf-8", "replace"), max_num_fields=FIELDS)
        except ValueError:
            return False
        shown = fields.get("csrf", [""])[0]
    return shown is not None and is_same(shown, csrf)


def plain_page(language: str, title: str, words: str, status: int) -> Response:
    """A page that needs no file of ours, for who may have none."""
    return HTMLResponse(
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(words)}</p></main></body></html>",
        status_code=status,
    )
