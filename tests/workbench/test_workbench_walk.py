"""Every route with whatever its description allows: no fault, and nothing but what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from walking import all_routes
from workbench_served import Served

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = 8


@pytest.fixture(scope="module")
def client(served: Served) -> httpx.Client:
    return served.client()


@pytest.fixture(scope="module")
def described(served: Served) -> Any:
    """The description of all routes, with where to find things that are there."""
    schema = schemathesis.openapi.from_dict(served.application.inner.openapi())
    schema.config.update(base_url=served.address)
    return schema


def said(definition: Mapping[str, Any], status: int) -> set[str]:
    """The media types that the description of an operation has for this status."""
    content = definition["responses"].get(str(status), {}).get("content", {})
    return set(content)


@pytest.mark.parametrize(("method", "path"), sorted(set(all_routes())))
def test_no_route_fails_whatever_it_is_given(
    described: Any, client: httpx.Client, method: str, path: str
) -> None:
    operation = described[path.replace(":path", "")][method]

    @given(operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def walk(case: Any) -> None:
        answer = case.call(
            headers={"X-CSRF-Token": client.headers["X-CSRF-Token"]},
            cookies=dict(client.cookies),
            allow_redirects=False,
        )
        where = f"{case.method} {case.formatted_path} {case.query}: {answer.status_code}"
        assert answer.status_code < 500, where
        assert "Traceback (most recent call last)" not in answer.text, where
        kind = answer.headers.get("content-type", [""])[0].partition(";")[0]
        if answer.headers.get("content-disposition", [""])[0].startswith("attachment"):
            return  # a download, which no browser shows
        if answer.status_code == 200:
            assert kind in said(operation.definition.raw, 200), where
        elif kind:
            assert kind in ("text/html", "text/plain"), where

    walk()
