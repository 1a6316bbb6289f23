"""An office and its years → the pairs of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.demo.chance import Draw, below, between, chance
from generator.demo.county import Office
from generator.demo.figures import Past, draw_fee, draw_numbers, figures, habit
from generator.demo.forms import Form, form
from generator.demo.words import Terms, Year, narrative, terms, voice
from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import AgencyKind, ProcessingFee
from generator.read.report import UNKNOWN
from generator.sources import Sheet, figures_yaml

_LOST = 10  # one in so many publication dates of the years before there were forms
_MONTHS = {AgencyKind.GOVERNMENT: 3}  # the others publish in January (条例第四十九条)


@dataclass(frozen=True, slots=True)
class Kit:
    """What is needed to fill in an edition."""

    edition: Edition
    form: Form
    terms: Terms


def kits(first: int, last: int) -> dict[int, Kit]:
    """Report year → its edition, made ready."""
    ready: dict[str, Kit] = {}
    years = {}
    for year in range(first, last + 1):
        edition = editions().of_year(year)
        assert edition, year
        if edition.id not in ready:
            ready[edition.id] = Kit(edition, form(edition), terms(edition))
        years[year] = ready[edition.id]
    return years


def reports(office: Office, seed: int, years: Mapping[int, Kit]) -> Iterator[tuple[int, str, str]]:
    """(year, data file, narrative), from the first year on: each takes over from the one before."""
    agency, past = office.agency, None
    usual = habit(agency, seed, [kit.form for kit in years.values()])
    totals = (
        below(chance(seed, agency.path, "totals"), 3) == 0
    )  # some editors write them, some leave them out
    for year, kit in years.items():
        draw = chance(seed, agency.path, year)
        numbers = draw_numbers(kit.form, usual, past, draw)
        fee = draw_fee(kit.form, numbers, draw)
        past = Past(kit.edition, numbers)
        sheet = Sheet(
            kit.edition,
            title=kit.edition.title.format(agency=agency.name, year=year),
            head=_head(kit.edition, _published(office, year, kit.edition, draw), fee),
            figures=figures(kit.edition, numbers),
            totals=totals,
        )
        told = voice(Year(office, year, numbers, fee), kit.terms, draw)
        yield year, figures_yaml(sheet), narrative(kit.edition, told)


def _published(office: Office, year: int, edition: Edition, draw: Draw) -> str:
    """A working day, in time; of old reports it is not always known."""
    day = date(year + 1, _MONTHS.get(office.agency.kind, 1), between(draw, 8, 29))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return UNKNOWN if not edition.tables and below(draw, _LOST) == 0 else day.isoformat()


def _head(edition: Edition, published: str, fee: ProcessingFee) -> str:
    lines = [f"published: {published}"]
    if any(section.processing_fee for section in edition.sections):
        lines += [
            "processing_fee:",
            f"  notices_issued: {fee.notices_issued}",
            f"  amount_noticed: {fee.amount_noticed}",
            f"  amount_collected: {fee.amount_collected}",
        ]
    return "\n".join(lines)
