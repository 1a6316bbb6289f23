"""What a page offers to links, wants of others and lacks: one fast pass over the tags of its HTML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape

# Comments, and scripts and styles with what is in them, are one "tag" each. Quoted values may hold ">".
_TAG = re.compile(
    rb"<((?i:script|style)\b[^<>]*+>.*?</|[a-zA-Z][^<>\"']*+(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*+)*+|!--.*?--)>?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_TITLE = re.compile(rb"<title[^>]*>\s*[^\s<]", re.IGNORECASE)
_BODY = re.compile(rb"<body[\s>]", re.IGNORECASE)

_LINKS = {"href", "src", "poster", "data", "action", "formaction", "xlink:href"}
_LISTS = {"srcset", "imagesrcset"}
_REFERENCES = {"headers", "for", "aria-labelledby", "aria-describedby"}
_NAMES = {"aria-label", "aria-labelledby"}

_ID, _LINK, _REFERENCE, _IMAGE, _TABLE, _H1, _LANG, _ANCHOR = range(8)
_Said = tuple[tuple[int, str], ...]
Cut = Iterable[tuple[bytes, tuple[str, ...]]]  # parts of a page, each with the pieces of it that never change


@dataclass(frozen=True, slots=True)
class Marks:
    """What was found; every link and reference once."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()  # as written, entities resolved; those to another host or scheme are left out
    references: tuple[str, ...] = ()  # ids that headers, for, aria-labelledby … name
    images: tuple[str, ...] = ()  # sources of images without alt
    tables: int = 0  # without caption or label
    h1: int = 0
    lang: bool = False
    title: bool = False
    anchors: tuple[str, ...] = ()  # <a name>: may be linked to, but is no id


def marks(html: bytes, cut: Cut = ()) -> Marks:
    """Of a page. What is `cut`, the official tables, is most of a report page and is looked at once in a run."""
    rest, known = _without(html, cut)
    found = _found(rest)
    body = _BODY.search(html)
    title = _TITLE.search(html, 0, body.start() if body else len(html))
    return Marks(
        ids=(*found.ids, *(name for part in known for name in part.ids)),
        links=(*found.links, *(link for part in known for link in part.links)),
        references=(*found.references, *(name for part in known for name in part.references)),
        images=(*found.images, *(image for part in known for image in part.images)),
        tables=found.tables + sum(part.tables for part in known),
        h1=found.h1 + sum(part.h1 for part in known),
        lang=found.lang,
        title=title is not None,
        anchors=found.anchors,
    )


def _without(html: bytes, cut: Cut) -> tuple[bytes, list[Marks]]:
    """The page without those parts that are found in it as they are, and the marks of those."""
    kept, known, at = [], [], 0
    for part, pieces in cut:
        start = html.find(part, at)
        if start >= 0:  # else a theme has changed it: it is read with the page
            kept.append(html[at:start])
            known.append(_fixed(pieces))
            at = start + len(part)
    return b"".join((*kept, html[at:])), known


@cache
def _fixed(pieces: tuple[str, ...]) -> Marks:
    return _found("".join(pieces).encode())


def _found(html: bytes) -> Marks:
    tags = _TAG.findall(html)
    lists: tuple[list[str], ...] = tuple([] for _kind in range(8))
    for said in filter(None, map(_read, tags)):
        for kind, value in said:
            lists[kind].append(value)
    nameless = len(lists[_TABLE]) and _nameless(tags)
    ids, links, references, images, _tables, h1, lang, anchors = lists
    return Marks(
        tuple(ids),
        tuple(dict.fromkeys(links)),
        tuple(dict.fromkeys(references)),
        tuple(images),
        nameless,
        len(h1),
        bool(lang),
        anchors=tuple(anchors),
    )


def _nameless(tags: list[bytes]) -> int:
    """Tables that have no caption, nor stand alone in a part that is labelled."""
    count = 0
    for at, tag in enumerate(tags):
        if tag[:5].lower() == b"table" and (_TABLE, "") in _read(tag):
            caption = tags[at + 1 : at + 2] and tags[at + 1][:7].lower() == b"caption"
            around = _attributes(tags[at - 1]) if at else {}
            count += not caption and not _NAMES & around.keys()
    return count


@lru_cache(8192)  # the same few hundred tags make up all pages of a column
def _read(tag: bytes) -> _Said:
    """What one tag has of interest."""
    if tag[:1] == b"!":
        return ()
    name = re.split(rb"[\s/>]", tag, maxsplit=1)[0].lower()
    said: list[tuple[int, str]] = [(_H1, "")] if name == b"h1" else []
    found = _attributes(tag)
    for key, value in found.items():
        said += _attribute(key, value)
    if name == b"a" and found.get("name"):
        said.append((_ANCHOR, found["name"]))
    elif name == b"img" and "alt" not in found:
        said.append((_IMAGE, found.get("src", "")))
    elif name == b"html" and found.get("lang", "").strip():
        said.append((_LANG, ""))
    elif name == b"table" and not _NAMES & found.keys() and found.get("role") not in {"presentation", "none"}:
        said.append((_TABLE, ""))
    return tuple(said)


def _attribute(key: str, value: str) -> Iterable[tuple[int, str]]:
    if key == "id":
        yield _ID, value
    elif key in _REFERENCES:
        yield from ((_REFERENCE, name) for name in value.split())
    elif key in _LINKS and not _external(value):
        yield _LINK, value.strip()
    elif key in _LISTS:
        sources = (part.split()[0] for part in value.split(",") if part.strip())
        yield from ((_LINK, source) for source in sources if not _external(source))


def _external(link: str) -> bool:
    """Whether a link leads to another host or scheme, or to the host's root, where somebody else is at home."""
    return link.strip().startswith("/") or bool(re.match(r"\s*[a-zA-Z][a-zA-Z0-9+.-]*:", link))


def _attributes(tag: bytes) -> dict[str, str]:
    text = tag.decode(errors="replace")
    name = re.match(r"[^\s/>]*", text)
    start = name.end() if name else 0
    if re.match(r"(?:script|style)\b", text, re.IGNORECASE):
        text = text[: text.find(">", start)]
    pairs = _ATTRIBUTE.findall(text, start)
    return {key.lower(): unescape(a or b or c) for key, a, b, c in reversed(pairs)}  # the first of two wins
