"""What a page's own style sheets and style attributes keep from a reader's eyes, and why.

Source: CSS 2.2 and CSS Cascading 4, of which only the properties matter that hide text. Style
sheets elsewhere are not fetched, rules that hold for some screens only (``@media``) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from custodes.model import Hidden

_SHEETS: Final = 2_000_000
"""So many characters of a page's style sheets are looked at."""
_RULES: Final = 10_000
_PARTS: Final = 8
"""A selector of more parts than this is not followed: what it costs grows with each."""
_ELEMENTS: Final = 200_000
_FAR: Final = 500.0
"""Pixels: what is moved so far to the left or up is off the page."""
_ALIKE: Final = 16.0
"""So little difference of luminance (of 255) shows no character."""

_PROPERTIES: Final = frozenset(
    re.findall(
        r"[\w-]+",
        "display visibility opacity font-size color background background-color background-image "
        "position left top right text-indent margin-left clip clip-path",
    )
)
_HIDES: Final = re.compile(
    r"display|visibility|opacity|font-size|color|background|position|indent|margin|clip",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE_IN_STRING: Final = re.compile(r"\"[^\"\n]*[{}][^\"\n]*\"|'[^'\n]*[{}][^'\n]*'")
_RULE: Final = re.compile(r"[^{};]*\{([^{}]*)\}")
_LENGTH: Final = re.compile(r"(-?\d*\.?\d+)(px|em|rem|pt|%|vw|vh|in|cm)?", re.IGNORECASE)
_PIXELS: Final = {"em": 16.0, "rem": 16.0, "pt": 1.33, "%": 10.0, "vw": 10.0, "vh": 10.0}
_PIXELS_MORE: Final = {"in": 96.0, "cm": 37.8}
_CLIPPED: Final = re.compile(
    r"rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)"
    r"|inset\(\s*(?:50|100)%|circle\(\s*0",
    re.IGNORECASE,
)
_HEX: Final = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\d*\.?\d+%?")
_NAMES: Final = {"white": 255.0, "black": 0.0, "ivory": 253.0, "snow": 251.0, "silver": 192.0}
_NAMES_MORE: Final = {"red": 76.0, "yellow": 226.0, "blue": 29.0, "green": 75.0, "gray": 128.0}
_CLEAR: Final = -1.0

_Declared = dict[str, str]


@dataclass(frozen=True, slots=True)
class _State:
    """How an element is shown, as far as those within it inherit that.

    ``why`` says why all that is in it is out of sight, ``own`` why its own words are; ``ink`` and
    ``ground`` are luminances, None where they are not known.
    """

    why: Hidden = ""
    unseen: bool = False
    tiny: bool = False
    ink: float | None = 0.0
    ground: float | None = 255.0

    @property
    def own(self) -> Hidden:
        if self.why:
            return self.why
        if self.unseen or self.tiny:
            return "hidden_text"
        known = self.ink is not None and self.ground is not None
        if self.ink == _CLEAR:
            return "invisible_colour"
        if known and abs((self.ink or 0.0) - (self.ground or 0.0)) <= _ALIKE:
            return "invisible_colour"
        return ""


def unseen_elements(root: Any) -> dict[Any, Hidden]:
    """The elements of a page of which a reader sees nothing, or less than half of the words.

    Of elements within one that is named, only the outermost is. ``aria-hidden`` hides nothing: it
    speaks to those who listen to a page.
    """
    from cssselect2 import ElementWrapper  # type: ignore[import-untyped]

    matcher = _matcher(root)
    styled = matcher is not None or any(
        element.get("hidden") is not None or _HIDES.search(element.get("style") or "")
        for element in root.iter()
        if element.attrib
    )
    if not styled:
        return {}
    foreign = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))
    ground = None if foreign else 255.0
    states: dict[Any, _State] = {}
    order: list[Any] = []
    for wrapper in ElementWrapper.from_html_root(root).iter_subtree():
        element = wrapper.etree_element
        if len(order) >= _ELEMENTS:
            break
        above = states.get(element.getparent(), _State(ground=ground))
        declared: _Declared = {"display": "none"} if element.get("hidden") is not None else {}
        if matcher is not None:
            declared |= _cascaded(matcher.match(wrapper))
        style = element.get("style")
        if style and _HIDES.search(style):
            inline = _declarations(style)
            declared |= {
                name: value
                for name, (value, important) in inline.items()
                if important or not declared.get(name, "").endswith("!")
            }
        states[element] = _state(above, declared) if declared else above
        order.append(element)
    return dict(_outermost(order, states))


def _outermost(order: list[Any], states: Mapping[Any, _State]) -> Iterator[tuple[Any, Hidden]]:
    """The outermost elements most of whose words are not seen."""
    words: dict[Any, int] = {}
    shown: dict[Any, int] = {}
    for element in reversed(order):
        inner = len((element.text or "").strip())
        seen = 0 if states[element].own else inner
        for child in element:
            tail = len((child.tail or "").strip())
            inner += words.get(child, 0) + tail
            seen += shown.get(child, 0) + (0 if states[element].own else tail)
        words[element], shown[element] = inner, seen
    inside: set[Any] = set()
    for element in order:
        if element.getparent() in inside:
            inside.add(element)
        elif states[element].own and 2 * shown[element] <= words[element]:
            inside.add(element)
            yield element, states[element].own


def _state(above: _State, declared: _Declared) -> _State:
    """What comes of an element's declarations and of how what it stands in is shown."""
    values = {name: value.rstrip("!").strip().lower() for name, value in declared.items()}
    found = above
    if not above.why and (why := _gone(values)):
        found = replace(found, why=why)
    if (visibility := values.get("visibility")) in ("visible", "hidden", "collapse"):
        found = replace(found, unseen=visibility != "visible")
    size = values.get("font-size", "")
    if size and size not in ("inherit", "smaller", "larger"):
        length = _LENGTH.match(size)
        relative = length is not None and length[2] in ("em", "%")
        none = length is not None and float(length[1]) == 0
        found = replace(found, tiny=none or (relative and above.tiny))
    if (ink := values.get("color", "inherit")) != "inherit":
        found = replace(found, ink=_luminance(ink))
    ground = values.get("background-color") or values.get("background")
    pictured = "url(" in values.get("background", "") or values.get("background-image", "none")
    if pictured not in (False, "none", "initial"):
        found = replace(found, ground=None)
    elif ground and ground not in ("inherit", "none", "initial", "unset"):
        shade = _luminance(ground)
        found = found if shade == _CLEAR else replace(found, ground=shade)
    return found


def _gone(values: _Declared) -> Hidden:
    """Why an element and all that is in it is out of sight."""
    if values.get("display") == "none" or _length(values.get("opacity", "1")) == 0:
        return "hidden_text"
    placed = values.get("position") in ("absolute", "fixed")
    sides = [values[side] for side in ("left", "top") if side in values] if placed else []
    moved = [*sides, values.get("text-indent", "0"), values.get("margin-left", "0")]
    if any((_length(value) or 0.0) <= -_FAR for value in moved):
        return "off_page"
    if placed and (_length(values.get("right", "0")) or 0.0) <= -_FAR:
        return "off_page"
    clipped = values.get("clip-path", "") or (values.get("clip", "") if placed else "")
    return "off_page" if _CLIPPED.match(clipped) else ""


def _length(value: str) -> float | None:
    """A length in pixels, roughly; None for what is none."""
    found = _LENGTH.fullmatch(value)
    if found is None:
        return None
    unit = (found[2] or "px").lower()
    return float(found[1]) * _PIXELS.get(unit, _PIXELS_MORE.get(unit, 1.0))


def _luminance(value: str) -> float | None:
    """The luminance (ITU-R BT.601) of a colour; None where it is not known, ``_CLEAR`` for none."""
    if value in _NAMES or value in _NAMES_MORE:
        return _NAMES.get(value, _NAMES_MORE.get(value))
    if value.startswith("transparent"):
        return _CLEAR
    found = _HEX.match(value)
    if found:
        digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
        red, green, blue, *alpha = (int(digits[n : n + 2], 16) for n in range(0, len(digits), 2))
        return _CLEAR if alpha and not alpha[0] else 0.299 * red + 0.587 * green + 0.114 * blue
    if value.startswith("rgb"):
        parts = _NUMBERS.findall(value.partition("(")[2].partition(")")[0])
        if len(parts) < 3:
            return None
        shades = [float(p.rstrip("%")) * (2.55 if p.endswith("%") else 1.0) for p in parts[:3]]
        if len(parts) > 3 and float(parts[3].rstrip("%")) == 0:
            return _CLEAR
        return 0.299 * shades[0] + 0.587 * shades[1] + 0.114 * shades[2]
    return None


def _declarations(style: str) -> dict[str, tuple[str, bool]]:
    """The declarations that matter: property, value, and whether it is important."""
    found: dict[str, tuple[str, bool]] = {}
    for part in _COMMENT.sub("", style).split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            value, mark, _ = value.partition("!")
            important = bool(mark)
            if important or not found.get(name, ("", False))[1]:
                found[name] = (value.strip(), important)
                if name == "background":
                    found.pop("background-color", None)
    return found


def _cascaded(matches: list[Any]) -> _Declared:
    """The declarations that win: important ones over others, later and closer ones over both."""
    found: _Declared = {}
    for _, _, pseudo, declarations in matches:
        if pseudo is not None:
            continue
        for name, (value, important) in declarations.items():
            if important or not found.get(name, "").endswith("!"):
                found[name] = f"{value}!" if important else value
    return found


def _matcher(root: Any) -> Any:
    """The rules of the page's own style sheets that may hide something; None without any."""
    sheets = []
    left = _SHEETS
    for element in root.iter("style"):
        if (element.get("media") or "all").strip().lower() in ("all", "screen"):
            sheet = "".join(element.itertext())[:left]
            left -= len(sheet)
            if _HIDES.search(sheet):
                sheets.append(_COMMENT.sub("", sheet))
    if not sheets:
        return None
    import cssselect2
    import tinycss2  # type: ignore[import-untyped]

    matcher = cssselect2.Matcher()
    added = 0
    for sheet in sheets:
        if not _BRACE_IN_STRING.search(sheet):
            # most rules of most sheets say nothing of it, and parsing them takes long
            sheet = _RULE.sub(lambda rule: rule[0] if _HIDES.search(rule[1]) else "{}", sheet)
        for prelude, content in _rules(tinycss2.parse_stylesheet(sheet, True, True)):
            declarations = _declarations(tinycss2.serialize(content))
            if not declarations or added >= _RULES:
                continue
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:
                continue
            if sum(token.type in ("whitespace", "literal") for token in prelude) > _PARTS * len(
                selectors
            ):
                continue
            for selector in selectors:
                matcher.add_selector(selector, declarations)
                added += 1
    return matcher if added else None


def _rules(nodes: list[Any], deep: int = 0) -> Iterator[tuple[Any, Any]]:
    """Selector and content of each rule that holds for every screen."""
    import tinycss2

    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, node.content
        elif node.type == "at-rule" and node.content is not None and deep < _PARTS:
            said = tinycss2.serialize(node.prelude).strip().lower()
            everywhere = node.lower_at_keyword == "media" and said in ("all", "screen", "")
            if everywhere or node.lower_at_keyword == "layer":
                inner = tinycss2.parse_blocks_contents(node.content, True, True)
                yield from _rules(inner, deep + 1)
