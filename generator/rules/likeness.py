"""Likeness: a sketch of a report's words, small enough to compare every report with every other."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from zlib import crc32

from generator.model import Report
from generator.problems import Finding, Level, Place
from generator.rules import Column, Fact, column_rule

_SHINGLE = 6  # characters
_SIZE = 128  # hashes kept
_SHORTEST = 200  # characters: shorter texts are alike because there is little to say
_KEYS = (
    32  # of the smallest hashes: by them candidates are found, a text that holds another shares most of them
)
_SHARED = 4  # that candidates share
_CANDIDATES = 10  # that are compared with a report
_COMMON = 200  # reports: a hash that more of them have is a set phrase
_ENOUGH = 24  # hashes that must be comparable, or the estimate says nothing
# Figures and years differ between reports that are copied; the words are what is compared. Runs do not
# go beyond a sentence, so that sentences in another order are the same.
_NO_WORD = re.compile(r"[\W\d_]+")
_SENTENCE = re.compile(r"[。；！？\n]")


def sketch(report: Report) -> tuple[int, ...]:
    """The smallest hashes of all runs of some characters: two sketches share about as much as the texts do."""
    return sketch_of("".join(part.text for part in report.narrative.values()))


def sketch_of(text: str) -> tuple[int, ...]:
    """Smallest first; empty where there are too few words to compare."""
    sentences = [_NO_WORD.sub("", sentence) for sentence in _SENTENCE.split(text)]
    if sum(map(len, sentences)) < _SHORTEST:
        return ()
    runs = {
        crc32(words[at : at + _SHINGLE].encode())
        for words in sentences
        for at in range(len(words) - _SHINGLE + 1)
    }
    return tuple(nsmallest(_SIZE, runs))


def contained(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of the first text that is in the second, 0 to 1: among hashes that both sketches reach."""
    reach = other[-1] if len(other) >= _SIZE else one[-1]
    reached = one[: bisect_right(one, reach)]
    return len(set(reached).intersection(other)) / len(reached) if len(reached) >= _ENOUGH else 0


@dataclass(frozen=True, slots=True)
class _Like:
    share: float
    fact: Fact


@column_rule("N217", "与别的年报雷同", Level.WARNING)
def alike(column: Column) -> Iterator[Finding]:
    """什么：正文的文字大部分和本机关上一年的年报，或者和别的机关同一年的年报相同。数字不算，太短的不比。

    为什么：「内容雷同、敷衍塞责」是明文要追究责任的问题。多少算雷同，可以在 site.yaml 的 checks 里改；相似度是估计的，误差约三个百分点。
    怎么改：按本机关这一年实际做的事、真实的问题重写；不是本机关情况的，删掉。
    依据：国办公开办函〔2021〕30号，（四）明确责任；中国社科院法治蓝皮书（2017）。
    """
    facts = [fact for fact in column.facts if fact.sketch]
    least = column.checks.similarity / 100
    best: dict[int, _Like] = {}
    for at, other in (*_last_years(facts), *_candidates(facts)):
        if facts[other].draft and not facts[at].draft:
            continue  # who copies is the draft
        share = contained(facts[at].sketch, facts[other].sketch)
        if share >= least and (at not in best or share > best[at].share):
            best[at] = _Like(share, facts[other])
    for at, like in sorted(best.items()):
        yield _finding(facts[at], like)


def _last_years(facts: Sequence[Fact]) -> Iterator[tuple[int, int]]:
    """Every report with its agency's report of the year before."""
    places = {(fact.agency.path, fact.year): at for at, fact in enumerate(facts)}
    for (path, year), at in places.items():
        if (before := places.get((path, year - 1))) is not None:
            yield at, before


def _candidates(facts: Sequence[Fact]) -> Iterator[tuple[int, int]]:
    """Every report with those of its year that are most like it by their smallest hashes.

    Hashes that very many have are counted apart, and only for some of these: else a set phrase that a whole
    county uses would hide who really copied, and cost a comparison of all with all.
    """
    years: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, fact in enumerate(facts):
        for number in fact.sketch[:_KEYS]:
            years[fact.year][number].append(at)
    for at, fact in enumerate(facts):
        index = years[fact.year]
        rare: Counter[int] = Counter()
        common: Counter[int] = Counter()
        for number in fact.sketch[:_KEYS]:
            holders = index[number]
            (rare if len(holders) <= _COMMON else common).update(holders[:_COMMON])
        for other in {*_most(rare, at), *_most(common, at)}:
            yield at, other


def _most(shared: Counter[int], at: int) -> list[int]:
    """Those that share most, but for the report itself."""
    shared.pop(at, None)
    enough = [(count, -other) for other, count in shared.items() if count >= _SHARED]
    return [-other for _count, other in nlargest(_CANDIDATES, enough)]


def _finding(fact: Fact, like: _Like) -> Finding:
    other = like.fact
    file = other.file.removesuffix(".yaml") + ".md"
    whose = "本机关" if other.agency.path == fact.agency.path else f"“{other.agency.name}”"
    return Finding(
        Place(fact.file.removesuffix(".yaml") + ".md"),
        f"正文约 {like.share:.0%} 和{whose} {other.year} 年的年报相同",
        f"按这一年的实际情况重写；相同的在 {file}",
        (Place(file),),
    )
