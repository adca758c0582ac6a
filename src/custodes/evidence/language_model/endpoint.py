"""Asking an OpenAI-compatible endpoint on this machine: bounded in time and size, and nowhere else.

The endpoint is reached by its loopback address alone, never by way of a proxy, and redirections are
not followed: no document can leave the machine by it.
Source of the protocol: OpenAI API reference, "Create chat completion" and "List models", 2024.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import socket
import threading
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from custodes.model import CustodesError

SECONDS = 180.0
"""The time that one answer may take, from connecting to its last byte."""

ANSWER_LIMIT = 2 << 20
"""Bytes of an answer that are read; a longer one counts as none."""

TOKENS = 8192
"""The most tokens that an answer is asked to have."""


class EndpointError(CustodesError):
    """The language model could not be asked, or gave no answer of use."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A language model on this machine: its address, its name, and the seconds an answer may take.

    Made by ``Endpoint.at``.
    """

    host: str
    port: int
    path: str
    model: str
    seconds: float = SECONDS

    @classmethod
    def at(cls, url: str, model: str = "", seconds: float = SECONDS) -> Endpoint:
        """The endpoint at ``url`` (``http://127.0.0.1:8080/v1``); its first model unless named.

        Raises EndpointError for an address that is not of this machine, and where the endpoint
        must be asked for its models and does not answer.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or 80
        except ValueError:
            port = 0
        host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
        if parts.scheme != "http" or not port or not _is_loopback(host) or parts.username:
            raise EndpointError(
                f"{url!r} is not a language model on this machine: custodes sends documents to no "
                "other. Give an address such as http://127.0.0.1:8080/v1."
            )
        endpoint = cls(host, port, parts.path.rstrip("/"), model, seconds)
        if model:
            return endpoint
        return replace(endpoint, model=endpoint._first_model())

    def ask(self, instruction: str, untrusted_text: str) -> str:
        """What the model answers (untrusted). Raises EndpointError: dead, slow, too long."""
        request = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": instruction},
                {"role": "user", "content": untrusted_text},
            ],
            "temperature": 0,
            "seed": 0,
            "max_tokens": TOKENS,
            "response_format": {"type": "json_object"},
            "stream": False,
        }
        untrusted = self._request("POST", "/chat/completions", request)
        try:
            content = untrusted["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            content = None
        if not isinstance(content, str):
            raise EndpointError(f"the language model at {self._where} answered without a text")
        return content

    @property
    def _where(self) -> str:
        return f"{self.host}:{self.port}"

    def _first_model(self) -> str:
        untrusted = self._request("GET", "/models")
        try:
            name = untrusted["data"][0]["id"]
        except (KeyError, IndexError, TypeError):
            name = None
        if not isinstance(name, str) or not name or len(name) > 200:
            raise EndpointError(
                f"the endpoint at {self._where} names no model; name one with --model"
            )
        return name

    def _request(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
        late = threading.Event()

        def cut(connected: socket.socket) -> None:
            late.set()
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

        watch: threading.Timer | None = None
        try:
            connection.connect()
            # a timeout of the socket starts anew with each byte: this one counts the whole answer
            watch = threading.Timer(self.seconds, cut, (connection.sock,))
            watch.daemon = True
            watch.start()
            body = None if content is None else json.dumps(content).encode()
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            connection.request(method, self.path + path, body, headers)
            response = connection.getresponse()
            untrusted_bytes = response.read(ANSWER_LIMIT + 1)
        except (OSError, http.client.HTTPException) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise self._too_slow() from error
            raise EndpointError(
                f"the language model at {self._where} could not be asked: {error or type(error)}"
            ) from error
        finally:
            if watch is not None:
                watch.cancel()
            connection.close()
        if late.is_set():
            raise self._too_slow()
        if response.status != http.HTTPStatus.OK:
            raise EndpointError(f"the language model at {self._where} answered {response.status}")
        if len(untrusted_bytes) > ANSWER_LIMIT:
            raise EndpointError(f"the answer of {self._where} is over {ANSWER_LIMIT} bytes long")
        try:
            return json.loads(untrusted_bytes)
        except (ValueError, RecursionError) as error:
            raise EndpointError(f"the answer of {self._where} is no JSON") from error

    def _too_slow(self) -> EndpointError:
        return EndpointError(
            f"the language model at {self._where} took longer than {self.seconds:g} seconds"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
