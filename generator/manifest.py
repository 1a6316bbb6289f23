"""The manifest of a site: which files are ours, what every report said, and what its downloads were made from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MANIFEST = "manifest.json"
GENERATOR = "nianbao"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site: its path with "/", the SHA-256 of its bytes, their number."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one build tells the next; an older manifest has no more than the files."""

    files: dict[str, Written] = field(default_factory=dict)  # by path
    made_with: dict[str, str] = field(default_factory=dict)  # format → hash (cache.py)
    made_from: dict[str, str] = field(default_factory=dict)  # report → hash


def read(body: bytes) -> Manifest | None:
    """The manifest; None if it is no manifest of ours. One of ours that is damaged is a ValueError."""
    try:
        content = json.loads(body)
        if not isinstance(content, dict) or content.get("generator") != GENERATOR:
            return None  # a web app calls its own file manifest.json too
        files = {
            name: Written(name, str(row["sha256"]), int(row["size"]))
            for name, row in content["files"].items()
        }
        return Manifest(files, {**content.get("made_with", {})}, {**content.get("made_from", {})})
    except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("a damaged manifest") from error


def written(rows: Iterable[Written], more: Mapping[str, Mapping[str, object]]) -> bytes:
    """A manifest of these files; `more`: name → what else is said. The same always gives the same bytes, an entry a line."""
    files = {row.path: {"sha256": row.sha256, "size": row.size} for row in rows}
    parts = (_part(name, entries) for name, entries in {"files": files, **more}.items())
    return f'{{"generator": "{GENERATOR}", {"}, ".join(parts)}}}}}\n'.encode()


def _part(name: str, entries: Mapping[str, object]) -> str:
    lines = (f"{_json(key)}: {_json(entries[key])}" for key in sorted(entries))
    return "\n".join(filter(None, (f'"{name}": {{', ",\n".join(lines), "")))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
