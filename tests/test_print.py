"""Every page kind as it comes out of the printer: A4, nothing cut off, page breaks in the right places, no controls."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page
from test_pages import PAGES, site  # noqa: F401 (a fixture)

from generator.editions.load import editions

# The browser's fonts have no bounding box: it would say so with every glyph.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MM = 72 / 25.4
TOP, SIDE, FOOT = 22 * MM, 20 * MM, 20.2 * MM
A4 = (210 * MM, 297 * MM)
# Where table 三 begins is a matter of the words before it: more room before it, in pt.
ROOM = range(0, 700, 140)


class Word(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A printed page."""

    width: float
    height: float
    words: tuple[Word, ...]  # without the folio
    folio: str
    sizes: frozenset[float]  # of characters, in pt
    strokes: tuple[float, ...]  # the lower ends of lines

    @property
    def foot(self) -> float:
        return self.height - FOOT

    @property
    def low(self) -> float:
        """The lower edge of the last line."""
        return max(word.bottom for word in self.words)

    @property
    def filled(self) -> float:
        return (self.low - TOP) / (self.foot - TOP)

    @property
    def last_line(self) -> str:
        return "".join(word.text for word in self.words if word.bottom > self.low - 3)


def sheet(page: pdfplumber.page.Page) -> Sheet:
    words = [
        Word(normalize("NFKC", word["text"]), word["x0"], word["x1"], word["top"], word["bottom"])
        for word in page.extract_words()
    ]
    foot = page.height - FOOT
    thin = [stroke for stroke in page.rects if min(stroke["width"], stroke["height"]) < 1]
    return Sheet(
        page.width,
        page.height,
        tuple(word for word in words if word.bottom <= foot),
        " ".join(word.text for word in words if word.bottom > foot),
        frozenset(round(char["size"], 1) for char in page.chars),
        tuple(stroke["bottom"] for stroke in thin if stroke["top"] < foot - 1),
    )


def sheets(page: Page) -> list[Sheet]:
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as file:
        return [sheet(each) for each in file.pages]


def plain(text: str) -> str:
    return normalize("NFKC", re.sub(r"\s", "", text))


@pytest.fixture(scope="module")
def open_page(chromium: Browser, site: Path) -> Iterator[Callable[[str], Page]]:  # noqa: F811 (the fixture)
    context = chromium.new_context()

    def open_(name: str) -> Page:
        page = context.new_page()
        page.goto((site / PAGES[name]).as_uri())
        return page

    yield open_
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_kind_is_printed_as_a_document(open_page, name: str):
    page = open_page(name)
    printed = sheets(page)
    size = A4[::-1] if name == "statistics" else A4
    for number, each in enumerate(printed, 1):
        assert (each.width, each.height) == pytest.approx(size, abs=1)
        assert each.folio == f"— {number} —"
        # A page that is too wide would be made smaller as a whole.
        assert 20 in each.sizes or number > 1
        for word in each.words:
            assert word.left >= SIDE - 7  # the empty half of an opening bracket
            assert word.right <= each.width - SIDE + 1
            assert word.top >= TOP - 1
    assert [round(each.filled, 2) for each in printed[:-1] if each.filled < 0.55] == []
    headings = {plain(text) for text in page.locator("h1, h2, h3, h4, caption, thead tr").all_inner_texts()}
    for each in printed[:-1]:
        assert plain(each.last_line) not in headings
    page.emulate_media(media="print")
    controls = page.locator("button:not(th button), input, select, summary, nav, .skip, [download]")
    assert [each.inner_text() for each in controls.all() if each.is_visible()] == []
    page.close()


@pytest.mark.parametrize("room", ROOM)
@pytest.mark.parametrize(("name", "edition"), [("report", "2021"), ("report of 2020", "2019")])
def test_wherever_it_begins_a_table_breaks_between_its_groups(open_page, name: str, edition: str, room: int):
    form = editions().get(edition)
    page = open_page(name)
    page.evaluate(
        "room => { document.querySelectorAll('.notes').forEach(note => note.remove());"
        " const room_ = document.createElement('div'); room_.style.height = room + 'pt';"
        " document.querySelector('#part-3').parentElement.before(room_) }",
        room,
    )
    printed = sheets(page)
    at: dict[str, int] = {}  # figure → the page it is on
    for number, each in enumerate(printed):
        for word in each.words:
            if found := re.fullmatch(r"\+?(1\d{3})元?", word.text):
                assert found[1] not in at
                at[found[1]] = number
    assert sorted(at) == [str(1000 + cell.index) for cell in form.cells]

    def pages(path: str) -> set[int]:
        return {at[str(1000 + cell.index)] for cell in form.cells if cell.address.startswith(path)}

    head = {"申请人情况", "自然人", "商业企业", "科研机构", "总计"}
    for number in pages("requests."):
        assert head <= {word.text for word in printed[number].words}
    whole = ["proactive_disclosure", "reconsideration_and_litigation"]
    groups = {".".join(line.path.split(".")[:3]) for line in form.lines if line.path.count(".") == 3}
    assert "requests.results.refused" in groups
    assert [path for path in [*whole, *groups] if len(pages(f"{path}.")) > 1] == []
    # No edge of a table hangs below its last row.
    for number in pages("requests."):
        assert max(printed[number].strokes) <= printed[number].low + 12
    page.close()
