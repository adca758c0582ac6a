"""Who passes personal data to whom: the flows of the claims, and which of them are drawn."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from custodes.dossier.edition import Edition, grouping_key
from custodes.dossier.evidence_table import mentions
from custodes.model import CustodesError
from custodes.release.released import MASK, ReleasedClaim

NODES_DRAWN = 26
"""More boxes than this in one drawing are read by nobody; the other flows stand as rows."""

WATCHED = 6
"""By how many claims flows to police and security organs come before others in the drawing."""

PER_STAR = 5

Form = Literal["asserts", "infers", "rumour", "denies"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Claims that name the same two holders and say so in the same form."""

    source: str
    recipient: str
    form: Form
    data: tuple[str, ...]
    claims: tuple[ReleasedClaim, ...]


@dataclass(frozen=True, slots=True)
class FlowsView:
    """The flows of a case: those drawn, those listed, and the claims that name only one end.

    ``half`` are claims without two holders, ``one_ended`` those of them with one, the other end
    empty. ``labels`` gives each holder's name, ``recipient_classes`` how many claims end with each
    class of holder (``holders.toml``), ``claims`` all data flow claims.
    """

    drawn: tuple[Flow, ...]
    listed: tuple[Flow, ...]
    half: tuple[ReleasedClaim, ...]
    one_ended: tuple[Flow, ...]
    claims: tuple[ReleasedClaim, ...]
    labels: Mapping[str, str]
    recipient_classes: Mapping[str, int]

    @property
    def said(self) -> int:
        """How many claims say that data flow; the others deny it."""
        return sum(claim.stance != "denies" for claim in self.claims)


def form_of(claim: ReleasedClaim) -> Form:
    """How a flow is drawn: by its stance, and rumour by a line of its own."""
    if claim.stance == "asserts" and claim.attribution.kind == "rumour":
        return "rumour"
    return claim.stance


@cache
def holder_classes() -> Mapping[str, tuple[str, ...]]:
    """The words in a holder's name that tell its class, from ``holders.toml``."""
    table = tomllib.loads(files("custodes.dossier").joinpath("holders.toml").read_text("utf-8"))
    for name, entry in table.items():
        if not isinstance(entry, dict) or not all(isinstance(w, str) for w in entry["words"]):
            raise CustodesError(f"holders.toml: [{name}] needs a list of words")
    return {name: tuple(word.lower() for word in entry["words"]) for name, entry in table.items()}


def holder_class(name: str) -> str:
    """The class of a holder by the words of its name, or the empty string."""
    lowered = name.lower()
    for kind, words in holder_classes().items():
        if any(word in lowered for word in words):
            return kind
    return ""


def flows_view(edition: Edition, claims: Iterable[ReleasedClaim]) -> FlowsView:
    """The flows among these claims, ready to be drawn and listed."""
    flowing = tuple(claim for claim in claims if claim.type == "data_flow")
    grouped: dict[tuple[str, str, Form], list[ReleasedClaim]] = {}
    half: list[ReleasedClaim] = []
    one_ended: list[Flow] = []
    classes: Counter[str] = Counter()
    for claim in flowing:
        sources = _holders(claim, "source")
        recipients = _holders(claim, "recipient")
        pairs = [(s, r) for s in sources[:3] for r in recipients[:3] if s != r]
        if not pairs:
            half.append(claim)
            if bool(sources) != bool(recipients):
                ends = ((sources or [""])[0], (recipients or [""])[0])
                one_ended.append(Flow(*ends, form_of(claim), _data(edition, [claim]), (claim,)))
        if claim.stance != "denies":
            classes.update({holder_class(name) for name in recipients} - {""})
        for source, recipient in pairs:
            grouped.setdefault((source, recipient, form_of(claim)), []).append(claim)
    flows = [
        Flow(source, recipient, form, _data(edition, members), tuple(members))
        for (source, recipient, form), members in grouped.items()
    ]
    drawn, listed = _choose(flows)
    labels = edition.labels(
        filler for claim in flowing for filler in mentions(claim, "source", "recipient")
    )
    return FlowsView(
        drawn, listed, tuple(half), tuple(one_ended), flowing, labels, dict(classes.most_common())
    )


def _holders(claim: ReleasedClaim, role: Literal["source", "recipient"]) -> list[str]:
    """The holders in a role. A masked person is never a node of a drawing."""
    keys = (grouping_key(mention) for mention in mentions(claim, role))
    return [key for key in dict.fromkeys(keys) if MASK not in key]


def _data(edition: Edition, members: Iterable[ReleasedClaim]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            edition.label(filler) for claim in members for filler in mentions(claim, "data")
        )
    )


def _choose(flows: list[Flow]) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
    """The flows to draw: those of the best connected holders, in whole stars while they fit."""
    degree: Counter[str] = Counter()
    for flow in flows:
        degree[flow.source] += len(flow.claims)
        degree[flow.recipient] += len(flow.claims)
    order = sorted(
        range(len(flows)),
        key=lambda index: (
            -max(degree[flows[index].source], degree[flows[index].recipient])
            - (WATCHED if holder_class(flows[index].recipient) in ("police", "security") else 0),
            -(degree[flows[index].source] + degree[flows[index].recipient]),
            index,
        ),
    )
    nodes: set[str] = set()
    per_star: Counter[str] = Counter()
    chosen: set[int] = set()
    for index in order:
        flow = flows[index]
        grown = nodes | {flow.source, flow.recipient}
        hub = max(flow.source, flow.recipient, key=lambda name: degree[name])
        if len(grown) > NODES_DRAWN or per_star[hub] >= PER_STAR:
            continue
        nodes = grown
        per_star[hub] += 1
        chosen.add(index)
    drawn = tuple(flow for index, flow in enumerate(flows) if index in chosen)
    listed = tuple(flows[index] for index in order if index not in chosen)
    return drawn, listed
