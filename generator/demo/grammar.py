"""Sentences with alternatives, numbers and figures in them; their grammar is told at the top of words.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.demo.chance import Draw, between, few, pick
from generator.model import AgencyKind

_TOKEN = re.compile(r"\[([^\[\]]*)\]|<([^<>]+)>|\{\{ (\w+) \}\}")
SIZES = {AgencyKind.GOVERNMENT: 0, AgencyKind.DEPARTMENT: 1}  # the others: 2


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks, and what there is to say."""

    kind: AgencyKind
    words: Mapping[str, str]  # what stands for <name>, and for {{ name }}
    fields: tuple[str, ...]
    facts: Mapping[str, int]  # what {{ name }} comes to, where the form has it
    draw: Draw

    @property
    def size(self) -> int:
        """Which of three numbers is for it."""
        return SIZES.get(self.kind, 2)


@dataclass(frozen=True, slots=True)
class _Either:
    ways: tuple["_Parts", ...]


@dataclass(frozen=True, slots=True)
class _Number:
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


_Parts = tuple["str | _Either | _Number | _Name", ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that can be said in many ways, by some and under conditions."""

    parts: _Parts
    some: tuple[str, ...]  # facts that must be there and not 0
    none: tuple[str, ...]  # facts that must be 0
    kinds: tuple[str, ...]  # (): anybody

    def fits(self, voice: Voice) -> bool:
        """Whether it is true of this agency and year."""
        if self.kinds and voice.kind not in self.kinds:
            return False
        return all(map(voice.facts.get, self.some)) and not any(
            voice.facts.get(name, 1) for name in self.none
        )

    def said(self, voice: Voice) -> str:
        """One of the ways."""
        return "".join(_say(self.parts, voice))


def sentence(data: str | dict[str, Any]) -> Sentence:
    """From its place in words.yaml."""
    given = {"say": data} if isinstance(data, str) else data
    kinds = given.get("for", ())
    figures = (match[3] for match in _TOKEN.finditer(given["say"]) if match[3])
    return Sentence(
        parts=_parts(given["say"]),
        some=(*figures, *given.get("some", ())),
        none=tuple(given.get("none", ())),
        kinds=(kinds,) if isinstance(kinds, str) else tuple(kinds),
    )


def _parts(text: str) -> _Parts:
    parts: list[str | _Either | _Number | _Name] = []
    at = 0
    for match in _TOKEN.finditer(text):
        parts += [text[at : match.start()]] if match.start() > at else []
        parts.append(_part(match))
        at = match.end()
    return (*parts, text[at:]) if at < len(text) else tuple(parts)


def _part(match: re.Match[str]) -> _Either | _Number | _Name:
    if match[1] is not None:
        return _Either(tuple(_parts(way) for way in match[1].split("|")))
    if match[2] and match[2][0].isdigit():
        ranges = [tuple(map(int, numbers.split("-"))) for numbers in match[2].split("/")]
        return _Number(tuple((low, high) for low, high in (ranges * 3 if len(ranges) == 1 else ranges)))
    return _Name(match[2] or match[3])


def _say(parts: _Parts, voice: Voice) -> list[str]:
    said: list[str] = []
    for part in parts:
        if isinstance(part, str):
            said.append(part)
        elif isinstance(part, _Either):
            said += _say(pick(voice.draw, part.ways), voice)
        elif isinstance(part, _Number):
            said.append(str(between(voice.draw, *part.ranges[voice.size])))
        elif part.name == "field":
            said.append(pick(voice.draw, voice.fields))
        elif part.name == "fields":
            said.append("、".join(few(voice.draw, voice.fields, 2 + (voice.size == 0))))
        else:
            said.append(voice.words[part.name])
    return said
