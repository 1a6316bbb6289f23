"""The checked HTML of a narrative → paragraphs, for the formats that have no HTML."""

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urljoin, urlsplit

_SPACE = re.compile(r"[ \t\n\r\f]+")  # what a browser collapses; neither 全角空格 nor &nbsp; is among it
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({"p", "pre", "ul", "ol", "li", "blockquote", "hr", *_HEADINGS})


@dataclass(frozen=True, slots=True)
class Span:
    r"""A stretch of text in one look; a line break in it is a "\n"."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""  # where it leads from a file that stands alone; "": nowhere


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph."""

    spans: tuple[Span, ...]
    kind: Literal["text", "heading", "item", "quote"] = "text"
    level: int = 0  # of a heading 1…6; of an item or a quote how many of them it stands in
    marker: str = ""  # "•" or "3." on the first paragraph of an item

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(span.text for span in self.spans)


def paragraphs(html: str, page: str = "") -> list[Para]:
    """The paragraphs of a NarrativePart.html, in order; no word is lost, rules (hr) are dropped.

    `page`: the address of the report, which its attachments stand beside; "" where nobody knows it.
    """
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    reader.end()
    return reader.done


def _target(link: str, page: str) -> str:
    """Where a link leads, on the web or to a person; office programs refuse a file with one that is none."""
    try:
        target = urljoin(page, link) if page else link
        parts = urlsplit(target)
    except ValueError:
        return ""
    leads = bool(parts.netloc) if parts.scheme in {"http", "https"} else parts.scheme in {"mailto", "tel"}
    return target if leads else ""


class _Reader(HTMLParser):
    """Text is gathered until a block begins or ends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.done: list[Para] = []
        self.spans: list[Span] = []  # of the paragraph that is open
        self.blocks: list[Literal["item", "quote"]] = []  # that are open
        self.numbers: list[int | None] = []  # of the open lists: the next number; None: bullets
        self.marker = ""  # of an item that has no paragraph yet
        self.heading = 0
        self.looks: list[tuple[str, str]] = []  # open inline elements, and where links lead
        self.is_pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._begin(tag, given)
        elif tag == "br":
            self._trim(" ")
            self._add("\n")
        elif tag == "img":
            if words := given.get("alt", "").strip():
                self.handle_data(f"〔图：{words}〕")
        else:
            self.looks.append((tag, _target(given.get("href", ""), self.page)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()
            self._leave(tag)
        elif self.looks and tag not in {"br", "img"}:
            self.looks.pop()

    def handle_data(self, data: str) -> None:
        if self.is_pre:
            self._add(data)
            return
        text = _SPACE.sub(" ", data)
        before = self.spans[-1].text[-1] if self.spans else "\n"
        self._add(text.removeprefix(" ") if before in " \n" else text)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self.end()
        if tag in {"ul", "ol"}:
            self._bare_item()
            self.numbers.append(int(given.get("start", "1")) if tag == "ol" else None)
        elif tag == "li":
            self.blocks.append("item")
            number = self.numbers[-1]
            self.marker = "•" if number is None else f"{number}."
            if number is not None:
                self.numbers[-1] = number + 1
        elif tag == "blockquote":
            self.blocks.append("quote")
        elif tag == "pre":
            self.is_pre = True
        self.heading = _HEADINGS.get(tag, 0)

    def _leave(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.numbers.pop()
        elif tag in {"li", "blockquote"}:
            if tag == "li":
                self._bare_item()
            self.blocks.pop()
        self.heading = 0
        self.is_pre = False

    def _bare_item(self) -> None:
        """An item that holds nothing, or a list right away: its marker is seen all the same."""
        if self.marker:
            self._close(())

    def end(self) -> None:
        """The paragraph that is open, if any, is over."""
        self._trim(" \n")
        if self.spans:
            self._close(tuple(self.spans))
            self.spans = []

    def _close(self, spans: tuple[Span, ...]) -> None:
        """What carries the marker is an item, whatever it is besides."""
        if self.marker:
            depth = max(at for at, block in enumerate(self.blocks) if block == "item")
            self.done.append(Para(spans, "item", depth, self.marker))
            self.marker = ""
        elif self.heading:
            self.done.append(Para(spans, "heading", self.heading))
        elif self.blocks:
            self.done.append(Para(spans, self.blocks[-1], len(self.blocks) - 1))
        else:
            self.done.append(Para(spans))

    def _add(self, text: str) -> None:
        if not text:
            return
        tags = {tag for tag, _ in self.looks}
        link = next((href for tag, href in reversed(self.looks) if tag == "a"), "")
        span = Span(text, "strong" in tags, "em" in tags, link)
        if self.spans and replace(self.spans[-1], text=text) == span:
            span = replace(span, text=self.spans.pop().text + text)
        self.spans.append(span)

    def _trim(self, unseen: str) -> None:
        """No blank is seen at the end of a line, nor an empty line at the end of a paragraph."""
        while self.spans:
            last = self.spans.pop()
            if text := last.text.rstrip(unseen):
                self.spans.append(replace(last, text=text))
                return
