"""The writers of the download formats (downloads.py): a module each, Order → bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from generator.downloads import FORMATS
from generator.model import Report, Site
from generator.problems import Problem, Sink


@dataclass(frozen=True, slots=True)
class Order:
    """A report to be written, and what a format may need besides."""

    report: Report
    site: Site
    waived: tuple[Problem, ...]  # errors that are published as they are, with their reasons
    tell: Sink  # what cannot be done as it should
    fonts: Path | None = None  # a folder with the office's own fonts
    template: Path | None = None  # a Word file of the theme, with the office's own styles


Write = Callable[[Order], bytes | None]  # `write` of a writer; None: there is no such file of this report


def write(name: str, order: Order) -> bytes | None:
    """The report in the format of that name; None if there is none, and a problem says why where that is one."""
    writer: Write = import_module(f"{__name__}.{FORMATS[name].module}").write
    return writer(order)
