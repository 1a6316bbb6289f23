"""What the pages about to be published promise, checked: links, ids, headings, tables, images."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from urllib.parse import unquote

from generator.marks import Marks, marks
from generator.model import NarrativePart
from generator.problems import Finding, Place, Problem, fault
from generator.render import Renderer


@dataclass(frozen=True, slots=True)
class Flaw:
    """A promise that a page does not keep."""

    code: str
    page: str  # its URL
    template: str
    what: str  # the words by which its template is found: the link, the id, the image
    says: str  # the rest of a sentence that begins with the page
    place: Place | None = None  # in a report's words; None: it comes from the theme


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one page to another."""

    path: str  # from the top of the column; "" is the page itself
    fragment: str
    what: str  # as written
    template: str


@dataclass(slots=True)
class Proof:
    """What was seen on some pages, and what cannot be judged before all files are there."""

    flaws: list[Flaw] = field(default_factory=list)
    links: dict[Link, tuple[str, int]] = field(
        default_factory=dict
    )  # the first page that has it, how many have
    pages: set[str] = field(default_factory=set)  # those seen

    def look(self, page: str, template: str, found: Marks) -> None:
        """Judge what a page can be judged by alone, and remember where it leads."""
        self.pages.add(page)
        self.flaws += [Flaw(code, page, template, what, says) for code, what, says in _faults(found)]
        here = {*found.ids, *found.anchors, "", "top"}
        folder = posixpath.dirname(page)
        for what in found.links:
            link = _link(folder, what, template)
            if link.path not in {"", page}:
                first, count = self.links.get(link, (page, 0))
                self.links[link] = first, count + 1
            elif not _known(link.fragment, here):
                says = f"的链接“{what}”打不开：页面里没有“{link.fragment}”这个位置"
                self.flaws.append(Flaw("G201", page, template, what, says))

    def keep(self, paths: Iterable[str]) -> None:
        """Forget links to files that are known to be there."""
        known = set(paths)
        self.links = {
            link: uses for link, uses in self.links.items() if link.fragment or link.path not in known
        }

    def add(self, other: "Proof") -> None:
        """Take in what was seen on other pages."""
        self.flaws += other.flaws
        self.pages |= other.pages
        for link, (page, count) in other.links.items():
            first, before = self.links.get(link, (page, 0))
            self.links[link] = first, before + count


def spot(flaw: Flaw, parts: Iterable[NarrativePart], words: str) -> Place | None:
    """Where a report's own words hold the link; None if they do not, and it is the theme's."""
    if flaw.code != "G201":
        return None
    part = next((part for part in parts if f'="{escape(flaw.what)}"' in part.html), None)
    if part is None:
        return None
    lines = words.split("\n")
    for number in range(part.place.line, len(lines) + 1):
        for form in (flaw.what, unquote(flaw.what)):
            at = lines[number - 1].find(form)
            if at >= 0:
                return replace(part.place, line=number, column=at + 1)
    return part.place


def _faults(found: Marks) -> Iterable[tuple[str, str, str]]:
    """(code, what, says) of what needs no other page; of many of a kind only the first is named."""
    ids = set(found.ids)
    if len(ids) < len(found.ids):
        twice = list(dict.fromkeys(name for name, count in Counter(found.ids).items() if count > 1))
        yield "G202", twice[0], f"里的 id“{twice[0]}”{_more(twice)}用了不止一次"
    if not (found.lang and found.title and found.h1 == 1):
        heads = f"有 {found.h1} 个 <h1>（大标题）" if found.h1 else "没有 <h1>（大标题）"
        lacks = (
            "" if found.lang else "<html> 没有写 lang（语言）",
            "" if found.title else "没有 <title>（网页标题）",
            "" if found.h1 == 1 else heads,
        )
        yield "G203", "", f"里，{'，'.join(filter(None, lacks))}"
    lost = [name for name in found.references if name not in ids]
    if lost:
        yield "G204", lost[0], f"里，表头或名称的引用“{lost[0]}”{_more(lost)}找不到"
    if found.tables:
        yield "G204", "<table", f"里，有 {found.tables} 张表格没有名称"
    if found.images:
        yield "G205", found.images[0], f"的图片“{found.images[0]}”{_more(found.images)}没有替代文字（alt）"


def _more(names: Sequence[str]) -> str:
    return f"等 {len(names)} 个" if len(names) > 1 else ""


@lru_cache(8192)
def _link(folder: str, what: str, template: str) -> Link:
    path, _hash, fragment = what.partition("#")
    path = unquote(path.partition("?")[0])
    joined = posixpath.normpath(posixpath.join(folder, path)) if path else ""
    if path.endswith(("/", "/.")) or path in {".", ".."}:
        joined += "/"  # a folder is no file, though some servers answer for it
    return Link(joined, fragment, what, template)


def _known(fragment: str, ids: Collection[str]) -> bool:
    name = fragment.partition(":~:")[0]  # what follows is words for the browser to look for
    return name in ids or unquote(name) in ids


def problems(proof: Proof, folder: Path, written: Collection[str], draw: Renderer) -> list[Problem]:
    """Everything that is wrong, once `written` are all files of the staged site in `folder`.

    What comes from the theme is on many pages: it is said once, with their number.
    """

    @cache
    def ids(path: str) -> frozenset[str]:
        found = marks((folder / path).read_bytes())
        return frozenset((*found.ids, *found.anchors, "", "top"))

    found = [(flaw, 1) for flaw in proof.flaws]
    for link, (page, count) in proof.links.items():
        if why := _unresolved(link, written, ids if link.path in proof.pages else None):
            says = f"的链接“{link.what}”打不开：{why}"
            found.append((Flaw("G201", page, link.template, link.what, says), count))
    theme = _Theme(draw)
    groups: dict[tuple[str, Place, str], tuple[str, int]] = {}
    for flaw, count in found:
        key = (flaw.code, flaw.place or theme.place(flaw.template, flaw.what), flaw.says)
        page, before = groups.get(key, (flaw.page, 0))
        groups[key] = page, before + count
    return sorted(
        _FAULTS[code](place, f"页面 {page} {f'等 {count} 个页面' if count > 1 else ''}{says}")
        for (code, place, says), (page, count) in groups.items()
    )


def _unresolved(link: Link, written: Collection[str], ids: Callable[[str], Collection[str]] | None) -> str:
    """Why it leads nowhere, or ""; places inside an attachment are its own affair."""
    if link.path.startswith(".."):
        return "它指到了专栏以外"
    if link.path not in written:
        return "网站里没有这个文件"
    if link.fragment and ids and not _known(link.fragment, ids(link.path)):
        return f"那个页面里没有“{link.fragment}”这个位置"
    return ""


class _Theme:
    """Where a theme writes what; every question is answered once, since it is asked for every page."""

    def __init__(self, draw: Renderer) -> None:
        self.themes = [name for name, _folder in draw.theme.folders]
        loader = draw.env.loader
        assert loader
        # Every template is also known under its theme's name; a theme's own come before those it builds on.
        names = draw.env.list_templates(extensions=["html"])
        inside = [name for theme in self.themes for name in names if name.startswith(f"{theme}/")]
        self.sources = {name: loader.get_source(draw.env, name)[0] for name in inside}
        self.place = cache(self._place)

    def _place(self, template: str, what: str) -> Place:
        """Where it is written; the beginning of the page's template if a template has computed it."""
        own = [name for theme in self.themes if (name := f"{theme}/{template}") in self.sources]
        for name in dict.fromkeys((*own, *self.sources)) if what else ():
            source = self.sources[name]
            at = _written(source, what)
            if at >= 0:
                return Place(_file(name), source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at))
        return Place(_file(own[0]))


def _file(template: str) -> str:
    theme, _slash, name = template.partition("/")
    return f"themes/{theme}/templates/{name}"


def _written(source: str, what: str) -> int:
    """Where a template has these words as the value of an attribute, or as a tag; -1: nowhere."""
    forms = "|".join(sorted({re.escape(what), re.escape(escape(what))}))
    value = rf"""(?<=["'=])(?:{forms})(?=["'\s>])"""
    found = re.search(re.escape(what) if what.startswith("<") else value, source)
    return found.start() if found else -1


_THEME = "请负责主题的人修改模板，再生成一次"


@fault("G201", "链接打不开")
def broken_link(place: Place, message: str) -> Finding:
    """什么：要发布的一个页面上，有一个链接指到的页面、附件或位置不存在。生成和预览时检查，nianbao check 不检查。

    为什么：点开是“找不到页面”的链接，网站普查按错误计；公众也看不到要找的内容。
    怎么改：正文里的链接，核对“#”后面的位置和附件的文件名；模板里的链接，由负责主题的人修改，写明文件名，如 index.html。
    依据：国办秘函〔2019〕19号，链接可用。
    """
    if place.file.startswith("themes/"):
        return Finding(
            place, message, "请负责主题的人修改模板：站内的链接写明文件名，如 index.html；站外的写完整网址"
        )
    return Finding(place, message, "核对“#”后面的名称，例如 #part-3 是第三部分")


@fault("G202", "页面里的 id 重复")
def repeated_id(place: Place, message: str) -> Finding:
    """什么：一个页面里，两处用了同一个 id。生成和预览时检查。

    为什么：目录的链接会跳错地方，读屏软件会把表格的数字读到别的表头下面。
    怎么改：id 由主题的模板写出，请负责主题的人改成不同的名称。
    依据：HTML 标准：id 在一个页面里只能用一次；无障碍环境建设法第三十二条。
    """
    return Finding(place, message, _THEME)


@fault("G203", "页面缺少语言、标题或大标题")
def no_frame(place: Place, message: str) -> Finding:
    """什么：一个页面没有写明语言（lang），没有网页标题（title），或者大标题（h1）不是正好一个。生成和预览时检查。

    为什么：读屏软件靠语言选择发音，靠标题告诉读者这是什么页面；搜索引擎也靠它们。
    怎么改：在模板里补上；多数主题只要在 base.html 的基础上改就都有了。
    依据：无障碍环境建设法第三十二条；GB/T 37668。
    """
    return Finding(place, message, _THEME)


@fault("G204", "表格没有名称，或者引用的表头不存在")
def bad_table(place: Place, message: str) -> Finding:
    """什么：页面里有表格没有名称（caption 或 aria-label），或者单元格、区域引用了页面里没有的 id。生成和预览时检查。

    为什么：看不见的读者靠名称和表头知道每个数字是什么。
    怎么改：请负责主题的人补上名称，核对 headers、for、aria-labelledby 里的 id。
    依据：无障碍环境建设法第三十二条；GB/T 37668。
    """
    return Finding(place, message, _THEME)


@fault("G205", "图片没有替代文字")
def no_alternative(place: Place, message: str) -> Finding:
    """什么：主题的模板里有一张图片没有写 alt。生成和预览时检查；正文里的图片由 N 类编号检查。

    为什么：看不见图片的读者只能靠这段文字；图片没有加载出来时也靠它。
    怎么改：写上图片的意思；只是装饰的写 alt=""。
    依据：无障碍环境建设法第三十二条；GB/T 37668。
    """
    return Finding(place, message, _THEME)


_FAULTS: dict[str, Callable[[Place, str], Problem]] = {
    "G201": broken_link,
    "G202": repeated_id,
    "G203": no_frame,
    "G204": bad_table,
    "G205": no_alternative,
}
