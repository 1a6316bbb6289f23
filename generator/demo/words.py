"""The narrative of a report that never was: sentences of words.yaml under the headings of the form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.demo.chance import Draw, few, pick
from generator.demo.county import HOST, Office
from generator.demo.data import data
from generator.demo.grammar import Sentence, Voice, sentence
from generator.editions.form import Edition, Section
from generator.model import ProcessingFee
from generator.sources import narrative_markdown

_SELF = {"委员会": "我委", "办公室": "我办", "街道": "我街道"}
_NUMBERS = "一二三四五六七八九十"
_TERM = re.compile(r"(?:(-) )?([a-z][\w.*]*)")


@dataclass(frozen=True, slots=True)
class _Pool:
    entries: tuple[tuple[Sentence, ...], ...]  # ways to say one thing each
    take: tuple[int, ...]  # how many things, by size
    form: str  # "", "list" or "paragraph"


_Passage = tuple[_Pool, ...]


@dataclass(frozen=True, slots=True)
class _Bank:
    """words.yaml."""

    figures: dict[str, str]
    sections: dict[str, dict[str, Any]]
    passages: dict[str, _Passage]
    pairs: tuple[tuple[Sentence, Sentence], ...]
    leads: dict[str, tuple[Sentence, ...]]
    free: tuple[tuple[Sequence[str], _Passage], ...]  # headings; without a passage: the pairs


@cache
def _bank() -> _Bank:
    words = data("words")
    return _Bank(
        figures=words["figures"],
        sections=words["sections"],
        passages={name: _passage(pools) for name, pools in words["passages"].items()},
        pairs=tuple((sentence(pair["lack"]), sentence(pair["mend"])) for pair in words["pairs"]),
        leads={name: tuple(map(sentence, ways)) for name, ways in words["leads"].items()},
        free=tuple((part["heads"], _passage(part.get("passage", []))) for part in words["free"]),
    )


def _passage(pools: list[Any]) -> _Passage:
    return tuple(_pool(pool if isinstance(pool, dict) else {"say": [pool]}) for pool in pools)


def _pool(given: dict[str, Any]) -> _Pool:
    entries = [entry if isinstance(entry, list) else [entry] for entry in given["say"]]
    take = given.get("take", (1, 1, 1))
    return _Pool(tuple(tuple(map(sentence, entry)) for entry in entries), tuple(take), given.get("as", ""))


@dataclass(frozen=True, slots=True)
class Terms:
    """The figures of words.yaml that an edition has."""

    cells: dict[str, tuple[tuple[int, int], ...]]  # name → sign and index of each cell it is made of
    bound: dict[str, str]  # name → {{ path + path }}


def terms(edition: Edition) -> Terms:
    """Look the figures up in an edition."""
    found = Terms({}, {})
    for name, expression in _bank().figures.items():
        signed = [(sign, _addresses(pattern, edition)) for sign, pattern in _TERM.findall(expression)]
        if all(addresses for _sign, addresses in signed):
            flat = [(sign or "+", address) for sign, addresses in signed for address in addresses]
            found.cells[name] = tuple((int(f"{sign}1"), edition.index[address]) for sign, address in flat)
            spelled = "".join(f" {sign} {address}" for sign, address in flat)
            found.bound[name] = f"{{{{ {spelled.removeprefix(' + ')} }}}}"
    return found


def _addresses(pattern: str, edition: Edition) -> list[str]:
    wanted = re.compile(re.escape(pattern).replace(r"\*", ".*"))
    return [address for address in edition.index if wanted.fullmatch(address)]


@dataclass(frozen=True, slots=True)
class Year:
    """What a narrative tells of."""

    office: Office
    year: int
    numbers: list[int]  # in the order of Edition.cells
    fee: ProcessingFee


def voice(year: Year, terms: Terms, draw: Draw) -> Voice:
    """An agency that looks back on a year."""
    agency, fee = year.office.agency, year.fee
    facts = {
        name: sum(sign * year.numbers[index] for sign, index in cells) for name, cells in terms.cells.items()
    }
    words = {
        **terms.bound,
        "name": agency.name,
        "we": next((we for end, we in _SELF.items() if agency.short.endswith(end)), f"我{agency.short[-1]}"),
        "county": year.office.county,
        "year": str(year.year),
        "next": str(year.year + 1),
        "office": agency.contact.office,
        "phone": agency.contact.phone,
        "portal": f"[{year.office.county}人民政府网](https://{agency.path.split('/')[0]}.{HOST}/zfxxgk/)",
        "notices": str(fee.notices_issued),
        "noticed": str(fee.amount_noticed),
        "collected": str(fee.amount_collected),
    }
    return Voice(agency.kind, words, year.office.fields, {**facts, "notices": fee.notices_issued}, draw)


def narrative(edition: Edition, voice: Voice) -> str:
    """The Markdown file."""
    if not edition.sections:
        return "\n".join(
            f"## {pick(voice.draw, heads)}\n\n{_free(passage, voice)}\n" for heads, passage in _bank().free
        )
    bodies = {section.id: _body(section, voice) for section in edition.sections if not section.table}
    return narrative_markdown(edition, bodies)


def _free(passage: _Passage, voice: Voice) -> str:
    return _told(passage, voice) if passage else _pairs(voice)


def _body(section: Section, voice: Voice) -> str:
    bank = _bank()
    plan = bank.sections.get(section.id, {})
    if "pairs" in plan:
        return _pairs(voice)
    if "topics" not in plan:
        return _told(bank.passages[plan.get("passage", _ANY)], voice)
    parts = [_told(bank.passages[plan["preface"]], voice)]
    headings = bool(section.topics) or voice.draw() < _HALF
    for number, topic in zip(_NUMBERS, section.topics or plan["topics"], strict=False):
        text = _told(bank.passages.get(topic, bank.passages[_ANY]), voice)
        parts.append(f"### （{number}）{topic}\n\n{text}" if headings else f"**{topic}。**{text}")
    return "\n\n".join(parts)


def _told(passage: _Passage, voice: Voice) -> str:
    """The sentences of a passage, in paragraphs and lists."""
    blocks: list[list[str]] = []
    form = ""
    for pool in passage:
        fitting = [fit for entry in pool.entries if (fit := [way for way in entry if way.fits(voice)])]
        said = [
            pick(voice.draw, ways).said(voice) for ways in few(voice.draw, fitting, pool.take[voice.size])
        ]
        if said and (not blocks or pool.form == "paragraph" or (pool.form == "list") != (form == "list")):
            blocks.append([])
        if said:
            form = pool.form
            blocks[-1] += [f"- {words}\n" for words in said] if form == "list" else said
    return "\n\n".join("".join(block).rstrip() for block in blocks)


def _pairs(voice: Voice) -> str:
    """What was wanting and what is done about it: item by item, or one after the other."""
    bank, draw = _bank(), voice.draw
    chosen = few(draw, bank.pairs, 2 + (voice.size == 0))
    lacks, mends = ([pair[side].said(voice) for pair in chosen] for side in (0, 1))
    if draw() < _HALF:
        items = [f"**{lack}。**{mend}。" for lack, mend in zip(lacks, mends, strict=True)]
        return f"{pick(draw, bank.leads['both']).said(voice)}\n\n{_numbered(items)}"
    heads = bank.leads["heads"] if draw() < _HALF else ()
    parts = []
    for at, (side, items) in enumerate((("lack", lacks), ("mend", mends))):
        lead = heads[at].said(voice) if heads else pick(draw, bank.leads[side]).said(voice)
        parts += [lead, _numbered([f"{item}。" for item in items])]
    return "\n\n".join(parts)


def _numbered(items: Sequence[str]) -> str:
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


_ANY = "any"
_HALF = 0.5
