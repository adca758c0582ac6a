"""The map of an exposure audit in a browser, from disk: no request, clicks, keys, both themes."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest
from accessibility import violations

from custodes.audits.exposure.city import Cameras, City, Rings
from custodes.audits.exposure.map_data import layers
from custodes.audits.exposure.map_page import map_page
from custodes.audits.exposure.view import view

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RANGE = 40.0


def crossing() -> City:
    """Two streets that cross, a house at the corner, a camera of each kind on one of the arms."""
    nodes = np.array([(0, 0), (-200, 0), (200, 0), (0, -200), (0, 200)], float)
    segments = np.array([(0, 1), (0, 2), (0, 3), (0, 4)], np.int32)
    house = Rings.of([[(10, 10), (60, 10), (60, 60), (10, 60)]])
    ring = house.ring(0)
    cameras = Cameras.at(
        [(-50.0, 2.0), (-60.0, -2.0), (-150.0, 2.0), (2.0, -60.0)],
        kinds=["fixed", "dome", "panning", "unknown"],
        directions=[90, np.nan, np.nan, np.nan],
        openings=[70, 360, 360, 360],
        heights=[3.5, np.nan, np.nan, np.nan],
        operators=["public", "unknown", "private", "unknown"],
        moved=[1.3, 0, 0, 0],
        sources=[f"OpenStreetMap node/{number}" for number in range(4)],
    )
    return City(
        name="Crossing",
        sha256="0" * 64,
        attribution="© OpenStreetMap contributors",
        origin=(10.0, 50.0),
        nodes=nodes,
        segments=segments,
        lengths=np.full(4, 200.0),
        buildings=house,
        walls=np.hstack([ring, np.roll(ring, -1, axis=0)]),
        doors=np.arange(5, dtype=np.int32),
        districts=(),
        cameras=cameras,
    )


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The map in each language, on disk."""
    folder = tmp_path_factory.mktemp("maps")
    city = crossing()
    way = [("shortest", 10.0, 50.0), ("shortest", 10.001, 50.0)]
    shown = layers(city, view(city, city.cameras, RANGE), RANGE, way)
    for language in ("en", "zh"):
        (folder / f"{language}.html").write_bytes(map_page(city, shown, language))
    return {language: folder / f"{language}.html" for language in ("en", "zh")}


def opened(
    browser: Browser,
    path: Path,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> tuple[Page, list[str], list[str]]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    if scripts:
        page.wait_for_selector("#map[data-view]")
    return page, requests, complaints


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where metres of the city are on the screen."""
    at: Any = page.evaluate(
        """([x, y]) => {
            const data = JSON.parse(document.getElementById('data').textContent);
            const canvas = document.getElementById('map'), box = canvas.getBoundingClientRect();
            const [cx, cy, k] = canvas.dataset.view.split(' ').map(Number);
            const [w, h] = [data.home[2], data.home[3]];
            // the crossing is in the middle of the map
            return [box.left + box.width / 2 + (w / 2 + 10 * x - cx) * k,
                    box.top + box.height / 2 - (h / 2 + 10 * y - cy) * k];
        }""",
        [x, y],
    )
    return at[0], at[1]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh", 390)])
def test_a_map_opens_from_disk_without_request_or_complaint(
    browser: Browser, maps: dict[str, Path], language: str, width: int
) -> None:
    page, requests, complaints = opened(browser, maps[language], width=width)
    assert requests == [maps[language].as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#scale-words").text_content()
    page.context.close()


def test_a_map_cannot_ask_for_anything(browser: Browser, maps: dict[str, Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        page, _, _ = opened(browser, maps["en"])
        outcome = page.evaluate(
            """async (address) => {
                const tried = [];
                try { await fetch(address, { mode: 'no-cors' }); tried.push('fetch'); } catch {}
                for (const source of [address + 'a.png', 'data:image/gif;base64,R0lGOD'])
                    await new Promise((done) => {
                        const image = new Image();
                        image.onload = () => { tried.push('image'); done(); };
                        image.onerror = done;
                        image.src = source;
                    });
                const script = document.createElement('script');
                script.textContent = 'window.ran = true';
                document.head.append(script);
                if (window.ran) tried.push('script');
                try { setTimeout('window.evaluated = true'); } catch {}
                await new Promise((done) => setTimeout(done, 50));
                if (window.evaluated) tried.push('eval');
                return tried;
            }""",
            f"http://127.0.0.1:{server.getsockname()[1]}/",
        )
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
        page.context.close()
    assert outcome == []


def test_a_click_says_what_is_there(browser: Browser, maps: dict[str, Path]) -> None:
    page, _, complaints = opened(browser, maps["en"])
    page.mouse.click(*place(page, -50, 2))
    said = page.locator("#chosen").inner_text()
    for words in ("fixed", "90° from north", "70°, assumed", "40 m", "3.5 m", "public", "1.3 m"):
        assert words in said
    assert "OpenStreetMap node/0" in said
    page.mouse.click(*place(page, -100, 0))
    said = page.locator("#chosen").inner_text()
    # 37 m before the fixed camera, 80 m round each of the two others, less where they overlap
    assert "80–85%" in said
    assert "Of cameras\n3" in said
    page.mouse.click(*place(page, 150, 0))
    assert "None of the cameras" in page.locator("#chosen").inner_text()
    page.mouse.click(*place(page, 150, 150))
    assert "Click a camera" in page.locator("#chosen").inner_text()
    assert complaints == []
    page.context.close()


def test_the_map_answers_to_keys(browser: Browser, maps: dict[str, Path]) -> None:
    page, _, complaints = opened(browser, maps["en"])
    page.focus("#map")
    start = page.get_attribute("#map", "data-view")
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "view => document.getElementById('map').dataset.view !== view", arg=start
    )
    page.keyboard.press("n")
    assert "node/0" in page.locator("#chosen").inner_text()
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert "a private body" in page.locator("#chosen").inner_text()
    page.keyboard.press("p")
    assert "dome" in page.locator("#chosen").inner_text()
    page.keyboard.press("Escape")
    assert "Click a camera" in page.locator("#chosen").inner_text()
    page.keyboard.press("0")
    page.wait_for_function(
        "view => document.getElementById('map').dataset.view === view", arg=start
    )
    assert complaints == []
    page.context.close()


def test_what_is_switched_off_is_not_drawn(browser: Browser, maps: dict[str, Path]) -> None:
    page, _, _ = opened(browser, maps["en"])
    x, y = place(page, 35, 35)
    box = page.locator("#map").bounding_box()
    assert box

    def pixel() -> list[int]:
        found: list[int] = page.evaluate(
            """([x, y]) => [...document.getElementById('map').getContext('2d')
                .getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data]""",
            [x - box["x"], y - box["y"]],
        )
        return found

    house = pixel()
    page.uncheck("#show-buildings")
    page.wait_for_timeout(60)
    assert pixel() != house
    page.context.close()


def test_the_legend_holds_the_kinds_and_the_routes_that_there_are(
    browser: Browser, maps: dict[str, Path]
) -> None:
    page, _, _ = opened(browser, maps["en"])
    assert page.locator("#symbols li").count() == 4
    assert "shortest way" in page.locator("#classes").inner_text()
    assert "least exposed" not in page.locator("#classes").inner_text()
    page.context.close()


def test_without_scripts_the_map_says_where_its_picture_is(
    browser: Browser, maps: dict[str, Path]
) -> None:
    page, _, _ = opened(browser, maps["en"], scripts=False)
    assert page.locator("text=map.svg").is_visible()
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_serious_on_the_map(
    browser: Browser, maps: dict[str, Path], width: int, scheme: Literal["light", "dark"]
) -> None:
    # axe is put into the page as a script, which the page's own policy forbids
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(maps["en"].as_uri())
    assert violations(page, serious=True) == []
    context.close()
