"""Who is this: the one place that turns a request into a person.

Alone on a machine it is whoever holds the token that ``custodes serve`` printed. A team's sign-in
through its own OpenID Connect provider will be another class with the same two methods.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Literal, Protocol

Role = Literal["reader", "reviewer", "owner"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in; ``name`` stands beside every decision that they make."""

    name: str
    role: Role
    session: str

    @property
    def csrf(self) -> str:
        """What every form of this session carries, so that no other site can send one."""
        return hmac.new(self.session.encode(), b"csrf", hashlib.sha256).hexdigest()


class SignIn(Protocol):
    """How people come in."""

    cookie: str
    """The name of the cookie that a signed-in browser sends."""

    def who(self, untrusted_cookies: str) -> Person | None:
        """The person whose request carries these cookies (a Cookie header); None for nobody."""

    def enter(self, untrusted_token: str) -> str | None:
        """The cookie's value for who shows this token; None where it is the wrong one."""


class TokenSignIn:
    """One person on one machine: who can read the terminal of ``custodes serve`` is the owner.

    ``port`` is in the cookie's name, since browsers send a cookie to every port of a machine.
    """

    def __init__(self, name: str, port: int, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(32)
        self.cookie = f"custodes-{port}"
        # not the token: a cookie that leaks must not sign another browser in
        self._person = Person(name, "owner", secrets.token_urlsafe(32))

    def who(self, untrusted_cookies: str) -> Person | None:
        """The owner, where the cookie is the one that was handed out."""
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(untrusted_cookies)
        except CookieError:
            return None
        held = jar.get(self.cookie)
        if held is None or not is_same(held.value, self._person.session):
            return None
        return self._person

    def enter(self, untrusted_token: str) -> str | None:
        """The cookie's value, where the token is the printed one."""
        return self._person.session if is_same(untrusted_token, self.token) else None


def is_same(untrusted: str, expected: str) -> bool:
    """Whether two secrets are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(untrusted.encode("utf-8", "replace"), expected.encode())
