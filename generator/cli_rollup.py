"""`nianbao rollup`; no logic."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import show
from generator.console import Command, existing, one_report

if TYPE_CHECKING:  # heavy: a command imports what it runs
    from generator.aggregate import Stored, Sums


@click.command(cls=Command)
@one_report
@click.option("--explain", "address", default="", metavar="地址", help="列出各下级在一格或一行里填了多少。")
@click.option("--write", "store", is_flag=True, default=False, help="把合计写进这个机关的年报（年份.yaml）。")
@click.option("--partial", is_flag=True, default=False, help="下级不齐也写；不写这个选项，缺一个下级就不写。")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="输出格式，默认 text。",
)
def rollup(agency: str, year: int, project: Path, **how: str | bool) -> None:
    """把下级的年报相加，得到一个机关的汇总。

    相加的是下一级各机关的年报。下一级的年报是汇总的，用它的汇总，再下面的不重复加。机关自己办的件要在某一个下级的年报里：政府的，在政府办公室的年报里。

    草稿不计入。缺了谁、谁有空白，都会列出，不猜。

    --write 写进 content/机关文件夹/年份.yaml：已有的文件只改数字，说明、发布日期和别的内容都不动；没有就新建一份草稿。

    写好的正文不改。缺下级时不写，除非加上 --partial。

    退出码：0 齐全（或加了 --partial），1 有问题或缺下级，2 用法有误。
    """
    from generator import aggregate, plain

    if how["address"] and how["store"]:
        raise click.UsageError("--explain 只看不写，不能和 --write 一起用")
    try:
        sums = aggregate.collect(aggregate.Order(existing(project), agency.strip("/"), year))
        cells = aggregate.cells(sums.edition, str(how["address"])) if how["address"] else ()
    except aggregate.UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    short = not sums.members or (bool(sums.missing) and not how["partial"])
    told = how["style"] == "text"
    if not told:
        click.echo(json.dumps(plain.as_data(sums, cells), ensure_ascii=False, indent=2))
    elif cells and sums.members:
        click.echo(plain.explained(sums, cells))
    elif sums.members and not how["store"]:
        click.echo(plain.tables(sums))
    click.echo(plain.about(sums), nl=False, err=not told)
    sys.exit(_finish(sums, project, wanted=bool(how["store"]), short=short))


def _finish(sums: "Sums", project: Path, *, wanted: bool, short: bool) -> int:
    """The exit code, after writing if that was asked for; what is said beside the sums is not data."""
    from generator import aggregate

    stored = aggregate.write(sums) if wanted and not short else aggregate.Stored(problems=sums.problems)
    if stored.problems:
        said = show.text(show.Result(sorted(stored.problems)), show.source_lines(project))
        click.echo(said, err=True)
    elif wanted and short:
        click.echo("没有写入：" + _SHORT[bool(sums.members)], err=True)
    elif wanted:
        for line in _told(stored):
            click.echo(line, err=True)
    return 1 if short or stored.problems else 0


_SHORT = {
    True: "下级的年报不齐。补齐后再运行；确实要先写，加上 --partial。",
    False: "没有下级的年报可以相加。",
}


def _told(stored: "Stored") -> list[str]:
    lines = [f"已建立 {file}" for file in stored.made] + [f"已改写 {file} 的数字" for file in stored.changed]
    if stored.changed and stored.published:
        lines.append("这份年报已经发布：请核对改动，并在 revisions 里登记更正（日期和原因）。")
    return lines or ["文件里的数字已经和下级合计一致，没有改动。"]
