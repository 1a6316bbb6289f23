"""A pair of files, <year>.yaml and <year>.md → a Report."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast

from generator.editions.form import Edition
from generator.editions.load import Editions
from generator.model import Agency, ProcessingFee, Published, Report, Revision
from generator.problems import Finding, Level, Place, Problem, Sink, failing, fault
from generator.read import values
from generator.read.fields import Keys, fields, items, missing_key
from generator.read.figures import read_figures
from generator.read.narrative import Context, Narrative, read_narrative
from generator.read.nodes import Doc, Mapping, Node, Scalar, parse
from generator.read.text import MAX_BYTES, hidden_character, invisible, load

_KEYS = {
    "edition": "格式版本，一般不用写",
    "published": "发布日期",
    "scope": "own 本机关，aggregate 本机关和下级汇总",
    "waive": "已说明原因、不再提示的问题",
    "notes": "表下的说明",
    "revisions": "发布后的更正记录",
    "processing_fee": "信息处理费",
}
_SCOPES = {"own": "本机关", "aggregate": "本机关和下级汇总"}
_FEE = {
    "notices_issued": "发出收费通知件数",
    "amount_noticed": "通知总金额（元）",
    "amount_collected": "实际收取总金额（元）",
}
_REVISION = {"date": "更正日期", "reason": "更正原因"}
UNKNOWN: Literal["unknown"] = "unknown"
# A line that says when, or that nobody knows; what Scalar.blank calls blank says nothing.
_DATED = re.compile(
    rb"^(?:\xef\xbb\xbf)?published[ \t]*(?::|\xef\xbc\x9a)[ \t]*(?!(?:~|null|_)[ \t\r]*(?:#|$))[^\s#]",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Files:
    """Where a report is: its folder, and the names that problems use."""

    folder: Path
    file: str  # of the YAML file, relative to the project
    year: int

    @property
    def data(self) -> Path:
        """The figures."""
        return self.folder / f"{self.year}.yaml"

    @property
    def narrative(self) -> Path:
        """The words."""
        return self.folder / f"{self.year}.md"

    def attachments(self) -> frozenset[str]:
        """Existing files that the narrative may link to, relative to the agency's folder."""
        beside = self.folder / str(self.year)
        if not beside.is_dir() or beside.is_symlink():
            return frozenset()
        found = (path for path in beside.rglob("*") if path.is_file() and not path.is_symlink())
        return frozenset(path.relative_to(self.folder).as_posix() for path in found)


def read_report(files: Files, agency: Agency, editions: Editions, report: Sink) -> Report | None:
    """The report, with whatever could be read; None if the YAML cannot be read at all."""
    source = load(files.data, files.file, report)
    doc = parse(source, report) if source else None
    if source is None or doc is None:
        return None
    for place, name in invisible(source):
        report(hidden_character(place, name))
    usual = editions.of_year(files.year)
    edition = _edition(doc, files.year, editions)
    if edition is None:
        report(no_edition(Place(files.file), files.year, usual is None))
        return None
    tables = {table.id: f"表“{table.caption}”" for table in edition.tables}
    found = fields(doc, doc.root, Keys({**_KEYS, **tables}))
    told: list[Problem] = []
    figures = read_figures(Doc(doc.source, doc.root, told.append), found, edition)
    for problem in told:
        report(problem)
    by_address = {cell.address: figures.values[cell.index] for cell in edition.cells}
    context = Context(edition, by_address, files.attachments(), broken=bool(failing(told)))
    narrative = _narrative(files, context, report)
    return Report(
        agency=agency,
        year=files.year,
        edition=edition,
        published=_published(doc, found.get("published")),
        scope=_scope(doc, found.get("scope")),
        values=tuple(figures.values),
        computed=frozenset(figures.computed),
        filled=frozenset(figures.filled),
        blanks=frozenset(figures.blanks),
        spots=tuple(figures.spots),
        narrative=narrative.parts,
        passages=tuple(narrative.passages),
        notes=_notes(doc, edition, found.get("notes")),
        keys={name: doc.at(key) for name, (key, _value) in doc.root.pairs.items()},
        revisions=_revisions(doc, found.get("revisions")),
        processing_fee=_fee(doc, found.get("processing_fee")),
        waivers=_waivers(doc, found.get("waive")),
        attachments=tuple(sorted(narrative.attachments)),
        file=files.file,
    )


def looks_like_draft(files: Files) -> bool:
    """Whether a file was never given a publication date, at a glance: it need not be one that can be read."""
    try:
        return not _DATED.search(files.data.read_bytes()[:MAX_BYTES])
    except OSError:
        return False


def _edition(doc: Doc, year: int, editions: Editions) -> Edition | None:
    """The edition of the year; a file that names another is told so and read as the one it names."""
    usual = editions.of_year(year)
    node = doc.root.pairs["edition"][1] if "edition" in doc.root.pairs else None
    if node is None:
        return usual
    name = node.text if isinstance(node, Scalar) else ""
    named = editions.get(name)
    if named is None:
        doc.report(
            values.not_allowed(
                doc.at(node), f"“{name}”", "、".join(f"{e.id}（{e.name}）" for e in editions.all)
            )
        )
        return usual
    if usual and named != usual:
        doc.report(wrong_edition(doc.at(node), year, usual, named))
    return named


def _narrative(files: Files, context: Context, report: Sink) -> Narrative:
    file = files.file.removesuffix(".yaml") + ".md"
    if not files.narrative.exists():
        report(no_narrative(Place(files.file), file.rsplit("/", 1)[-1]))
        return Narrative()
    source = load(files.narrative, file, report)
    if source is None:
        return Narrative()
    return read_narrative(source, context, report)


def _published(doc: Doc, node: Node | None) -> Published:
    if node is None or (isinstance(node, Scalar) and node.blank):
        return None
    if isinstance(node, Scalar) and node.text == UNKNOWN:
        doc.report(date_unknown(doc.at(node)))
        return UNKNOWN
    day = values.day(doc, node)
    return (
        day or date.min
    )  # a slip of the pen makes no draft of a published report; the error stops the build


def _scope(doc: Doc, node: Node | None) -> Literal["own", "aggregate"]:
    scope = values.choice(doc, node, _SCOPES) if node else "own"
    return cast("Literal['own', 'aggregate']", scope)


def _revisions(doc: Doc, node: Node | None) -> tuple[Revision, ...]:
    found = []
    for item in items(doc, node) if node else []:
        entry = fields(doc, item, Keys(_REVISION, "更正记录"))
        for key in _REVISION.keys() - entry.keys():
            doc.report(missing_key(doc.at(item), f"“{key}”（{_REVISION[key]}）", "每条更正写 date 和 reason"))
        day = values.day(doc, entry["date"]) if "date" in entry else None
        reason = values.text(doc, entry["reason"]) if "reason" in entry else ""
        if day and reason:
            found.append(Revision(day, reason))
    return tuple(sorted(found, key=lambda revision: revision.day))


def _fee(doc: Doc, node: Node | None) -> ProcessingFee | None:
    if node is None:
        return None
    entry = fields(doc, node, Keys(_FEE, "信息处理费"))
    for key in [key for key in _FEE if key not in entry]:
        doc.report(missing_key(doc.at(node), f"“{key}”（{_FEE[key]}）", "没有就填 0"))
    if len(entry) < len(_FEE):
        return None
    notices, _ = values.figure(doc, entry["notices_issued"], "count")
    noticed, _ = values.figure(doc, entry["amount_noticed"], "amount")
    collected, _ = values.figure(doc, entry["amount_collected"], "amount")
    if isinstance(notices, int) and isinstance(noticed, Decimal) and isinstance(collected, Decimal):
        return ProcessingFee(notices, noticed, collected)
    return None


def _notes(doc: Doc, edition: Edition, node: Node | None) -> dict[str, str]:
    """Path of a table, a line or a cell → words."""
    if node is None:
        return {}
    paths = {table.id: table.caption for table in edition.tables}
    paths |= dict.fromkeys(edition.line, "") | {cell.address: cell.label for cell in edition.cells}
    found = fields(doc, node, Keys(paths, "说明（notes）"))
    return {path: words for path, value in found.items() if (words := values.text(doc, value))}


def _waivers(doc: Doc, node: Node | None) -> dict[str, tuple[str, Place]]:
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        fields(doc, node, Keys({}, "waive"))
        return {}
    found = {}
    for code, (key, value) in node.pairs.items():
        reason = values.text(doc, value)
        if reason:
            found[code] = (reason, doc.at(key))
        else:
            doc.report(missing_key(doc.at(key), f"“{code}”的原因", "写明为什么不改，会印在表格下面"))
    return found


@fault("S106", "格式版本与年份不符")
def wrong_edition(place: Place, year: int, usual: Edition, named: Edition) -> Finding:
    """什么：文件写明的格式版本，不是这个年份应当使用的版本。

    为什么：每个年份的年报有统一的格式，数字才能汇总和比较。
    怎么改：删掉 edition 这一行，按当年的格式填写。
    依据：国办公开办函〔2019〕60号（2019、2020 年报）；国办公开办函〔2021〕30号（2021 年报起）。
    """
    message = f"{year} 年报应使用“{usual.id}”版格式（{usual.document}），这里写的是“{named.id}”"
    return Finding(place, message, "删掉 edition 这一行，按当年的格式填写")


@fault("S107", "这个年份没有年报")
def no_edition(place: Place, year: int, too_early: bool) -> Finding:
    """什么：文件名里的年份早于政府信息公开年报制度，或者读不出该用的格式。

    为什么：政府信息公开条例自 2008 年起施行，此前没有年报。
    怎么改：核对文件名里的年份。
    """
    return Finding(place, f"{year} 年没有年报格式" if too_early else "读不出该用的格式", "核对文件名里的年份")


@fault("S108", "缺少正文文件")
def no_narrative(place: Place, name: str) -> Finding:
    """什么：只有数据文件（.yaml），没有同名的正文文件（.md）。

    为什么：年报的一、五、六部分是文字，不能缺。
    怎么改：在同一个文件夹里建立同名的 .md 文件；nianbao new 会生成一份空白的。
    """
    return Finding(place, f"缺少正文文件 {name}", "在同一个文件夹里建立它，写上一、五、六部分")


@fault("P101", "发布日期不明", Level.WARNING)
def date_unknown(place: Place) -> Finding:
    """什么：发布日期写的是 unknown，页面上会显示“原文未载明”。

    为什么：网站普查把没有注明发布时间的信息视为不更新；日期又绝不能编造。
    怎么改：查原网页、发文登记或档案，查到后写成 2024-01-22 的样子；确实查不到就保留。
    依据：国办秘函〔2019〕19号（伪造发稿日期属单项否决）。
    """
    return Finding(
        place, "发布日期不明（unknown），页面将显示“原文未载明”", "查到后写成 2024-01-22；查不到就保留"
    )
