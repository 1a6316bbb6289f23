"""What need not be done again: the downloads of an unchanged report are taken from the site that stands.

A file is what its writer makes of an Order and of nothing else. So it has the same bytes as long as these are the same:

- made_from, what the order says: every field of the report and its agency, of what is printed of the settings
  (outputs.settings), and of the errors that are published with their reasons. A form goes by its name: it is ours.
  It is a hash of what was read, not of files: one that is saved during a build is never taken for the one rendered.
- made_with, what the order is worked on with: all files of ours, so the forms and report.typ too; the libraries of the
  writer; Python, the system and zlib; and what is in the files that an order only names, the office's fonts and its
  Word file.

No file is believed: it must be an ordinary one, and its SHA-256 the one that the last build wrote down.
"""

import hashlib
import json
import os
import platform
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from generator import swap
from generator.downloads import FORMATS
from generator.editions.form import Edition
from generator.manifest import Manifest
from generator.outputs import Order
from generator.read.text import regular

_HERE = Path(__file__).parent
_NO_MAKER = frozenset({"__pycache__", "themes"})  # of the carried theme only the Word file makes a download
_LENGTH = 16  # hexadecimal digits of a hash
_MOST = 16 * 1024 * 1024  # bytes; no download comes near it


@dataclass(frozen=True, slots=True)
class Kept:
    """A report of the site that stands, and its files of those formats that have the same maker today."""

    made_from: str = ""
    files: Mapping[str, str] = field(default_factory=dict)  # format → SHA-256


def made_from(order: Order) -> str:
    """A hash of all that an order says."""
    return _hash([order.report, order.site, order.waived])


def made_with(names: Iterable[str], fonts: Path | None, template: Path | None) -> dict[str, str]:
    """Format → a hash of all that makes its files; without those of which it cannot be known."""
    try:
        shared = [
            _program(),
            (sys.implementation.name, *sys.version_info, sys.platform, platform.machine()),
            zlib.ZLIB_RUNTIME_VERSION,
            fonts and _contents(fonts),
            template and _content(template),
        ]
    except OSError:
        return {}
    # markupsafe: in the words that the tool itself puts into a report
    versions = {name: _versions(("markupsafe", *FORMATS[name].made_by)) for name in names}
    return {name: _hash([shared, found]) for name, found in versions.items() if all(found)}


def kept(last: Manifest, made_with: Mapping[str, str]) -> dict[str, Kept]:
    """Report → what can be taken of it if it still says the same."""
    same = [name for name, found in made_with.items() if last.made_with.get(name) == found]

    def files(report: str) -> dict[str, str]:
        found = {name: last.files.get(f"{report}.{name}") for name in same}
        return {name: file.sha256 for name, file in found.items() if file}

    return {report: Kept(said, files(report)) for report, said in last.made_from.items()}


def taken(path: Path, sha256: str) -> bytes | None:
    """The file as the last build wrote it; None if it is gone, is a link or anything but a file, or was changed."""
    try:
        body = regular(path, _MOST)
    except OSError:
        return None
    return body if body is not None and hashlib.sha256(body).hexdigest() == sha256 else None


@cache
def _program() -> str:
    """All that is ours: read once, as it is run."""
    return _contents(_HERE, _NO_MAKER)


def _contents(folder: Path, without: frozenset[str] = frozenset()) -> str:
    """A hash of the names and bytes of all files below a folder."""
    names = [name for name in sorted(swap.listing(folder)) if without.isdisjoint(name.split("/"))]
    return _hash([(os.fsencode(name).hex(), _content(folder / name)) for name in names])


def _content(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _versions(distributions: Iterable[str]) -> list[str]:
    """Of each; "" where it does not say."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in distributions:
        try:
            found.append(version(name) or "")
        except PackageNotFoundError:
            found.append("")
    return found


def _hash(value: object) -> str:
    text = json.dumps(value, default=_plain, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _plain(value: object) -> object:
    """What JSON has no word for, so that different values are never the same text. Raises TypeError for all else."""
    if isinstance(value, Edition):
        return value.id
    if is_dataclass(value):
        return [type(value).__name__, *(getattr(value, part.name) for part in fields(value))]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date | Decimal):
        return [type(value).__name__, str(value)]
    raise TypeError(type(value).__name__)
