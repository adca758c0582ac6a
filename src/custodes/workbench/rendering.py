"""Pages from templates: what every one of them has at hand, and the answers made of it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pkgutil import iter_modules
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from custodes.dossier.words import load_words as load_dossier_words
from custodes.workbench import pages
from custodes.workbench.desk import Desk
from custodes.workbench.footing import footing
from custodes.workbench.people import Person
from custodes.workbench.words import LANGUAGES, InterfaceLanguage, load_words

NAVIGATION = (
    "documents",
    "review",
    "evidence",
    "pictures",
    "contradictions",
    "gaps",
    "audits",
    "dossier",
    "activity",
)
"""The pages in the order in which they are offered; those that are there."""
LANGUAGE_COOKIE = "custodes-language"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
HTMX = json.dumps(
    {
        # no inline style, nothing evaluated, and no page kept in the browser's storage
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
    }
)


def desk_of(request: Request) -> Desk:
    """The case that is being served."""
    desk: Desk = request.app.state.desk
    return desk


def person_of(request: Request) -> Person:
    """Who asks; the guard lets nobody else through."""
    person: Person = request.state.person
    return person


def language_of(request: Request) -> InterfaceLanguage:
    """The language that this browser chose, or the one that the server was started in."""
    untrusted = request.cookies.get(LANGUAGE_COOKIE)
    started: InterfaceLanguage = request.app.state.language
    return next((language for language in LANGUAGES if language == untrusted), started)


def render(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page, or a part of one, from a template of ``templates``.

    Beside ``values`` it has: ``words`` (of the pages, by name), ``w`` (the dossier's words, by
    key: types, roles, stances), ``language``, ``person``, ``csrf``, ``case_name``, ``writable``,
    ``here`` (the page's name), ``request``, ``changed(**fields)`` (this address with other
    filters).
    """
    language = language_of(request)
    person = person_of(request)
    desk = desk_of(request)
    here = request.url.path.strip("/").partition("/")[0]
    context = {
        "words": load_words(language),
        "w": load_dossier_words(language),
        "language": language,
        "other_language": next(other for other in LANGUAGES if other != language),
        "person": person,
        "csrf": person.csrf,
        "case_name": desk.name,
        "writable": desk.writable,
        "here": here,
        "request": request,
        "address": _address(request),
        "changed": lambda **fields: changed(request, **fields),
        "navigation": offered(),
        "footing": lambda: footing(desk),
        "htmx_config": HTMX,
    }
    content = environment().get_template(template).render(context | values)
    return HTMLResponse(content, status_code=status)


def changed(request: Request, **fields: object) -> str:
    """The address of this page with these fields of its query changed; None drops a field."""
    query = [(key, value) for key, value in request.query_params.multi_items() if key not in fields]
    for key, value in fields.items():
        each = value if isinstance(value, list | tuple) else [value]
        query += [(key, str(one)) for one in each if one is not None]
    return request.url.path + (f"?{urlencode(query)}" if query else "")


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page, not a browser for the whole of it."""
    return request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers


@cache
def page_modules() -> tuple[str, ...]:
    """The names of the pages that are there."""
    return tuple(sorted(module.name for module in iter_modules(pages.__path__)))


@cache
def offered() -> tuple[str, ...]:
    """The pages of the navigation."""
    return tuple(name for name in NAVIGATION if name in page_modules())


@cache
def environment() -> Environment:
    """The templates: escaped, all of them, and with no name that is not known."""
    ours = PackageLoader("custodes.workbench", "templates")
    dossiers = PrefixLoader({"dossier": PackageLoader("custodes.dossier", "templates")})
    made = Environment(
        loader=ChoiceLoader([ours, dossiers]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["has_static"] = has_static
    made.filters["language_of"] = language_of_text
    return made


@cache
def has_static(name: str) -> bool:
    """Whether ``static`` has this file."""
    return files("custodes.workbench").joinpath("static", name).is_file()


def language_of_text(untrusted_text: str) -> str:
    """``zh`` for words with a Chinese character, otherwise nothing: the page's own face will do."""
    return "zh" if HAN.search(untrusted_text) else ""


def _address(request: Request) -> str:
    """Where the browser is, for a form that comes back here."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
