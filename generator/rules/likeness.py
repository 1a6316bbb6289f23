"""Likeness: a sketch of a report's words, small enough to compare every report with every other."""

import re
from heapq import nsmallest
from zlib import crc32

from generator.model import Report

_SHINGLE = 6  # characters
_SIZE = 128  # hashes kept


def sketch(report: Report) -> tuple[int, ...]:
    """The smallest hashes of all runs of some characters: two sketches share about as much as the texts do."""
    words = re.sub(r"\W+", "", "".join(part.text for part in report.narrative.values()))
    runs = {crc32(words[at : at + _SHINGLE].encode()) for at in range(len(words) - _SHINGLE + 1)}
    return tuple(nsmallest(_SIZE, runs))
