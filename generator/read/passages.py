"""Blocks of Markdown → passages: the words as they are read, and where they are written."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from generator.model import Passage
from generator.read.text import Source

_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def passages(section: str, tokens: Sequence[Token], source: Source) -> Iterator[Passage]:
    """Every block with words of its own."""
    lines = source.text.split("\n")
    before = ""
    for token in tokens:
        if token.type == "inline" or token.content:
            text, bound = _words(token)
            yield Passage(section, text, bound, before == "heading_open", tuple(_written(token, lines)))
        before = token.type


def _words(token: Token) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words of a block, and the stretches of them that are bound figures."""
    if token.children is None:
        return token.content.rstrip("\n"), ()
    text, bound = "", []
    for child in token.children:
        words = _BREAKS.get(child.type, child.content)
        if child.meta.get("bound"):
            bound.append((len(text), len(text) + len(words)))
        text += words
    return text, tuple(bound)


def _written(token: Token, lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Line, column and words of every line of a block; markdown-it has cut the indent away."""
    first = token.map[0] if token.map else 0
    for number, words in enumerate(token.content.rstrip("\n").split("\n"), first + 1):
        line = lines[number - 1] if number <= len(lines) else ""
        yield number, max(line.find(words), 0) + 1, words
