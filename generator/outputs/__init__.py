"""The writers of the download formats (downloads.py): a module each, Order → bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from generator.downloads import FORMATS
from generator.model import Report, Site
from generator.pages import urls
from generator.problems import Problem, Sink


@dataclass(frozen=True, slots=True)
class Order:
    """A report to be written, and what a format may need besides. Nothing else goes into a file (cache.py)."""

    report: Report
    site: Site  # no more of it than `settings` leaves
    waived: tuple[Problem, ...]  # errors that are published as they are, with their reasons
    tell: Sink  # what cannot be done as it should
    fonts: Path | None = None  # a folder with the office's own fonts
    template: Path | None = None  # a Word file of the theme, with the office's own styles

    @property
    def page(self) -> str:
        """The address of the report's page; "" where nobody knows where the column is mounted."""
        return urls.absolute(self.site.url, urls.report(self.report.agency.path, self.report.year))


Write = Callable[[Order], bytes | None]  # `write` of a writer; None: there is no such file of this report


def settings(site: Site) -> Site:
    """What of the settings a report may print: a change of the others does not make its files anew."""
    return Site(title=site.title, description="", portal=site.portal, url=site.url)


def write(name: str, order: Order) -> bytes | None:
    """The report in the format of that name; None if there is none, and a problem says why where that is one."""
    writer: Write = import_module(f"{__name__}.{FORMATS[name].module}").write
    return writer(order)
