"""Who is not let in, what is not taken, and what every answer carries."""

from __future__ import annotations

import http.client
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from walking import all_routes, filled
from workbench_served import Served, serve_here

from custodes.case import Case
from custodes.workbench.people import TokenSignIn
from custodes.workbench.security import FORM_BYTES, HEADERS, UPLOAD_BYTES

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STATIC = ("/static/workbench.css", "/static/dossier/dossier.css", "/static/vendor/htmx.min.js")


@pytest.fixture
def client(served: Served) -> httpx.Client:
    return served.client()


@pytest.fixture
def stranger(served: Served) -> httpx.Client:
    return served.client(signed_in=False)


def text_of(answer: httpx.Response) -> str:
    assert "Traceback" not in answer.text
    return answer.text


def test_there_are_routes_to_walk() -> None:
    paths = {path for _, path in all_routes()}
    assert {"/documents", "/documents/files", "/activity"} <= paths


@pytest.mark.parametrize(("method", "path"), sorted(set(all_routes())))
def test_no_route_answers_without_the_token(stranger: httpx.Client, method: str, path: str) -> None:
    answer = stranger.request(method, filled(path))
    assert answer.status_code == 403
    assert "custodes serve" in answer.text
    assert "灯塔" not in answer.text


@pytest.mark.parametrize("path", [*STATIC, "/nothing", "/openapi.json", "/docs", "/static/"])
def test_nothing_else_answers_without_the_token_either(stranger: httpx.Client, path: str) -> None:
    assert stranger.get(path).status_code == 403


@pytest.mark.parametrize(
    "cookie",
    ["", "wrong", "a" * 43, '"', "\x00", "x; custodes-1=y", "a=b"],
)
def test_a_wrong_cookie_is_nobody(served: Served, stranger: httpx.Client, cookie: str) -> None:
    name = f"custodes-{urlsplit(served.address).port}"
    try:
        answer = stranger.get("/documents", headers={"Cookie": f"{name}={cookie}"})
    except httpx.ProtocolError:
        return  # not even HTTP
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("token", ["", "wrong", "%00", "a&token=b"])
def test_a_wrong_token_does_not_sign_in(stranger: httpx.Client, token: str) -> None:
    answer = stranger.get(f"/sign-in?token={token}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_see(
    served: Served, stranger: httpx.Client
) -> None:
    answer = stranger.get(served.entrance)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert served.token not in cookie
    assert served.token not in stranger.get("/documents").text


def test_the_token_signs_in_by_get_alone(served: Served, stranger: httpx.Client) -> None:
    assert stranger.post(served.entrance).status_code == 403


def test_another_server_hands_out_other_secrets() -> None:
    one, other = TokenSignIn("A", 1), TokenSignIn("A", 1)
    assert one.token != other.token
    assert one.enter(one.token) != other.enter(other.token)
    assert one.enter(other.token) is None
    assert len(one.token) >= 43


@pytest.mark.parametrize("path", ["/documents", "/nothing", "/static/keys.js", "/"])
def test_every_answer_carries_the_headers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)
    assert "server" not in answer.headers


def test_refusals_carry_them_too(stranger: httpx.Client) -> None:
    for answer in (stranger.get("/documents"), stranger.get("/sign-in?token=x")):
        assert {name: answer.headers.get(name) for name in HEADERS} == dict(HEADERS)


def test_the_policy_allows_no_script_of_a_page_and_nothing_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http:" not in policy
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "[::1]"]
)
def test_another_name_for_this_machine_is_refused(
    served: Served, client: httpx.Client, host: str
) -> None:
    port = urlsplit(served.address).port
    answer = client.get("/documents", headers={"Host": host.format(port=port)})
    assert answer.status_code in (400, 403)
    assert "灯塔" not in answer.text


def test_localhost_is_this_machine(served: Served, client: httpx.Client) -> None:
    port = urlsplit(served.address).port
    assert client.get("/documents", headers={"Host": f"localhost:{port}"}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://attacker.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_of_another_sites_page_is_refused(
    served: Served, client: httpx.Client, origin: str, method: str
) -> None:
    port = urlsplit(served.address).port
    headers = {"Origin": origin.format(port=port)}
    data = {"language": "zh"}
    answer = client.request(method, "/language", headers=headers, data=data)
    assert answer.status_code == 403


def test_a_script_of_another_sites_page_is_refused_and_a_link_is_not(client: httpx.Client) -> None:
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/static/keys.js", headers=fetched).status_code == 403
    assert client.get("/documents", headers=followed).status_code == 200


def language_after(client: httpx.Client, **post: object) -> int:
    return client.post("/language", **post).status_code  # type: ignore[arg-type]


def test_a_form_needs_the_sessions_own_token(client: httpx.Client) -> None:
    token = client.headers.pop("X-CSRF-Token")
    form = {"language": "zh", "back": "/activity"}
    assert language_after(client, data=form) == 403
    assert language_after(client, data=form | {"csrf": "wrong"}) == 403
    assert language_after(client, data=form, params={"csrf": token}) == 403
    assert language_after(client, data=form, headers={"X-CSRF-Token": "wrong"}) == 403
    assert language_after(client, data=form, headers={"X-CSRF-Token": token}) == 303
    assert language_after(client, data=form | {"csrf": token}) == 303
    assert language_after(client, json=form | {"csrf": token}) == 403


def test_every_route_that_changes_something_needs_it(client: httpx.Client) -> None:
    del client.headers["X-CSRF-Token"]
    changing = {(method, path) for method, path in all_routes() if method not in ("GET", "HEAD")}
    assert changing
    for method, path in changing:
        assert client.request(method, filled(path)).status_code == 403, path


@pytest.mark.parametrize(
    "back",
    ["https://attacker.example/", "//attacker.example", "/\\attacker.example", "javascript:1"],
)
def test_a_form_leads_back_to_this_machine_alone(client: httpx.Client, back: str) -> None:
    answer = client.post("/language", data={"language": "en", "back": back})
    assert answer.headers["location"] == "/"


def announced(served: Served, client: httpx.Client, path: str, length: str) -> int:
    """The status of a POST that says that it has so many bytes, and sends none."""
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    connection.putrequest("POST", path)
    for name, value in (
        ("Cookie", cookie),
        ("X-CSRF-Token", client.headers["X-CSRF-Token"]),
        ("Content-Length", length),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_bodies_are_bounded_before_they_are_read(served: Served, client: httpx.Client) -> None:
    assert announced(served, client, "/language", str(FORM_BYTES + 1)) == 413
    assert announced(served, client, "/documents/files", str(UPLOAD_BYTES + 1)) == 413
    assert announced(served, client, "/language", "9" * 30) in (400, 413)
    assert announced(served, client, "/language", "-1") in (400, 413)


def test_a_body_that_says_no_length_is_bounded_too(client: httpx.Client) -> None:
    chunk = b"x" * 65536
    body = (chunk for _ in range(FORM_BYTES // len(chunk) + 2))
    answer = client.post("/language", content=body, headers=FORM)
    assert answer.status_code == 413


def test_a_form_of_a_great_many_fields_is_no_fault_of_ours(client: httpx.Client) -> None:
    del client.headers["X-CSRF-Token"]
    answer = client.post(
        "/language",
        content="a&" * 20_000,
        headers=FORM,
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../application.py",
        "/static/%2e%2e/application.py",
        "/static/dossier/../pages.py",
        "/static//etc/passwd",
        "/static/..%2f..%2fcase%2fschema.sql",
        "/static/dossier",
        "/static/vendor",
        "/static/words/layout.en.toml",
        "/static/%00",
    ],
)
def test_static_gives_stylesheets_and_scripts_and_nothing_else(
    client: httpx.Client, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_static_says_what_it_gives(client: httpx.Client) -> None:
    for path, kind in zip(STATIC, ("text/css", "text/css", "text/javascript"), strict=True):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/documents?page=0", 422),
        ("/documents?page=x", 422),
        ("/documents?since=yesterday", 422),
        ("/documents?order=random", 422),
        ("/documents/progress/x/y", 404),
        ("/activity?page=99999999999999999999", 422),
    ],
)
def test_what_cannot_be_is_told_in_words(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert 'class="state err"' in text_of(answer)


def test_a_method_that_is_not_there_is_told_in_words(client: httpx.Client) -> None:
    assert "does not do that" in text_of(client.delete("/documents"))


def test_refusals_are_told_in_the_browsers_language(stranger: httpx.Client) -> None:
    answer = stranger.get("/documents", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh">' in answer.text


def test_signing_in_is_in_the_log(served: Served) -> None:
    served.client()
    with Case.open(served.case) as case:
        last = case.custody()[-1]
    assert (last.action, last.actor) == ("signed in", "Tester")


def test_a_file_that_says_no_length_is_bounded_and_nothing_is_kept(
    served: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.workbench.security.UPLOAD_BYTES", 100_000)
    before = sorted(path.name for path in (served.case / "originals").iterdir())
    answer = client.post("/documents/files", content=(b"x" * 65536 for _ in range(4)))
    assert answer.status_code == 413
    assert sorted(path.name for path in (served.case / "originals").iterdir()) == before


def test_a_case_that_cannot_be_written_is_shown_and_changed_by_nothing(
    worked_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Path(shutil.copytree(worked_case, tmp_path / "case"))
    before = (case / "case.db").read_bytes()
    monkeypatch.setattr("custodes.case.folder.is_writable", lambda path: False)
    for served in serve_here(case):
        client = served.client()
        page = client.get("/documents")
        assert (page.status_code, "cannot be written" in page.text) == (200, True)
        assert client.post("/documents/files", content=b"x").status_code == 409
        assert client.post("/documents/continue").status_code == 409
        assert client.get("/activity").status_code == 200
    assert (case / "case.db").read_bytes() == before
