"""The commands; no logic."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import show
from generator.console import Group, progress
from generator.problems import Problem, failing

if TYPE_CHECKING:  # heavy: a command imports what it runs
    from generator.build import Outcome

_Decorator = Callable[[Callable[..., None]], Callable[..., None]]

_project = click.argument("project", type=click.Path(path_type=Path), default=".", metavar="[项目文件夹]")
_format = click.option(
    "--format",
    "style",
    type=click.Choice(list(show.FORMATS)),
    default="text",
    help="问题的输出格式，默认 text。",
)
_strict = click.option("--strict/--no-strict", default=False, help="有警告也算不通过。")
_jobs = click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, metavar="数", help="同时用几个进程；0 表示自动。"
)


@click.group(cls=Group, no_args_is_help=True)
@click.version_option(package_name="nianbao", message="nianbao %(version)s", help="显示版本号。")
def main() -> None:
    """政府信息公开工作年度报告专栏：检查年报，生成网站。

    一个机关一个文件夹，一年两个文件：数字写在 <年份>.yaml，文字写在 <年份>.md。
    """


@main.command()
@_project
@_format
@_strict
@_jobs
def check(project: Path, style: str, strict: bool, jobs: int) -> None:
    """只检查，不生成。

    退出码：0 通过，1 有问题，2 用法有误。
    """
    from generator import build

    began = time.monotonic()
    outcome = build.check(_existing(project), build.Options(jobs=jobs, progress=progress("检查")))
    problems = sorted([*outcome.problems, *(p for draft in outcome.drafts for p in draft.problems)])
    _show(problems, outcome, project, style)
    drafts = f"，其中草稿 {len(outcome.drafts)} 份" if outcome.drafts else ""
    _sum_up(f"检查了 {outcome.reports} 份年报{drafts}：{show.counts(problems)}", began, style)
    sys.exit(1 if failing(problems, strict=strict) else 0)


@main.command()
@_project
@_format
@_strict
@_jobs
def build(project: Path, style: str, strict: bool, jobs: int) -> None:
    """检查并生成网站，放在项目的 site 文件夹。

    有错误就什么也不改。没有发布日期（published）的年报是草稿，不发布。
    """
    from generator import build as pipeline
    from generator.write import SITE, Refused

    began = time.monotonic()
    options = pipeline.Options(jobs=jobs, strict=strict, progress=progress("生成"))
    try:
        outcome = pipeline.build(_existing(project), project / SITE, options)
    except Refused as refused:
        outcome = pipeline.Outcome(problems=[refused.problem])
    _show(outcome.problems, outcome, project, style)
    for line in _told(outcome):
        click.echo(line, err=style != "text")
    _sum_up(_built(outcome), began, style)
    sys.exit(1 if outcome.published is None else 0)


def _told(outcome: "Outcome") -> list[str]:
    """What was left out, and what could not be done as safely as usual."""
    lines = []
    for draft in outcome.drafts:
        left = f"，还有 {len(draft.problems)} 个问题，用 nianbao check 查看" if draft.problems else ""
        lines.append(f"草稿，没有发布：{draft.file}{left}")
    if outcome.published and outcome.published.swap == "rename":
        lines.append("注意：这个磁盘不能一步替换文件夹，用了两步改名；这一瞬间访问网站会看到页面不存在。")
    return lines


def _built(outcome: "Outcome") -> str:
    drafts = f"，{len(outcome.drafts)} 份草稿没有发布" if outcome.drafts else ""
    published = outcome.published
    if published is None:
        return f"没有生成，site 文件夹没有改动：{show.counts(outcome.problems)}{drafts}"
    files = published.added + published.changed + published.unchanged
    changes = f"新增 {published.added}、改动 {published.changed}、删除 {published.removed}、未变 {published.unchanged}"
    return f"生成了 {outcome.shown} 份年报{drafts}，共 {files} 个文件（{changes}）；{show.counts(outcome.problems)}"


@main.command()
@_project
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=None,
    metavar="端口",
    help="网址里的端口；不写就用 8000，被占用时用下一个空闲的。",
)
@click.option(
    "--poll/--no-poll",
    default=False,
    help="定时查看文件有没有改动；网络盘等系统不通知改动的地方用。",
)
def serve(project: Path, port: int | None, poll: bool) -> None:
    """在本机预览，草稿也显示；保存文件后页面自动刷新。

    有错误时显示改错之前的网页，上面列出错误。不改动 site 文件夹。按 Ctrl-C 结束。
    """
    from generator import serve as preview

    try:
        preview.serve(preview.Order(_existing(project), port, poll, click.echo))
    except preview.NoPortError as error:
        click.echo(error, err=True)
        sys.exit(2)


@main.command()
@click.argument("agency", metavar="机关文件夹")
@click.argument("year", type=click.IntRange(2008, 2100), metavar="年份")
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    default=".",
    metavar="文件夹",
    help="项目文件夹，默认当前文件夹。",
)
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

    made = create(Order(_existing(project), agency.strip("/"), year, **about))
    if isinstance(made, Problem):
        click.echo(show.text(show.Result([made]), lambda _place: ""), err=True)
        sys.exit(1)
    for path in made:
        click.echo(f"已建立 {path}")
    click.echo("下一步：填好后运行 nianbao check；定稿后写上 published（发布日期），再运行 nianbao build。")


@main.command()
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


@main.command()
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


@main.command()
@click.argument("code", required=False, metavar="[编号]")
def explain(code: str | None) -> None:
    """说明一个编号的问题：什么、为什么、怎么改；不写编号就列出全部。"""
    from generator.manuals import manuals

    pages = manuals()
    if code is None:
        for page in pages.values():
            click.echo(f"{page.code}  {show.LEVELS[page.level]}  {page.title}")
        return
    if code.upper() not in pages:
        raise click.UsageError(f"没有“{code}”这个编号；运行 nianbao explain 列出全部")
    page = pages[code.upper()]
    click.echo(f"{page.code}  {show.LEVELS[page.level]}  {page.title}\n\n{page.text}")


def _existing(project: Path) -> Path:
    """The project, or a usage error that says where we looked."""
    if not (project / "content").is_dir():
        raise click.UsageError(
            f"“{project}”里没有 content 文件夹；请在项目文件夹里运行，或用 nianbao init 建立新专栏"
        )
    return project


def _show(problems: list[Problem], outcome: "Outcome", project: Path, style: str) -> None:
    result = show.Result(problems, outcome.reports, [draft.file for draft in outcome.drafts])
    printed = show.FORMATS[style](result, show.source_lines(project))
    if printed:
        click.echo(printed)


def _sum_up(words: str, began: float, style: str) -> None:
    """The last line; beside JSON it goes to the error stream."""
    click.echo(f"{words}（{time.monotonic() - began:.1f} 秒）", err=style != "text")
