"""The folders under content/ → the column with its agencies, and where each report is."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.model import Agency, Site
from generator.problems import Finding, Level, Place, Sink, fault
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.agency import read_agency
from generator.read.report import Files
from generator.read.site import FILE as SITE_FILE
from generator.read.site import read_site
from generator.read.words import FILE as WORDS_FILE
from generator.read.words import read_words

CONTENT = "content"
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"\d{4}")
_IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini"}
# Names that the column itself uses at its top level.
RESERVED = {"assets", "data", "search", "statistics", "sitemap", "accessibility", "feed"}
RESERVED |= {"index", "404", "manifest"}


def bad_part(path: str) -> str | None:
    """The part of a path below content/ for which no agency's folder can be there; None if there is none."""
    parts = path.split("/")
    wrong = (part for part in parts if not SLUG.fullmatch(part) or _YEAR.fullmatch(part))
    return next(wrong, parts[0] if parts[0] in RESERVED else None)


@dataclass(frozen=True, slots=True)
class Tree:
    """What there is to read."""

    site: Site
    reports: dict[str, tuple[Files, ...]]  # agency path → its years, oldest first


def read_tree(project: Path, report: Sink) -> Tree:
    """Every agency and every pair of files; what is out of place is a problem."""
    content = project / CONTENT
    site = read_site(content / SITE_FILE, f"{CONTENT}/{SITE_FILE}", report)
    agencies: list[Agency] = []
    reports: dict[str, tuple[Files, ...]] = {}
    _Walk(project, agencies, reports, report).folder(content, "")
    words = read_words(content / WORDS_FILE, f"{CONTENT}/{WORDS_FILE}", report)
    return Tree(replace(site, agencies=tuple(agencies), words=words), reports)


@dataclass(frozen=True, slots=True)
class _Walk:
    project: Path
    agencies: list[Agency]
    reports: dict[str, tuple[Files, ...]]
    report: Sink
    names: dict[str, str] = field(default_factory=dict)  # name of an agency → the first folder that has it

    def folder(self, folder: Path, slug: str) -> None:
        """An agency's folder (or content/ itself, slug ""), then the folders inside it."""
        if not folder.is_dir():
            return
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
        years = {entry.stem for entry in entries if entry.suffix == ".yaml" and _YEAR.fullmatch(entry.stem)}
        if slug and self._agency(folder, slug, entries):
            found = [Files(folder, self._file(folder / f"{year}.yaml"), int(year)) for year in sorted(years)]
            self.reports[slug] = tuple(found)
        for entry in entries:
            if (
                entry.name in _IGNORED
                or entry.name.startswith(".")
                or entry.name.endswith(("~", ".swp", ".tmp"))
            ):
                continue
            if entry.is_symlink():
                self.report(linked(Place(self._file(entry))))
            elif entry.is_dir():
                self._inner(entry, slug, years)
            elif not self._known(entry, slug, years):
                self.report(stray_file(Place(self._file(entry)), entry.name))

    def _file(self, path: Path) -> str:
        return path.relative_to(self.project).as_posix()

    def _agency(self, folder: Path, slug: str, entries: list[Path]) -> bool:
        """Whether there is an agency here; a folder of reports without one is a problem."""
        path = folder / AGENCY_FILE
        if not path.exists():
            if any(
                entry.is_file() and entry.name not in _IGNORED for entry in entries
            ):  # else a folder of folders
                self.report(no_agency(Place(self._file(path)), slug))
            return False
        agency = read_agency(path, self._file(path), slug, self.report)
        if agency:
            first = self.names.setdefault(agency.name, slug)
            if first != slug:
                self.report(
                    same_name(Place(self._file(path)), agency.name, f"{CONTENT}/{first}/{AGENCY_FILE}")
                )
            self.agencies.append(agency)
        return agency is not None

    def _inner(self, entry: Path, slug: str, years: set[str]) -> None:
        if slug and _YEAR.fullmatch(entry.name):
            if entry.name not in years:
                self.report(stray_file(Place(self._file(entry)), entry.name))
            return  # attachments of that year's report
        if not SLUG.fullmatch(entry.name) or (not slug and entry.name in RESERVED):
            self.report(bad_slug(Place(self._file(entry)), entry.name))
            return
        self.folder(entry, f"{slug}/{entry.name}".lstrip("/"))

    def _known(self, entry: Path, slug: str, years: set[str]) -> bool:
        if not slug:
            return entry.name in {SITE_FILE, WORDS_FILE}
        if entry.suffix == ".md" and _YEAR.fullmatch(entry.stem) and entry.stem not in years:
            self.report(no_figures(Place(self._file(entry)), f"{entry.stem}.yaml"))
            return True
        return entry.name == AGENCY_FILE or (
            entry.suffix in {".yaml", ".md"} and bool(_YEAR.fullmatch(entry.stem))
        )


@fault("A105", "机关文件夹里没有 agency.yaml")
def no_agency(place: Place, slug: str) -> Finding:
    """什么：content 下的一个文件夹里没有 agency.yaml。

    为什么：每个文件夹是一个机关，它的名称、类别、联系方式写在 agency.yaml 里；没有它，里面的年报不知道是谁的。
    怎么改：建立 agency.yaml，至少写 name（全称）和 kind（类别）两行；用 nianbao new 会自动生成。
    """
    return Finding(
        place, f"文件夹“{slug}”里没有 agency.yaml", "建立它，至少写 name（全称）和 kind（类别）两行"
    )


@fault("A106", "文件夹名不能用")
def bad_slug(place: Place, name: str) -> Finding:
    """什么：机关的文件夹名里有中文、空格、大写字母或其他符号，或者用了保留的名字。

    为什么：文件夹名就是网址的一部分，只用小写字母、数字和短横线，网址才在哪里都能打开。
    怎么改：改成拼音或英文，如 shengchang、jiaoyu-ju。
    """
    return Finding(
        place,
        f"文件夹名“{name}”不能用作网址",
        "只用小写字母、数字和短横线，如 jiaoyu-ju；assets、data 等是保留的名字",
    )


@fault("A107", "放错地方的文件", Level.WARNING)
def stray_file(place: Place, name: str) -> Finding:
    """什么：content 里有不认识的文件：不是 site.yaml、agency.yaml，也不是“年份.yaml”“年份.md”或附件。

    为什么：它不会被发布；如果是年报，多半是文件名写错了，会漏掉。
    怎么改：年报的文件名是四位年份，如 2023.yaml、2023.md；附件放进“年份”文件夹。不需要的请移走。
    """
    return Finding(
        place,
        f"不认识的文件“{name}”，不会发布",
        "年报文件名是四位年份（2023.yaml、2023.md），附件放进年份文件夹",
    )


@fault("A108", "缺少数据文件")
def no_figures(place: Place, name: str) -> Finding:
    """什么：只有正文文件（.md），没有同名的数据文件（.yaml）。

    为什么：年报的二、三、四部分是表格，数字写在 .yaml 里。
    怎么改：建立同名的 .yaml 文件；nianbao new 会生成一份空白的。
    """
    return Finding(place, f"缺少数据文件 {name}", "用 nianbao new 生成，或在同一个文件夹里建立它")


@fault("A109", "不能用链接（快捷方式）")
def linked(place: Place) -> Finding:
    """什么：content 里有一个链接（快捷方式）。

    为什么：链接可能指向项目以外的内容，工具不会跟过去读。
    怎么改：把它换成文件或文件夹本身。
    """
    return Finding(place, "这里不能用链接（快捷方式）", "把它换成文件或文件夹本身")


@fault("A110", "两个机关同名", Level.WARNING)
def same_name(place: Place, name: str, other: str) -> Finding:
    """什么：两个文件夹的 agency.yaml 里，机关全称相同。

    为什么：读者分不清两个机关，多半是复制文件夹后忘了改名称。
    怎么改：核对名称；如果确是同一个机关，把年报合到一个文件夹。
    """
    return Finding(
        place, f"“{name}”已经在 {other} 里用过", "核对名称，或把年报合到一个文件夹", (Place(other),)
    )
