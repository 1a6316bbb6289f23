"""The commands that make new files; no logic."""

import sys
from pathlib import Path

import click

from generator import show
from generator.console import Command, existing, one_report, progress
from generator.problems import Problem


@click.command(cls=Command)
@one_report
@click.option("--name", default="", metavar="全称", help="新机关的全称，如 某某镇人民政府。")
@click.option(
    "--kind", default="", metavar="类别", help="新机关的类别，如 township；见 nianbao explain V103。"
)
def new(agency: str, year: int, project: Path, **about: str) -> None:
    """为一个机关的一年建立空白的年报文件。

    机关文件夹写 content 下的路径，如 jixian/shengchang；还没有的机关会一并建立。
    “上年结转”从上一年的年报抄来。
    """
    from generator.new import Order, create

    made = create(Order(existing(project), agency.strip("/"), year, **about))
    if isinstance(made, Problem):
        click.echo(show.text(show.Result([made]), lambda _place: ""), err=True)
        sys.exit(1)
    for path in made:
        click.echo(f"已建立 {path}")
    click.echo("下一步：填好后运行 nianbao check；定稿后写上 published（发布日期），再运行 nianbao build。")


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="文件夹")
def init(folder: Path) -> None:
    """建立一个新的专栏。"""
    from generator.new import start

    made = start(folder)
    if isinstance(made, Problem):
        click.echo(show.text(show.Result([made]), lambda _place: ""), err=True)
        sys.exit(1)
    for path in made:
        click.echo(f"已建立 {folder / path}")
    click.echo(f"下一步：cd {folder}，再用 nianbao new 机关文件夹 年份 建立第一份年报。")


def _span(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[int, int]:
    """The report years of an option."""
    from generator.demo import span

    try:
        return span(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), metavar="文件夹")
@click.option(
    "--agencies", type=click.IntRange(1, 45600), default=12, metavar="数", help="几个机关，默认 12。"
)
@click.option(
    "--years", callback=_span, default="2016-2025", metavar="年份", help="哪些年的年报，默认 2016-2025。"
)
@click.option("--seed", type=int, default=1, metavar="数", help="换一个数就是另一些县，默认 1。")
def demo(folder: Path, agencies: int, years: tuple[int, int], seed: int) -> None:
    """建立一个虚构的专栏，供试用、测试和测速。

    地名、机关、数字和文字都不是真的；同样的选项总是写出同样的文件。
    """
    from generator.demo import Wish, write

    wish = Wish(agencies, *years, seed)
    made = write(folder, wish, progress("建立"))
    if isinstance(made, Problem):
        click.echo(show.text(show.Result([made]), lambda _place: ""), err=True)
        sys.exit(1)
    for path in made:
        click.echo(f"已建立 {folder / path}")
    click.echo(f"{agencies} 个虚构的机关，{wish.reports} 份虚构的年报。下一步：nianbao build {folder}")
