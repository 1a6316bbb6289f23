"""The command line in Chinese: help headings, usage errors, a progress bar when it takes long."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

_HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数"}
_AFTER = 1.0  # seconds of work before a bar appears
_WIDTH = 36  # of the bar


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法： ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is Chinese."""

    context_class = _Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The words after the command's name, in Chinese."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The --help option, in Chinese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这份说明。"
        return option


class Group(Command, click.Group):
    """A group of such commands, listed in the order they are written."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """In the order of the source, which is the order of use."""
        return list(self.commands)


def run(group: Group, args: Sequence[str] | None = None) -> int:
    """Run the command line. 0: clean, 1: problems, 2: wrong use."""
    try:
        Path.cwd()
    except OSError:  # a build puts another folder in the place of the one that a terminal stands in
        click.echo("现在所在的文件夹已经不在了：先用 cd 换到项目文件夹，再运行一次", err=True)
        return 2
    try:
        return int(group.main(args, prog_name="nianbao", standalone_mode=False) or 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.UsageError as error:
        click.echo(f"用法有误：{explain(error)}", err=True)
        if error.ctx:
            click.echo(f"查看说明：{error.ctx.command_path} --help", err=True)
        return 2
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止。", err=True)
        return 130


def explain(error: click.UsageError) -> str:
    """A usage error in Chinese; our own are so already."""
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项{_maybe(error.possibilities)}"
    if isinstance(error, click.NoSuchCommand):
        return f"没有“{error.command_name}”这个命令{_maybe(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_name(error)} 的值不对：{_wanted(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”的写法不对"
    return error.format_message() if not error.format_message().isascii() else "多了或少了参数"


def _maybe(names: Sequence[str] | None) -> str:
    return f"，您要写的是 {'、'.join(names)} 吗？" if names else ""


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    return (
        error.param.make_metavar(error.ctx)
        if isinstance(error.param, click.Argument) and error.ctx
        else error.param.opts[0]
    )


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if not error.message.isascii():
        return error.message
    if isinstance(kind, click.Choice):
        return f"可以是 {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return (
            f"应当是 {kind.min} 到 {kind.max} 的整数"
            if kind.max is not None
            else f"应当是不小于 {kind.min} 的整数"
        )
    return "应当是整数" if kind is click.INT else error.message


def one_report(command: Callable[..., None]) -> Callable[..., None]:
    """What the commands over one report ask for: an agency, a year, the project they are in."""
    agency = click.argument("agency", metavar="机关文件夹")
    year = click.argument("year", type=click.IntRange(2008, 2100), metavar="年份")
    folder = click.Path(path_type=Path)
    project = click.option(
        "--project", type=folder, default=".", metavar="文件夹", help="项目文件夹，默认当前文件夹。"
    )
    return agency(year(project(command)))


def existing(project: Path) -> Path:
    """The project, or a usage error that says where we looked."""
    if not (project / "content").is_dir():
        raise click.UsageError(
            f"“{project}”里没有 content 文件夹；请在项目文件夹里运行，或用 nianbao init 建立新专栏"
        )
    return project


def progress(label: str) -> Callable[[int, int], None]:
    """A bar on a terminal, once the work has taken longer than a second."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    began = time.monotonic()
    shown = ""

    def step(done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - began < _AFTER:
            return
        full = done * _WIDTH // max(total, 1)
        bar = f"\r{label} [{'#' * full}{'-' * (_WIDTH - full)}] {done}/{total}"
        if done >= total:
            bar = "\r" + " " * (len(shown) + len(label)) + "\r"  # the summary line takes its place
        if bar != shown:
            click.echo(bar, nl=False, err=True)
            shown = bar

    return step
