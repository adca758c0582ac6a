"""Markdown mixed with HTML in, blocks out.

Real files mix both so freely that CommonMark's own rules lose text (a blank line inside a ``div``
turns the indented paragraph after it into code). So Markdown's blocks and inline marks are
rewritten as HTML, what is HTML already passes as it is, and the page is read by the HTML reader.
"""

from __future__ import annotations

import html
import re
from typing import Final

from custodes.reading.drafts import Original, clean_characters
from custodes.reading.front_matter import front_matter
from custodes.reading.html import blocks
from custodes.reading.html_page import parse
from custodes.reading.lines import paragraphs
from custodes.reading.markdown_inline import inline

_SHORTCODE: Final = re.compile(r"\{\{[<%].{0,1000}?[%>]\}\}|\{%.{0,1000}?%\}", re.DOTALL)
_SHORTCODE_CAPTION: Final = re.compile(r"\bcaption\s*=\s*\"([^\"]+)\"")

_ATX: Final = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_ATX_LOOSE: Final = re.compile(r"^ {0,3}(#{1,6})([^#\s!].*)$")
_RULE: Final = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_SETEXT: Final = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_FENCE: Final = re.compile(r"^\s*(`{3,}|~{3,})")
_ITEM: Final = re.compile(r"^(\s*)(?:[-*+]|(\d{1,3}[.)]))[ \t]+(\S.*)$")
_QUOTE: Final = re.compile(r"^\s*+(?:>[ \t]?)++")
_TABLE_RULE: Final = re.compile(r"^\|?(?:[ \t]*+:?-++:?[ \t]*+\|)*+(?:[ \t]*+:?-++:?)?$")
_DEFINITION: Final = re.compile(
    r"^ {0,3}\[([^\]^][^\]]*)\]:[ \t]*\S+(?:[ \t]+[\"'(].*[\"')])?[ \t]*$"
)
_FOOTNOTE: Final = re.compile(r"^ {0,3}\[\^[^\]]+\]:[ \t]*")
_HTML_BLOCK: Final = re.compile(
    r"^\s*</?(?:address|article|aside|blockquote|body|br|caption|center|dd|details|dir|div|dl|dt|"
    r"fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|ins|li|link|main|"
    r"menu|meta|nav|noscript|object|ol|p|pre|script|section|style|summary|table|tbody|td|tfoot|th|"
    r"thead|title|tr|ul|video)(?=[\s/>]|$)|^\s*<!",
    re.IGNORECASE,
)


def read_markdown(untrusted_text: str) -> Original:
    """Read a Markdown text. Raises UnreadableError ``empty`` or ``damaged``."""
    text = clean_characters(untrusted_text)
    stated, text = front_matter(text)
    page = to_html(text)
    return Original("text/markdown", blocks(parse(f"<body>{page}</body>")), stated)


def to_html(text: str) -> str:
    """Markdown with HTML in it as HTML alone; line ends must be ``\\n``."""
    text = _without_comments(text)
    text = _SHORTCODE.sub(_shortcode, text)
    return "\n".join(_rewrite(text.split("\n")))


def _without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    kept: list[str] = []
    reached = 0
    while (start := text.find("<!--", reached)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        kept.append(text[reached:start])
        reached = end + 3
    return "".join(kept) + text[reached:]


def _shortcode(match: re.Match[str]) -> str:
    caption = _SHORTCODE_CAPTION.search(match[0])
    return f"\n\n<figcaption>{caption[1]}</figcaption>\n\n" if caption else ""


def _rewrite(lines: list[str]) -> list[str]:
    out: list[str] = []
    held: list[str] = []
    in_html = False
    number = 0
    end = len(lines)

    def close() -> None:
        if held:
            out.extend(f"<p>{inline(part)}</p>" for part in _held_paragraphs(held))
            held.clear()

    while number < end:
        line = lines[number]
        number += 1
        bare = line.strip()
        if not bare:
            close()
            in_html = False
            continue
        if in_html:
            out.append(line)
            continue
        if not held and bare[0] in "`~" and (fence := _FENCE.match(line)):
            number = _fenced(lines, number, fence[1], out)
            continue
        first = bare[0]
        if first == "#" and (heading := _ATX.match(line) or _ATX_LOOSE.match(line)):
            close()
            depth = len(heading[1])
            words = re.sub(r"[ \t]#+$", "", (heading[2] or "").strip()).strip()
            out.append(f"<h{depth}>{inline(words)}</h{depth}>")
        elif first in "=-" and held and _SETEXT.match(line):
            depth = 1 if first == "=" else 2
            heading_lines = held[-1:]
            del held[-1:]
            close()
            out.append(f"<h{depth}>{inline(heading_lines[0].strip())}</h{depth}>")
        elif first in "-*_" and _RULE.match(line):
            close()
            out.append("<hr>")
        elif first in "`~" and (fence := _FENCE.match(line)):
            close()
            number = _fenced(lines, number, fence[1], out)
        elif first == "<" and _HTML_BLOCK.match(line):
            close()
            in_html = True
            out.append(line)
        elif first == ">":
            close()
            quoted = [_QUOTE.sub("", line)]
            while number < end and lines[number].strip().startswith(">"):
                quoted.append(_QUOTE.sub("", lines[number]))
                number += 1
            out.append("<blockquote>")
            out.extend(_rewrite(quoted))
            out.append("</blockquote>")
        elif (
            "|" in bare
            and number < end
            and "-" in lines[number]
            and _TABLE_RULE.match(lines[number].strip())
        ):
            close()
            number = _table(lines, number - 1, out)
        elif item := _ITEM.match(line):
            close()
            number = _list_item(lines, number, item, out)
        elif first == "[" and _DEFINITION.match(line):
            close()
        elif first == "[" and (note := _FOOTNOTE.match(line)):
            close()
            held.append(line[note.end() :])
        else:
            held.append(line)
    close()
    return out


def _held_paragraphs(held: list[str]) -> list[str]:
    """A run of text lines as paragraphs.

    Two spaces or a backslash at a line's end are Markdown's own break; a line that is bold from
    end to end is a heading that its author set by hand, unless it asks what the next one answers.
    """
    if len(held) == 1:
        return [held[0].strip()]
    groups: list[list[str]] = [[]]
    question = ""
    for line in held:
        bare = line.strip()
        if question:
            line, question = f"{question} {bare}", ""
        elif _all_bold(bare):
            if bare[-3] in "?？:：":
                question = bare
            else:
                groups += [[bare], []]
            continue
        groups[-1].append(line)
        if line.endswith(("  ", "\\")):
            groups.append([])
    if question:
        groups[-1].append(question)
    return [part for group in groups if group for part in paragraphs(group)]


def _all_bold(bare: str) -> bool:
    return (
        len(bare) > 4
        and bare[:2] in ("**", "__")
        and bare.endswith(bare[:2])
        and bare.count(bare[:2]) == 2
    )


def _fenced(lines: list[str], number: int, mark: str, out: list[str]) -> int:
    inside: list[str] = []
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.strip().startswith(mark):
            break
        inside.append(line.strip())
    groups: list[list[str]] = [[]]
    for line in inside:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    out.extend(f"<p>{html.escape(' '.join(group))}</p>" for group in groups if group)
    return number


def _list_item(lines: list[str], number: int, item: re.Match[str], out: list[str]) -> int:
    depth = width_of_indent(item[1]) // 2 + 1
    parts = [item[3]]
    while number < len(lines):
        line = lines[number]
        bare = line.strip()
        if (
            not bare
            or _ITEM.match(line)
            or bare[0] in "#>|<"
            or _RULE.match(line)
            or _FENCE.match(line)
        ):
            break
        if _all_bold(bare):
            break
        parts.append(bare)
        number += 1
    nested = "<ul>" * min(depth, 6)
    text = inline("\n".join(parts))
    out.append(f"{nested}<li>{text}</li>{'</ul>' * min(depth, 6)}")
    return number


def width_of_indent(indent: str) -> int:
    """Columns that an indentation takes, a tab counting four."""
    return len(indent.replace("\t", "    "))


def _table(lines: list[str], number: int, out: list[str]) -> int:
    out.append("<table>")
    header = number
    while number < len(lines):
        line = lines[number].strip()
        if "|" not in line:
            break
        if number != header + 1:
            tag = "th" if number == header else "td"
            cells = "".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in _cells(line))
            out.append(f"<tr>{cells}</tr>")
        number += 1
    out.append("</table>")
    return number


def _cells(line: str) -> list[str]:
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
