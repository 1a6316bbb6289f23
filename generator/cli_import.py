"""`nianbao import` and `nianbao form`; no logic."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import show
from generator.console import Command, existing, one_report, progress
from generator.problems import Place, Problem, failing
from generator.show.text import width

if TYPE_CHECKING:  # heavy: a command imports what it runs
    from generator.bring_in import Item

_UNKNOWN = "unknown"


def _day(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if text in {"", _UNKNOWN}:
        return text
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.BadParameter("写成 2024-01-22，查不到的写 unknown") from None


def _folder(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    """A folder below content/, also as the shell completes it."""
    if not text:
        return ""
    from generator.read.tree import CONTENT, bad_part

    path = text.strip("/").removeprefix(f"{CONTENT}/")
    if (wrong := bad_part(path)) is not None:
        raise click.BadParameter(
            f"“{wrong}”不能用作机关文件夹名；用小写字母、数字和短横线，如 jixian/shengchang"
        )
    return path


@click.command("import", cls=Command)
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="文件..."
)
@click.option(
    "--agency",
    default="",
    callback=_folder,
    metavar="机关文件夹",
    help="都是这个机关的年报，如 jixian/shengchang；还没有的机关会一并建立。",
)
@click.option(
    "--year", type=click.IntRange(2008, 2100), default=None, metavar="年份", help="都是这一年的年报。"
)
@click.option("--name", default="", metavar="全称", help="新机关的全称，标题里没有时用，如 某某镇人民政府。")
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    default=".",
    metavar="文件夹",
    help="项目文件夹，默认当前文件夹。",
)
@click.option(
    "--published",
    default="",
    callback=_day,
    metavar="日期",
    help="文件里没有发布日期的，用这个日期，如 2024-01-22；查不到的写 unknown。",
)
@click.option("--blank-as-zero", "zeros", is_flag=True, default=False, help="表格里的空白都是 0。")
@click.option("--force", is_flag=True, default=False, help="已有的年报改名留在旁边，用导入的代替。")
@click.option("--yes", is_flag=True, default=False, help="认出的机关和年份不用再问。")
@click.option("--dry-run", is_flag=True, default=False, help="只看会导入什么，什么也不写。")
@click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, metavar="数", help="同时读几个文件；0 表示自动。"
)
@click.option(
    "--format",
    "style",
    type=click.Choice([show.AUTO, *show.FORMATS]),
    default=show.AUTO,
    help="问题的输出格式，默认 auto：在 GitHub Actions 里是 github，别处是 text。",
)
def bring_in(sources: Sequence[Path], project: Path, style: str, **how: Any) -> None:
    """把旧的年报（Word、网页、PDF、Excel、文本）变成数据文件和正文文件。

    文件可以写多个，也可以写文件夹。机关和年份从标题、文件名和所在文件夹认出，列出来请您确认。

    读不准的数字一律不填，逐条列出；有勾稽错误的数字照原样导入。不覆盖已有的年报。

    退出码：0 全部导入，没有疑点；1 有疑点要看，或有文件没有导入；2 用法有误。
    """
    from generator import bring_in as work
    from generator.trial import trial

    style = show.chosen(style, os.environ)
    told = style == "text"
    yes, dry = how.pop("yes"), how.pop("dry_run")
    how["year"] = how["year"] or 0
    wish = work.Wish(
        existing(project),
        tuple(sources),
        today=date.today(),  # noqa: DTZ011 (the day on the clerk's wall)
        progress=progress("读取"),
        **how,
    )
    items = work.plan(wish)
    if not items:
        raise click.UsageError("没有找到可以导入的文件")
    coming = [item for item in items if item.files]
    if told:
        click.echo(_table(items) + "\n")
    agreed = dry or yes or not any(item.guessed for item in coming) or (told and _asked())
    problems = trial(wish, coming) if coming and agreed else []
    made = work.store(wish, coming) if agreed and not dry else []
    problems += [problem for item in items for problem in item.problems]
    texts = {file: text for item in coming for file, text in item.files.items()}
    result = show.Result(sorted(problems), reports=len(coming), imports=[_about(item) for item in items])
    said = show.FORMATS[style](result, _lines(texts))
    if said:
        click.echo(said)
    left = sum(1 for item in items if not item.files)
    ended = _Ended(len(items) - left, left, len(made), dry=dry, agreed=agreed)
    click.echo(f"{ended.words()}；{show.counts(problems)}", err=not told)
    sys.exit(1 if not agreed or failing(problems, strict=True) else 0)


@click.command(cls=Command)
@one_report
@click.option(
    "--to",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=".",
    metavar="文件夹",
    help="放在哪个文件夹，默认当前文件夹。",
)
def form(agency: str, year: int, project: Path, to: Path) -> None:
    """为一个机关的一年做一份 Excel 填报表，给不写 YAML 的人填。

    表格和标准格式一样，总计自动算，勾稽关系当场核对；文字一部分一张工作表。“上年结转”从上一年的年报抄来。

    填好后用 nianbao import 导入。
    """
    from generator.new import Order, hand_out

    made = hand_out(Order(existing(project), agency.strip("/"), year), to)
    if isinstance(made, Problem):
        click.echo(show.text(show.Result([made]), lambda _place: ""), err=True)
        sys.exit(1)
    click.echo(f"已建立 {to / made}")
    click.echo(f"下一步：发给填报人；填好收回后运行 nianbao import {to / made} --agency {agency.strip('/')}")


def _asked() -> bool:
    """Whether somebody has looked at the guesses and agrees."""
    return sys.stdin.isatty() and click.confirm("以上机关和年份对吗？", default=False)


def _lines(texts: dict[str, str]) -> show.Lines:
    """Source lines: of the new files, and of old ones that are texts."""

    def line(place: Place) -> str:
        if place.file in texts:
            found = texts[place.file].split("\n")
        elif place.within or Path(place.file).suffix not in {".txt", ".md"}:
            return ""
        else:
            return show.source_lines(Path())(place)
        return next(iter(found[place.line - 1 : place.line]), "")

    return line


def _about(item: "Item") -> dict[str, object]:
    return {
        "source": item.name,
        "agency": item.path or None,
        "year": item.year or None,
        "edition": item.old.edition if item.old else None,
        **asdict(item.count),
        "files": sorted(item.files),
    }


def _table(items: Sequence["Item"]) -> str:
    """What becomes of each file, in columns."""
    rows = [("旧文件", "机关", "年份", "数字", "其中推算", "空白", "")]
    for item in items:
        count = item.count
        agency = f"{item.agency}（{item.path}）" if item.path else "？"
        figures = f"{count.figures}/{count.cells}" if count.cells else "—"
        numbers = (figures, str(count.inferred or ""), str(count.blank or ""))
        rows.append((item.name, agency, str(item.year or "？"), *numbers, "" if item.files else "不导入"))
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text + " " * (widths[at] - width(text)) for at, text in enumerate(row)).rstrip()
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Ended:
    """What came of it, in numbers."""

    coming: int
    rest: int
    files: int
    dry: bool
    agreed: bool

    def words(self) -> str:
        left = f"，{self.rest} 个文件没有导入" if self.rest else ""
        if not self.coming:
            return f"{self.rest} 个文件都没有导入"
        if self.dry:
            return f"可以导入 {self.coming} 份年报{left}（--dry-run，什么也没有写）"
        if not self.agreed:
            ask = "机关或年份是认出来的：核对上面的表，无误后加上 --yes 再运行一次"
            return f"什么也没有写。可以导入 {self.coming} 份年报{left}。{ask}"
        return f"导入了 {self.coming} 份年报{left}，写了 {self.files} 个文件"
