"""The commands; no logic."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import show
from generator.cli_import import bring_in, form
from generator.cli_new import demo, init, new
from generator.cli_rollup import rollup
from generator.console import Group, existing, progress
from generator.problems import Problem, failing

if TYPE_CHECKING:  # heavy: a command imports what it runs
    from generator.build import Options, Outcome

_Decorator = Callable[[Callable[..., None]], Callable[..., None]]

_project = click.argument("project", type=click.Path(path_type=Path), default=".", metavar="[项目文件夹]")
_format = click.option(
    "--format",
    "style",
    type=click.Choice([show.AUTO, *show.FORMATS]),
    default=show.AUTO,
    help="问题的输出格式，默认 auto：在 GitHub Actions 里是 github，别处是 text。",
)
_strict = click.option("--strict/--no-strict", default=False, help="有警告也算不通过。")
_jobs = click.option(
    "--jobs", type=click.IntRange(0, 64), default=0, metavar="数", help="同时用几个进程；0 表示自动。"
)


_today = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: date.today().isoformat(),  # noqa: DTZ011 (the day on the clerk's wall)
    metavar="日期",
    help="按哪一天检查期限，默认今天，如 2024-02-01。",
)
_published = click.option(
    "--published",
    type=click.Path(path_type=Path),
    default=None,
    metavar="清单",
    help="上一次发布的 manifest.json；查出发布后改动而没有更正记录的年报。",
)


def _codes(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Codes or beginnings of codes; one that no manual page has would select nothing without a word."""
    if not given:
        return ()
    from generator.manuals import manuals

    wanted = tuple(code.upper() for code in given)
    for code in wanted:
        if not code or not any(page.startswith(code) for page in manuals()):
            raise click.BadParameter(f"没有“{code}”这个编号；运行 nianbao explain 列出全部")
    return wanted


_select = click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="编号",
    help="只看这些编号（开头几位也行），可写多次。",
)
_ignore = click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="编号",
    help="不看这些编号（开头几位也行），可写多次。",
)


def _checking(command: Callable[..., None]) -> Callable[..., None]:
    """The options that check and build share."""
    for option in (_jobs, _published, _today, _strict, _format):
        command = option(command)
    return command


@click.group(cls=Group, no_args_is_help=True)
@click.version_option(package_name="nianbao", message="nianbao %(version)s", help="显示版本号。")
def main() -> None:
    """政府信息公开工作年度报告专栏：检查年报，生成网站。

    一个机关一个文件夹，一年两个文件：数字写在 <年份>.yaml，文字写在 <年份>.md。
    """


@main.command()
@_project
@_checking
@_select
@_ignore
def check(project: Path, style: str, select: Sequence[str], ignore: Sequence[str], **how: Any) -> None:
    """只检查，不生成。

    退出码：0 通过，1 有问题，2 用法有误。
    """
    from generator import build

    style = show.chosen(style, os.environ)
    strict = how["strict"]
    began = time.monotonic()
    speaker = _speaker(project, style)
    outcome = build.check(existing(project), _options(how, "检查"))
    problems = sorted([*outcome.problems, *(p for draft in outcome.drafts for p in draft.problems)])
    problems = [
        p for p in problems if p.code.startswith(tuple(select) or "") and not p.code.startswith(tuple(ignore))
    ]
    speaker(_result(problems, outcome, strict=strict))
    drafts = f"，其中草稿 {len(outcome.drafts)} 份" if outcome.drafts else ""
    _sum_up(f"检查了 {outcome.reports} 份年报{drafts}：{show.counts(problems)}", began, style)
    sys.exit(1 if failing(problems, strict=strict) else 0)


@main.command()
@_project
@_checking
def build(project: Path, style: str, **how: Any) -> None:
    """检查并生成网站，放在项目的 site 文件夹。

    有错误就什么也不改。没有发布日期（published）的年报是草稿，不发布。
    """
    from generator import build as pipeline
    from generator.write import SITE, Refused

    style = show.chosen(style, os.environ)
    strict = how["strict"]
    began = time.monotonic()
    speaker = _speaker(project, style)
    try:
        outcome = pipeline.build(existing(project), project / SITE, _options(how, "生成"))
    except Refused as refused:
        outcome = pipeline.Outcome(problems=[refused.problem])
    speaker(_result(outcome.problems, outcome, strict=strict))
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
        preview.serve(preview.Order(existing(project), port, poll, click.echo))
    except preview.NoPortError as error:
        click.echo(error, err=True)
        sys.exit(2)


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


def _options(how: dict[str, Any], label: str) -> "Options":
    from generator.build import Options

    today = how.pop("today").date()
    return Options(**how, today=today, progress=progress(label))


def _result(problems: Sequence[Problem], outcome: "Outcome", *, strict: bool) -> show.Result:
    drafts = [draft.file for draft in outcome.drafts]
    return show.Result(problems, outcome.reports, drafts, outcome.files, strict)


def _speaker(project: Path, style: str) -> Callable[[show.Result], None]:
    """Prints the problems. Where they are is settled now: a build takes away the site that the shell may be in."""
    prefix, lines = show.prefix(project), show.source_lines(project.resolve())

    def speak(result: show.Result) -> None:
        printed = show.FORMATS[style](replace(result, prefix=prefix), lines)
        if printed:
            click.echo(printed)

    return speak


def _sum_up(words: str, began: float, style: str) -> None:
    """The last line; beside a format for programs it goes to the error stream."""
    click.echo(f"{words}（{time.monotonic() - began:.1f} 秒）", err=style != "text")


main.add_command(new)
main.add_command(form)
main.add_command(bring_in)
main.add_command(rollup)
main.add_command(init)
main.add_command(demo)
