"""A page of HTML as a tree: parsed, asked what it says of itself and which part is the main one."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from custodes.model import UnreadableError
from custodes.reading.drafts import clean_characters, squeeze

_META: Final = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "citation_title": "title",
    "og:site_name": "publisher",
    "application-name": "publisher",
    "dc.publisher": "publisher",
    "publisher": "publisher",
    "citation_publisher": "publisher",
    "author": "author",
    "dc.creator": "author",
    "citation_author": "author",
    "article:published_time": "published",
    "article:published": "published",
    "datepublished": "published",
    "date": "published",
    "dc.date": "published",
    "dc.date.issued": "published",
    "pubdate": "published",
    "publishdate": "published",
    "citation_publication_date": "published",
    "og:locale": "locale",
}


def parse(untrusted_text: str) -> Any:
    """The element tree of an HTML text; the parser mends what is broken and fetches nothing.

    Raises UnreadableError ``empty`` where there is no element at all.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    source = clean_characters(untrusted_text).encode("utf-8")
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged", str(error)) from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableError("damaged", "elements nested too deep")
    if root is None:
        raise UnreadableError("empty")
    return root


def stated(root: Any) -> dict[str, str]:
    """What the page says of itself in ``<title>``, ``<meta>``, ``<time>`` and ``lang``."""
    found: dict[str, str] = {}
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if language:
        found["language"] = language
    for element in root.iterfind(".//meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or ""
        ).lower()
        content = squeeze(clean_characters(element.get("content") or ""))
        key = _META.get(name)
        if key and content and key not in found:
            found[key] = content
    element = root.find(".//title")
    if element is not None:
        title = squeeze("".join(element.itertext()))
        if title:
            found.setdefault("page_title", title)
    element = root.find(".//time[@datetime]")
    if element is not None and "published" not in found:
        found["published"] = element.get("datetime")
    return found


def main_part(root: Any) -> Any:
    """The one element that the page marks as its main part, if most of the words are in it."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = root.findall(path)
        if len(found) == 1:
            inside = sum(map(len, found[0].itertext()))
            return found[0] if inside >= 0.4 * sum(map(len, root.itertext())) else None
        if found:
            return None
    return None


def is_outermost(element: Any) -> bool:
    """Whether no article or main part holds the element: a page's header, not an article's."""
    return not any(above.tag in ("article", "main", "section") for above in element.iterancestors())


def holds_most(element: Any) -> bool:
    """Whether most words of the page stand in it: then a script shows it, as WeChat's pages do."""
    body = element.getroottree().find("body")
    inside = sum(map(len, element.itertext()))
    return body is not None and inside > 1000 and 2 * inside > sum(map(len, body.itertext()))
