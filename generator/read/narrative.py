"""The Markdown file of a report → HTML and plain text of each official section, with places."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from generator.editions.form import Edition, Section
from generator.model import Figure, NarrativePart, Passage
from generator.problems import Place, Sink
from generator.read import narrative_faults as faults
from generator.read.bindings import MARKER, BindingError, bindings, evaluate
from generator.read.chinese import chinese
from generator.read.passages import passages
from generator.read.text import Source, hidden_character, invisible

PREFACE = "preface"
FREE = "narrative"  # the one part of an edition without sections
_NUMBERING = re.compile(r"^[一二三四五六七八九十]+、|[。：:；;]$")
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>]*)?/?>|<!--")


@dataclass(frozen=True, slots=True)
class Context:
    """What the narrative of a report may refer to."""

    edition: Edition
    values: dict[str, Figure]  # address → figure
    files: frozenset[str]  # existing files it may link to, relative to the agency's folder
    broken: bool = False  # figures could not be read, and that has been told: a blank is no news


@dataclass(slots=True)
class Narrative:
    """What was read."""

    parts: dict[str, NarrativePart] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    attachments: set[str] = field(default_factory=set)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 (markdown-it's name)
        """Else a bad link stays as text without a word; _target refuses it, and an error stops the build."""
        return True


def _left_over(state: StateCore) -> None:
    """Remember marks that have stayed text, before escaped ones, which are meant to, are joined with them."""
    for block in state.tokens:
        texts = [child.content for child in block.children or () if child.type == "text"]
        block.meta["tags"] = [match[0] for text in texts if (match := _HTML.search(text))]
        block.meta["stars"] = any("**" in text for text in texts)


_MD = _Markdown("js-default").disable(["table", "strikethrough"]).use(chinese).use(bindings)
_MD.core.ruler.before("text_join", "left_over", _left_over)


def read_narrative(source: Source, context: Context, report: Sink) -> Narrative:
    """The sections of the edition; headings that are not the official ones are problems."""
    for place, name in invisible(source):
        report(hidden_character(place, name))
    tokens = _MD.parse(source.text)
    reader = _Reader(source, context, report)
    narrative = Narrative()
    reader.check(tokens, narrative)
    if not context.edition.sections:
        reader.keep(narrative, FREE, tokens, Place(source.file))
        return narrative
    seen: list[tuple[Section, Place]] = []
    for heading, body in _split(tokens):
        if heading is None:
            if body:
                reader.keep(narrative, PREFACE, body, Place(source.file))
            continue
        place = reader.place(heading)
        section = reader.section(heading, place, seen)
        if section is None:
            continue
        seen.append((section, place))
        if section.table and body:
            report(faults.text_beside_table(reader.place(body[0]), section.label))
        elif not section.table:
            if not _says(body):
                report(faults.empty_section(place, section.label))
            reader.keep(narrative, section.id, body, place)
    reader.missing([section for section, _ in seen])
    return narrative


def _split(tokens: Sequence[Token]) -> Iterator[tuple[Token | None, list[Token]]]:
    """(inline token of the level-2 heading, tokens below it); None heads what stands before the first."""
    starts = [
        i
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]
    yield None, list(tokens[: starts[0]] if starts else tokens)
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        yield tokens[start + 1], list(tokens[start + 3 : end])


def _says(tokens: Sequence[Token]) -> bool:
    """Whether there is anything but headings."""
    headings = {"heading_open", "heading_close"}
    return any(
        token.type not in headings and before.type != "heading_open"
        for before, token in pairwise([*tokens[-1:], *tokens])
    )


def same_heading(text: str) -> str:
    """A heading reduced to what tells it from others: no number, no blanks, half-width brackets."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return _NUMBERING.sub("", _NUMBERING.sub("", plain))


@dataclass(frozen=True, slots=True)
class _Reader:
    source: Source
    context: Context
    report: Sink

    def place(self, token: Token, at: int = 0) -> Place:
        """Where a block begins, or the character `at` of an inline block."""
        first = token.map[0] if token.map else 0
        before = token.content[:at]
        line = first + before.count("\n")
        wanted = token.content.split("\n")[before.count("\n")] if token.content else ""
        offset = max(self.source.line(line + 1).find(wanted), 0)
        return Place(self.source.file, line + 1, offset + at - (before.rfind("\n") + 1) + 1)

    def keep(self, narrative: Narrative, section: str, tokens: Sequence[Token], place: Place) -> None:
        """The HTML, the plain text and the passages of a section."""
        html = str(_MD.renderer.render(tokens, _MD.options, {}))
        found = list(passages(section, tokens, self.source))
        narrative.parts[section] = NarrativePart(html, "\n".join(passage.text for passage in found), place)
        narrative.passages += found

    def find(self, token: Token, words: str) -> Place:
        """Where the words stand in an inline block (its beginning, if escapes or entities hide them)."""
        return self.place(token, max(token.content.find(words), 0))

    def section(self, heading: Token, place: Place, seen: list[tuple[Section, Place]]) -> Section | None:
        """The official section of a heading."""
        sections = self.context.edition.sections
        wanted = same_heading(heading.content)
        for number, section in enumerate(sections):
            if wanted not in {same_heading(label) for label in (section.label, *section.aliases)}:
                continue
            before = dict(seen)
            if section in before:
                self.report(faults.repeated_section(place, section.label, before[section]))
                return None
            if seen and sections.index(seen[-1][0]) > number:
                self.report(faults.section_order(place, section.label, seen[-1][0].label))
            return section
        self.report(
            faults.unknown_section(place, heading.content, [s.label for s in sections if not s.table])
        )
        return None

    def missing(self, seen: list[Section]) -> None:
        """Every narrative section must be there."""
        lines = self.source.text.rstrip().count("\n") + 1
        for section in self.context.edition.sections:
            if not section.table and section not in seen:
                self.report(faults.missing_section(Place(self.source.file, lines), section.label))

    def check(self, tokens: Sequence[Token], narrative: Narrative) -> None:
        """Bindings get their figures; links, images, headings, HTML and lost text are looked at."""
        depth = _MD.options["maxNesting"]
        for token in tokens:
            if token.level >= depth - 1:
                self.report(faults.too_deep(self.place(token)))
                return
            if token.type == "heading_open" and token.tag == "h1":
                self.report(faults.top_heading(self.place(token)))
            if token.type == "inline":
                self._inline(token, narrative)

    def _inline(self, token: Token, narrative: Narrative) -> None:
        for child in token.children or []:
            if child.type == MARKER:
                self._bind(token, child)
            elif child.type == "link_open":
                self._target(token, str(child.attrs.get("href", "")), narrative)
            elif child.type == "image":
                self._target(token, str(child.attrs.get("src", "")), narrative)
                if not child.content.strip():
                    self.report(faults.image_without_text(self.find(token, "![")))
        for tag in token.meta["tags"]:  # HTML is off
            self.report(faults.raw_html(self.find(token, tag), tag))
        if token.meta["stars"]:
            self.report(faults.stray_stars(self.find(token, "**")))

    def _bind(self, token: Token, child: Token) -> None:
        place = self.place(token, child.meta["at"])
        child.type = "text"
        try:
            child.content = evaluate(child.content, self.context.values)
            child.meta["bound"] = True
        except BindingError as error:
            if error.blank and self.context.broken:
                return
            self.report(faults.bad_binding(place, str(error), error.hint))

    def _target(self, token: Token, target: str, narrative: Narrative) -> None:
        """http(s), mailto, tel, a place in the page, or a file that exists beside the report."""
        scheme, colon, _ = target.partition(":")
        if colon and "/" not in scheme:
            if scheme.lower() not in {"http", "https", "mailto", "tel"}:
                self.report(faults.bad_link(self._link(token, target), target))
            return
        if target.startswith("#") and len(target) > 1:
            return
        path = unquote(target.partition("#")[0])
        if path in self.context.files:
            narrative.attachments.add(path)
            return
        self.report(faults.missing_file(self._link(token, target), path))

    def _link(self, token: Token, target: str) -> Place:
        written = next((form for form in (target, unquote(target)) if form in token.content), "](")
        return self.find(token, written)
