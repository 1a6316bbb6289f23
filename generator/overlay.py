"""What the preview adds to a page: the script that reloads it, and the problems laid over it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from generator import show
from generator.problems import Place, Problem, failing
from generator.unit import Draft

AT = "/__nianbao__/"  # no page can have this address: folders and files of a column have no underscore
ASSETS = Path(__file__).parent  # overlay.js, overlay.css

_MEND = "改好并保存后，页面会自动刷新。"
_SHOWN = 50  # problems on one page: whoever has more mends the first ones first

# Everything that may stand before the content of <head>. After it no unclosed comment or script of a page
# that somebody is working on can swallow what we add, and the page's own doctype stays the first thing.
_BLANK = rb"(?:\s|<!--.*?-->)*"
_TAG = rb"""(?:\s(?:"[^"]*"|'[^']*'|[^>"'])*)?>"""
_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:%b<!doctype%b)?(?:%b<html%b)?(?:%b<head%b)?" % ((_BLANK, _TAG) * 3),
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the last build said. With it, every page of the preview can say how true it is."""

    number: str  # names the build; the browser asks for it to see whether its page is older
    problems: Sequence[Problem] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)  # by the path of their pages
    stale: bool = False  # the build made nothing: the pages are older, or there are none
    crash: str = ""  # traceback of an error of ours
    lines: Mapping[Place, str] = field(default_factory=dict)  # source lines as the build read them

    def of_drafts(self) -> list[Problem]:
        """The problems of all drafts; they stop no build."""
        return [problem for draft in self.drafts.values() for problem in draft.problems]


@dataclass(frozen=True, slots=True)
class _Panel:
    title: str
    text: str
    problems: Sequence[Problem]
    opened: bool  # laid over the page; else a bar below it


def laid_over(html: bytes, shown: Shown, path: str, port: int) -> bytes:
    """The page at `path` (no leading "/") with what the preview adds to it; any bytes are a page."""
    start = _START.match(html)
    at = start.end() if start else 0
    panel = _panel(shown, path)
    added = (
        f'<script src="{AT}overlay.js" data-build="{escape(shown.number)}" defer></script>'
        f'<script src="/livereload.js?port={port}&amp;maxdelay=2000" defer></script>'
        f"{_template(panel, shown) if panel else ''}"
    )
    return html[:at] + added.encode() + html[at:]


def missing(shown: Shown, address: str) -> str:
    """Why there is no page at an address (no leading "/")."""
    if not shown.number:
        return "正在生成网页"
    if address in shown.drafts:
        return "这份草稿有错误，还不能显示"
    if shown.stale:
        return "有错误，还没有这个页面"
    return f"没有 /{address} 这个页面"


def notice(title: str) -> bytes:
    """A page where the site has none."""
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>body{font:1.125rem/1.8 sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>\n"
        f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        "<p>一旦有了，这里会自动显示。</p>\n"
        '<p><a href="/">首页</a></p>\n</main>\n</body>\n</html>\n'
    ).encode()


def _panel(shown: Shown, path: str) -> _Panel | None:
    draft = shown.drafts.get(path)
    if shown.crash:
        return _Panel(
            "内部错误",
            "这是工具的错误，不是您写错了。请把下面的文字发给管理工具的同事；继续修改文件，预览会再试一次。",
            (),
            opened=True,
        )
    every = [*shown.problems, *shown.of_drafts()]
    if shown.stale:
        return _Panel(f"网页没有更新：{show.counts(shown.problems)}", _MEND, every, opened=True)
    if draft and failing(draft.problems):
        count = show.counts(draft.problems)
        return _Panel(f"这份草稿的网页没有更新：{count}", _MEND, draft.problems, opened=True)
    named = {"": shown.problems, "草稿：": shown.of_drafts()}
    title = "；".join(f"{name}{show.counts(problems)}" for name, problems in named.items() if problems)
    return _Panel(title, "", every, opened=False) if every else None


def _template(panel: _Panel, shown: Shown) -> str:
    """Inert until overlay.js puts it into a shadow tree, where the page's CSS and ours cannot meet."""
    text = f"<p>{panel.text}</p>" if panel.text else ""
    crash = f"<pre>{escape(shown.crash)}</pre>" if shown.crash else ""
    items = "".join(_item(problem, shown.lines) for problem in panel.problems[:_SHOWN])
    rest = len(panel.problems) - _SHOWN
    more = f"<p>还有 {rest} 个问题没有列出；先改好上面的。</p>" if rest > 0 else ""
    return (
        f'<template id="nianbao-problems"{" data-opened" if panel.opened else ""}>'
        f'<link rel="stylesheet" href="{AT}overlay.css">'
        f'<section aria-labelledby="title"><div class="bar">'
        f'<p id="title" role="{"alert" if panel.opened else "status"}">{escape(panel.title)}</p>'
        f'<button type="button" aria-controls="details" data-open="查看" data-close="关闭"></button></div>'
        f'<div id="details" tabindex="0" role="group" aria-label="详情">'
        f"{text}{crash}{f'<ol>{items}</ol>' if items else ''}{more}</div></section></template>"
    )


def _item(problem: Problem, lines: Mapping[Place, str]) -> str:
    hint = f'<p class="hint">{escape(problem.hint)}</p>' if problem.hint else ""
    related = "".join(f"<p>参见 <code>{escape(str(place))}</code></p>" for place in problem.related)
    return (
        f'<li><p><span class="{problem.level}">{show.LEVELS[problem.level]}</span> '
        f"<code>{escape(str(problem.place))}</code> <small>{problem.code}</small></p>"
        f"<p>{escape(problem.message)}</p>{_source(problem, lines.get(problem.place, ''))}{hint}{related}</li>"
    )


def _source(problem: Problem, line: str) -> str:
    """The line with its number; the character is marked, which no width of a font can misplace."""
    if not line.strip():
        return ""
    at = problem.place.column - 1
    marked = f"{escape(line[:at])}<mark>{escape(line[at : at + 1] or ' ')}</mark>{escape(line[at + 1 :])}"
    return f"<pre><span>{problem.place.line}</span> {marked}</pre>"
