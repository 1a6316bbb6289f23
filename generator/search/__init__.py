"""The search of a column: an index of all pairs of neighbouring characters, in scripts, so that it works from file://.

The texts of all reports are thought of as one long text, folded, in which every character has a number. Of every pair
of characters the index has the numbers at which it begins: so words of any length are found exactly, wherever they
begin and end, and no other report is. A character that ends a paragraph makes a pair with the paragraph's end.
The pairs lie in order in small files; `TABLE` says which pair each begins with, and which reports there are.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import add, sub
from pathlib import Path
from typing import TypeAlias

from generator.model import AgencyKind
from generator.pages.column import Column
from generator.search.fold import PARAGRAPH, fold
from generator.search.text import Entry, parts, script
from generator.themes import asset_url

_Numbers: TypeAlias = "array[int]"  # not a value before Python 3.12
_Places: TypeAlias = Mapping[str, _Numbers]
TABLE = "table"
_SHARD = 8 * 1024  # bytes; a question wants a few of them
# Digits of numbers to the base 45: printable, none of them is escaped in a script. The last digit of a number is
# another character than the same digit elsewhere, so that numbers need nothing between them.
_BASE = 45
_DIGITS = [chr(code) for code in range(35, 126) if chr(code) != "\\"]


def _number(number: int) -> str:
    written = _DIGITS[_BASE + number % _BASE]
    while number := number // _BASE:
        written = _DIGITS[number % _BASE] + written
    return written


_NEAR = [_number(number) for number in range(_BASE**2)]  # most of what is written


def files(column: Column, entries: Iterable[Entry], folder: Path) -> Iterator[tuple[str, bytes]]:
    """URL and content of every file of the index, the table last; none without entries.

    The words are read from the staged files in `folder`, one after the other: the column may be large.
    """
    reports: dict[str, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        reports[entry.agency][entry.year] = entry
    if not reports:
        return
    titles = sorted({entry.title for years in reports.values() for entry in years.values()})
    kinds = list(AgencyKind)
    agencies: list[object] = []
    places: dict[str, _Numbers] = defaultdict(lambda: array("I"))
    end = 0
    for agency in sorted(column.agencies.values(), key=lambda agency: kinds.index(agency.kind)):
        said: list[object] = []
        for year, entry in sorted(reports.get(agency.path, {}).items()):
            start, end = end, _count(places, _words((folder / entry.url).read_bytes()), end)
            digest = entry.url.split(".")[-2]
            said.append([year, digest, end - start, titles.index(entry.title)])
        if said:
            agencies.append([agency.path, agency.name, agency.short, kinds.index(agency.kind), said])
    shards: list[list[str]] = []
    for number, shard in enumerate(_shards(places)):
        body = script(str(number), shard)
        url = asset_url(f"search/{number}.js", body)
        shards.append([next(iter(shard)), url.split(".")[-2]])
        yield url, body
    table = script(
        TABLE,
        {
            "kinds": [[kind.value, kind.label] for kind in kinds],
            "titles": titles,
            "agencies": agencies,
            "shards": shards,
        },
    )
    yield asset_url(f"search/{TABLE}.js", table), table


def _words(body: bytes) -> str:
    """All that a report says, as one folded text that ends with the end of a paragraph."""
    return "".join(fold(words) + PARAGRAPH for _anchor, _label, words in parts(body))


def _count(places: _Places, words: str, start: int) -> int:
    """Note where every pair of characters begins; where the next text starts."""
    for place, pair in enumerate(map(add, words, words[1:]), start):
        places[pair].append(place)
    return start + len(words)


def _shards(places: _Places) -> Iterator[dict[str, str]]:
    """Pairs → their places, in the order in which scripts compare words (UTF-16), cut where a file is large enough."""
    shard: dict[str, str] = {}
    size = 0
    for pair in sorted(places, key=lambda pair: pair.encode("utf-16-be")):
        if pair.startswith(PARAGRAPH):
            continue
        if size > _SHARD:
            yield shard
            shard, size = {}, 0
        shard[pair] = _distances(places[pair])
        size += len(shard[pair]) + len(pair.encode()) + len('"":"",')
    if shard:
        yield shard


def _distances(places: _Numbers) -> str:
    """Each place as its distance from the one before it."""
    distances = map(sub, places, chain((0,), places))
    return "".join([_NEAR[n] if n < len(_NEAR) else _number(n) for n in distances])
