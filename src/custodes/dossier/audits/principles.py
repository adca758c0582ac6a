"""The page of principles: which instruments bound, each question with its claims, the silences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from custodes.audits.principles.binding import CASES
from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.principles_drawing import Line, matrix
from custodes.dossier.edition import Edition
from custodes.model import Table
from custodes.release.released import ReleasedFinding

SHOWN = 3
"""Claims linked in a cell before the rest fold away."""
SHOWN_NARROW = 8
SIDES = ("for", "against", "unspoken")
Row = Mapping[str, Any]


def sections(edition: Edition, finding: ReleasedFinding) -> Iterator[Section]:
    """What bound, what is not said, and the questions of each instrument."""
    page = _Page(edition, finding)
    yield page.matrix()
    yield page.bound()
    yield page.silent()
    for number, instrument in enumerate(page.instruments):
        yield page.questions_of(instrument, first=number == 0)


class _Page:
    """The tables of one finding, in one language."""

    def __init__(self, edition: Edition, finding: ReleasedFinding) -> None:
        self.edition = edition
        self.tag = edition.language
        tables = finding.tables
        self.instruments = _rows(tables["instruments"])
        self.questions = _rows(tables["questions"])
        self.topics = {row["topic"]: row for row in _rows(tables["topics"])}
        self.judgements = _rows(tables["judgements"])
        self.claims: dict[tuple[str, str], list[Row]] = {}
        for row in _rows(tables["claims"]):
            self.claims.setdefault((row["topic"], row["side"]), []).append(row)

    def words(self, key: str, **values: object) -> Markup:
        return self.edition.words(f"audit.principles.{key}", **values)

    def matrix(self) -> Section:
        """Every question with its counts, as a drawing."""
        groups = [
            (
                str(instrument[f"short_{self.tag}"]),
                [
                    Line(
                        str(row[self.tag]),
                        (int(row["for"]), int(row["against"]), int(row["unspoken"])),
                    )
                    for row in self.questions
                    if row["instrument"] == instrument["instrument"]
                ],
            )
            for instrument in self.instruments
        ]
        silent = sum(not row["for"] and not row["against"] for row in self.questions)
        title = self.words("matrix.title", n=silent, total=len(self.questions))
        heads = [str(self.words(f"column.{side}").striptags()) for side in SIDES]
        wide, narrow = matrix(self.edition, groups, heads, str(title.striptags()))
        return Section(
            heading=self.words("heading.matrix"),
            figures=(
                Figure(
                    name="matrix",
                    title=title,
                    subtitle=self.words("matrix.read"),
                    wide=wide,
                    narrow=narrow,
                    caption=self.words("matrix.caption"),
                ),
            ),
        )

    def bound(self) -> Section:
        """What each instrument was to the claims, and why."""
        points = [
            Markup("<b>{}</b> {}").format(
                self._foreign(row[f"short_{self.tag}"]), self._standing(row)
            )
            for row in self.instruments
        ]
        return Section(
            heading=self.words("heading.bound"),
            intro=self.words("bound.intro"),
            points=points,
            note=self.words("bound.note"),
        )

    def _standing(self, row: Row) -> Markup:
        parts = [Markup("<p>{}</p>").format(self.words(f"status.{row['status']}"))]
        if row["decided_by"]:
            decided = self.words(
                "bound.decided",
                by=self._foreign(row["decided_by"]),
                time=_time(row["decided_at"]),
                says=self._foreign(row["decided_says"]),
            )
            computed = self.words("bound.computed", status=self.words(f"status.{row['computed']}"))
            parts.append(Markup("<p>{}</p><p class='small'>{}</p>").format(decided, computed))
        cases = [self.words(f"case.{case}", n=int(row[case])) for case in CASES if row[case]]
        if cases:
            parts.append(Markup('<p class="small">{}</p>').format(Markup("; ").join(cases)))
        terms = [
            (self.words(f"term.{name}"), self._foreign(row[f"{name}_{self.tag}"]))
            for name in ("jurisdiction", "addressee", "ratification", "exceptions")
        ]
        terms.insert(1, (self.words("term.in_force"), self._force(row)))
        terms.append((self.words("term.source"), self._source(row)))
        listed = Markup().join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, says) for name, says in terms
        )
        parts.append(Markup('<dl class="roles">{}</dl>').format(listed))
        return Markup().join(parts)

    def _force(self, row: Row) -> Markup:
        first, last = row["in_force_from"], row["in_force_until"]
        if last:
            return self.words("since.closed", first=first, last=last)
        soft = row["computed"] == "benchmark" and not any(row[case] for case in CASES)
        return self.words("since.none" if soft else "since.open", first=first)

    def _source(self, row: Row) -> Markup:
        seen = (
            self.words("bound.primary")
            if row["primary_seen"] == "yes"
            else self.words("bound.secondary", read=self._foreign(row["primary_read"]))
        )
        return Markup("{} <span class='by'>({})</span>").format(self._foreign(row["source"]), seen)

    def silent(self) -> Section:
        """The topics of which no claim says anything, once each, with who asks."""
        asked_by: dict[str, list[str]] = {}
        names = {row["instrument"]: row[f"short_{self.tag}"] for row in self.instruments}
        for row in self.questions:
            for topic in row["topics"].split():
                found = asked_by.setdefault(topic, [])
                if names[row["instrument"]] not in found:
                    found.append(names[row["instrument"]])
        comma = self.edition.words("list.comma")
        points = tuple(
            self.words(
                "silent.gap",
                gap=self._foreign(topic[f"gap_{self.tag}"]),
                names=comma.join(self._foreign(name) for name in asked_by[key]),
            )
            for key, topic in self.topics.items()
            if key in asked_by and not topic["for"] and not topic["against"]
        )
        return Section(
            heading=self.words("heading.silent"),
            intro=self.words("silent.intro" if points else "silent.none"),
            points=points,
        )

    def questions_of(self, instrument: Row, first: bool) -> Section:
        """The questions of one instrument with the claims for, against and not spoken of.

        On a narrow screen all stands in the first column, one question under the other.
        """
        asked = [row for row in self.questions if row["instrument"] == instrument["instrument"]]
        judged = [row for row in self.judgements if row["instrument"] == instrument["instrument"]]
        heads = [*SIDES, *(("judgements",) if judged else ())]
        rows = []
        for row in asked:
            own = [each for each in judged if each["question"] == row["question"]]
            cells = [self._cell(row, side, True) for side in SIDES]
            cells += [self._judged(own)] if judged else []
            rows.append([self._question(row, own), *map(_wide, cells)])
        status = self.words(f"status.{instrument['status']}")
        unread = any(row["text_read"] != "yes" for row in asked)
        return Section(
            heading=self._foreign(instrument[f"title_{self.tag}"]),
            intro=Markup("{} {}").format(status, self.words("instrument.read") if first else ""),
            columns=(
                self.words("column.question"),
                *(_wide(self.words(f"column.{head}")) for head in heads),
            ),
            rows=rows,
            note=self.words("instrument.unread") if unread else "",
        )

    def _question(self, row: Row, judged: Sequence[Row]) -> Markup:
        mark = "" if row["text_read"] == "yes" else " *"
        parts = [
            Markup('<b>{}</b> <span class="by small">{}{}</span><p class="small">{}</p>').format(
                self._foreign(row[self.tag]),
                self._foreign(row[f"where_{self.tag}"]),
                mark,
                self._foreign(row[f"asks_{self.tag}"]),
            )
        ]
        if not row["for"] and not row["against"]:
            gaps = (self.topics[topic][f"gap_{self.tag}"] for topic in row["topics"].split())
            said = Markup(" ").join(self._foreign(gap) for gap in gaps)
            parts.append(Markup('<p class="small"><b>{}</b></p>').format(said))
        sides = [
            Markup("<dt>{}</dt><dd>{}</dd>").format(
                self.words(f"column.{side}"), self._cell(row, side, False)
            )
            for side in SIDES
        ]
        if judged:
            sides.append(
                Markup("<dt>{}</dt><dd>{}</dd>").format(
                    self.words("column.judgements"), self._judged(judged)
                )
            )
        parts.append(
            Markup('<div class="narrow"><dl class="roles">{}</dl></div>').format(
                Markup().join(sides)
            )
        )
        return Markup().join(parts)

    def _cell(self, row: Row, side: str, folded: bool) -> Markup:
        """How many claims, links to the first, and, ``folded``, links to all by what they say."""
        total = int(row[side])
        if not total:
            hidden = self.words("cell.none" if side == "unspoken" else "cell.nothing")
            return Markup(
                '<span class="unnamed" aria-hidden="true">·</span><span class="vh">{}</span>'
            ).format(hidden)
        grouped = self._grouped(row, side)
        listed = {name: ref for group in grouped.values() for name, ref in group.items()}
        most = SHOWN if folded else SHOWN_NARROW
        cell = Markup('<b class="num">{}</b> {}').format(
            self.edition.number(total), Markup(" ").join(list(listed.values())[:most])
        )
        if not folded or not listed or (side == "unspoken" and total <= most):
            return cell
        lines = [
            Markup("<p>{} {}</p>").format(self._foreign(why), Markup(" ").join(group.values()))
            for why, group in grouped.items()
        ]
        if total > len(listed):
            left = self.words("cell.unlisted", n=total - len(listed))
            lines.append(Markup("<p>{}</p>").format(left))
        summary = self.words("cell.which" if side == "unspoken" else "cell.why")
        return Markup('{}<details class="word"><summary>{}</summary>{}</details>').format(
            cell, summary, Markup().join(lines)
        )

    def _grouped(self, row: Row, side: str) -> dict[str, dict[str, Markup]]:
        """Links to the listed claims, by what they say, or by what is not said of them."""
        grouped: dict[str, dict[str, Markup]] = {}
        for topic in row["topics"].split():
            for found in self.claims.get((topic, side), ()):
                reference = self._reference(found["claim"])
                if reference:
                    why = found[f"why_{self.tag}"] or self.topics[topic][f"gap_{self.tag}"]
                    grouped.setdefault(why, {})[found["claim"]] = reference
        return grouped

    def _judged(self, judged: Iterable[Row]) -> Markup:
        """Judgements on one question, the latest first."""
        parts = []
        for number, row in enumerate(judged):
            by = self.words("judgement.by", by=self._foreign(row["by"]), time=_time(row["time"]))
            earlier = (
                Markup("<span class='by'>{}</span> ").format(self.words("judgement.earlier"))
                if number
                else ""
            )
            parts.append(
                Markup("<p class='small'>{}{}<br><span class='by'>{}</span></p>").format(
                    earlier, self._foreign(row["says"], row["language"]), by
                )
            )
        return Markup().join(parts) or Markup('<span class="unnamed">·</span>')

    def _reference(self, name: object) -> Markup | None:
        claim = self.edition.claims.get(str(name))
        if claim is None:
            return None
        return Markup('<a class="ref" href="{}">{}</a>').format(
            self.edition.place_of(claim), claim.number
        )

    def _foreign(self, words: object, language: str = "") -> Markup:
        return escape(self.edition.foreign(str(words or ""), language))


def _rows(table: Table) -> list[Row]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _wide(content: Markup) -> Markup:
    return Markup('<div class="wide">{}</div>').format(content)


def _time(written: str) -> str:
    """A moment as written in ISO 8601, in UTC, to the minute."""
    return f"{written[:16].replace('T', ' ')} UTC"
