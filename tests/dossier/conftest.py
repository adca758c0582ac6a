"""A small invented case for the dossier's tests. No place, body or person in it exists."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from custodes.dossier import write_dossier
from custodes.model import (
    Attribution,
    AttributionKind,
    ClaimType,
    DateInterval,
    Decision,
    DocumentKind,
    MentionKind,
    Quantity,
    RoleName,
    Span,
    Stance,
    Status,
    Table,
)
from custodes.release import (
    Released,
    ReleasedClaim,
    ReleasedDisagreement,
    ReleasedDocument,
    ReleasedFinding,
    ReleasedMention,
    ReleasedParagraph,
    ReleasedQuantity,
)

KINDS: Mapping[RoleName, MentionKind] = {
    "actor": "agency",
    "source": "agency",
    "recipient": "agency",
    "supplier": "company",
    "group": "group",
    "technology": "technology",
    "programme": "programme",
    "data": "data",
    "purpose": "group",
    "action": "group",
    "instrument": "instrument",
    "basis": "instrument",
    "place": "place",
    "time": "date",
}

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass
class Writer:
    """Builds released values from plain words; quotes are found in their paragraphs."""

    documents: list[ReleasedDocument] = field(default_factory=list)
    claims: list[ReleasedClaim] = field(default_factory=list)

    def source(
        self,
        title: str,
        paragraphs: Mapping[int, str],
        *,
        language: str,
        count: int,
        kind: DocumentKind = "report",
        publisher: str = "",
        published: DateInterval | None = None,
    ) -> str:
        letter = "ABCDEFGH"[len(self.documents)]
        identifier = f"document-{letter}"
        self.documents.append(
            ReleasedDocument(
                identifier,
                letter,
                title,
                publisher,
                "",
                published,
                language,
                kind,
                count,
                tuple(
                    ReleasedParagraph(ordinal, "paragraph", text, ())
                    for ordinal, text in paragraphs.items()
                ),
            )
        )
        return identifier

    def claim(
        self,
        kind: ClaimType,
        quote: str,
        *,
        status: Status = "done",
        stance: Stance = "asserts",
        by: tuple[AttributionKind, str] = ("author", ""),
        quantities: tuple[tuple[str, Quantity], ...] = (),
        decision: Decision | None = None,
        dates: DateInterval | None = None,
        **roles: Any,
    ) -> str:
        document = self.documents[-1]
        place = next(i for i, p in enumerate(document.paragraphs) if quote in p.text)
        start = document.paragraphs[place].text.index(quote)
        number = 1 + sum(claim.document == document.identifier for claim in self.claims)
        identifier = f"claim-{document.letter}{number}"
        filled: dict[RoleName, tuple[ReleasedMention, ...]] = {}
        for role, words in roles.items():
            names = (words,) if isinstance(words, str) else words
            name = cast("RoleName", role)
            filled[name] = tuple(
                ReleasedMention(word, KINDS[name], dates=dates if name == "time" else None)
                for word in names
            )
        self.claims.append(
            ReleasedClaim(
                identifier,
                f"{document.letter}{number}",
                document.identifier,
                kind,
                place,
                Span(start, start + len(quote), quote),
                filled,
                tuple(ReleasedQuantity(text, quantity) for text, quantity in quantities),
                status,
                Attribution(*by),
                stance,
                "frames",
                "1",
                0.5,
                decision,
            )
        )
        return identifier


def year(number: int) -> DateInterval:
    """The days of a year."""
    return DateInterval(datetime.date(number, 1, 1), datetime.date(number, 12, 31))


def day(number: int, month: int, date: int) -> DateInterval:
    """One day."""
    return DateInterval(datetime.date(number, month, date), datetime.date(number, month, date))


def invented_finding(claim: str) -> ReleasedFinding:
    """A finding of an audit that has no module of pages, hostile in its words."""
    return ReleasedFinding(
        identifier="0123456789abcdef",
        number=1,
        method="invention",
        method_version="1",
        claims=(claim, "fedcba9876543210"),
        parameters={
            "seed": "3",
            "range": "[1,2.5]",
            "cell": f'"{claim}"',
            "by": '{"<b>": null}',
            "open": "true",
        },
        sources={"range": "IEC <i>62676</i>-4", "cell": claim},
        figures={"share_in_view": Quantity(3.5, 6.25, "%"), "length": Quantity(12, None, "km")},
        verdict="not established",
        title={"en": "Is <script>alert(1)</script> so?", "zh": "██是这样吗？"},
        words={"en": "A good deal, says ██.", "zh": "不少。"},
        assumptions=({"en": "That it is so.", "zh": "事情如此。"},),
        tables={"curve": Table(("k", "share"), ((1.0, None), (2.0, 0.5)))},
        files={"map.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>'},
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven; the tests are skipped where it or the driver is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = os.environ.get("CUSTODES_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.skip("needs chromium (apt install chromium, or name it in CUSTODES_CHROMIUM)")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def invented() -> Released:
    """Three sources, Chinese and English, that disagree with each other."""
    writer = Writer()
    writer.source(
        "青石市试点“街口识人”，文件要求每周上报",
        {
            2: "青石市公安局2019年在北桥区12个路口装设人脸识别摄像机，名单由██所在的班组每周上报。",
            3: "该局的工作小结称，全年比中重点人员照片640张，其中刑事案件嫌疑人20余名。",
            5: "通知要求医院收到发热病人后立即把姓名和电话报送公安机关。"
            "记者据此认为，九成以上的警力用于盯人。",
            9: "网上有传言说，行走付公司把乘车记录交给了公安机关。",
        },
        language="zh",
        count=12,
        publisher="青石观察",
        published=day(2020, 3, 4),
    )
    writer.claim(
        "deployment",
        "青石市公安局2019年在北桥区12个路口装设人脸识别摄像机",
        actor="青石市公安局",
        technology="人脸识别摄像机",
        place="北桥区",
        time="2019年",
        dates=year(2019),
        quantities=(("12个", Quantity(12, 12, "个", "路口")),),
    )
    writer.claim(
        "data_flow",
        "名单由██所在的班组每周上报",
        source="██",
        recipient="青石市公安局",
        data="名单",
        status="required",
    )
    photos = writer.claim(
        "measure",
        "全年比中重点人员照片640张，其中刑事案件嫌疑人20余名",
        actor="青石市公安局",
        group="重点人员",
        technology="人脸识别",
        by=("document", "工作小结"),
        quantities=(
            ("640张", Quantity(640, 640, "张", "重点人员照片")),
            ("20余名", Quantity(21, 29, "名", "刑事案件嫌疑人", "余")),
        ),
    )
    writer.claim(
        "measure",
        "刑事案件嫌疑人20余名",
        actor="青石市公安局",
        group="刑事案件嫌疑人",
        by=("document", "工作小结"),
        quantities=(("20余名", Quantity(21, 29, "名", "刑事案件嫌疑人", "余")),),
    )
    writer.claim(
        "data_flow",
        "医院收到发热病人后立即把姓名和电话报送公安机关",
        source="医院",
        recipient="公安机关",
        data=("姓名", "电话"),
        status="required",
        by=("document", "通知"),
        instrument="通知",
    )
    share = writer.claim(
        "measure",
        "九成以上的警力用于盯人",
        stance="infers",
        quantities=(("九成以上", Quantity(90, 100, "%")),),
    )
    rumour = writer.claim(
        "data_flow",
        "行走付公司把乘车记录交给了公安机关",
        source="行走付公司",
        recipient="公安机关",
        data="乘车记录",
        by=("rumour", "网上有传言"),
    )
    writer.source(
        "Harbour Town: what the camera contract says",
        {
            1: "The council of Harbour Town bought 40 licence plate readers from Brightlane Ltd in "
            "May 2021 for nearly $500,000.",
            2: "Officers of the Harbour Town Police shall send plate reads to the county within 24 "
            "hours. <script>alert('x')</script> & \"quotes\" stay as they are.",
            4: "At least three residents were stopped by mistake, a lawyer said.",
        },
        language="en",
        count=4,
        kind="tender",
    )
    for decision, kind, quote, more in (
        (
            "accepted",
            "supply",
            "The council of Harbour Town bought 40 licence plate readers from Brightlane Ltd",
            {
                "supplier": "Brightlane Ltd",
                "recipient": "council of Harbour Town",
                "technology": "licence plate readers",
                "place": "Harbour Town",
                "time": "May 2021",
                "dates": DateInterval(datetime.date(2021, 5, 1), datetime.date(2021, 5, 31)),
                "quantities": (("40", Quantity(40, 40, "", "licence plate readers")),),
            },
        ),
        (
            "accepted",
            "data_flow",
            "Officers of the Harbour Town Police shall send plate reads to the county within 24 "
            "hours. <script>alert('x')</script>",
            {
                "source": "Harbour Town Police",
                "recipient": "<b>the county</b>",
                "data": "plate reads",
                "status": "required",
                "quantities": (("within 24 hours", Quantity(0, 24, "hours")),),
            },
        ),
        (
            "corrected",
            "targeting",
            "At least three residents were stopped by mistake",
            {
                "actor": "Harbour Town Police",
                "group": "residents",
                "action": "stopped",
                "by": ("person", "a lawyer"),
                "quantities": (("At least three", Quantity(3, None, "", "residents")),),
            },
        ),
    ):
        writer.claim(kind, quote, decision=decision, **more)  # type: ignore[arg-type]
    writer.source(
        "行走付公司声明",
        {1: "行走付公司从未向公安机关提供乘车记录。"},
        language="zh",
        count=1,
        kind="statement",
        published=day(2020, 3, 6),
    )
    denial = writer.claim(
        "data_flow",
        "行走付公司从未向公安机关提供乘车记录",
        source="行走付公司",
        recipient="公安机关",
        data="乘车记录",
        status="unknown",
        stance="denies",
        by=("organisation", "行走付公司"),
    )
    return Released(
        "Street corners & station gates",
        tuple(writer.documents),
        tuple(writer.claims),
        (
            ReleasedDisagreement("denial", (rumour, denial)),
            ReleasedDisagreement("attribution", (photos, share), "九成以上"),
        ),
        findings=(invented_finding(rumour),),
        failed={"no-text": 2},
        masked_count=1,
    )


@pytest.fixture(scope="session")
def dossiers(invented: Released, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The invented case's dossier in each language: the folder it was written to."""
    folder = tmp_path_factory.mktemp("dossiers")
    return {
        language: write_dossier(invented, folder / language, language).parent
        for language in ("en", "zh")
    }


@pytest.fixture(scope="session")
def many() -> Callable[[int], Released]:
    """Makes a case with this many sources of ten claims each."""

    def make(sources: int) -> Released:
        documents: list[ReleasedDocument] = []
        claims: list[ReleasedClaim] = []
        for index in range(sources):
            letter = "".join("ABCDEFGHIJ"[int(digit)] for digit in f"{index:04d}")
            text = "市局调取" + "，".join(f"第{number}号名单" for number in range(10)) + "。"
            documents.append(
                ReleasedDocument(
                    f"d{index}",
                    letter,
                    f"简报{index}",
                    "",
                    "",
                    None,
                    "zh",
                    "report",
                    1,
                    (ReleasedParagraph(1, "paragraph", text, ()),),
                )
            )
            for number in range(10):
                quote = f"第{number}号名单"
                start = text.index(quote)
                claims.append(
                    ReleasedClaim(
                        f"c{index}-{number}",
                        f"{letter}{number + 1}",
                        f"d{index}",
                        "data_flow",
                        0,
                        Span(start, start + len(quote), quote),
                        {
                            "source": (ReleasedMention(f"第{index % 40}派出所", "agency"),),
                            "recipient": (ReleasedMention(f"市局{number % 3}处", "agency"),),
                        },
                        (),
                        "done",
                        Attribution("author"),
                        "asserts",
                        "frames",
                        "1",
                        0.5,
                    )
                )
        return Released("Many lists", tuple(documents), tuple(claims))

    return make
