"""Agencies of counties that do not exist: agency k is the same in a demo of any size."""

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.demo.chance import between, chance, pick
from generator.demo.data import data
from generator.model import Agency, AgencyKind, Contact
from generator.read.agency import valid_code

SIZE = 100  # agencies of a county: its government, then departments, townships and subdistricts
HOST = "example.gov.cn"
_KINDS = {"d": AgencyKind.DEPARTMENT, "t": AgencyKind.TOWNSHIP, "s": AgencyKind.SUBDISTRICT}
_STRIDES = 175, 79  # of counties and of places in them through the names: neighbours share no syllable


@dataclass(frozen=True, slots=True)
class Office:
    """An agency of the demo, and what its reports speak of."""

    agency: Agency
    county: str  # 某某县
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _County:
    seed: int
    number: int
    name: str
    slug: str


def most() -> int:
    """How many agencies there are names for."""
    return SIZE * len(data("names")["front"]) * len(data("names")["back"])


def offices(agencies: int, seed: int) -> Iterator[Office]:
    """The first so many agencies, county by county, a county's government before the rest of it."""
    for first in range(0, agencies, SIZE):
        number = first // SIZE
        name, slug = _place(number * _STRIDES[0], seed)
        yield from _county(_County(seed, number, f"{name}县", slug), min(SIZE, agencies - first))


def _county(county: _County, agencies: int) -> Iterator[Office]:
    names = data("names")
    departments = iter(names["departments"])
    for at in range(agencies):
        kind = _KINDS[names["order"][(at - 1) % len(names["order"])]] if at else AgencyKind.GOVERNMENT
        fields = names["fields"].get(kind)
        if kind is AgencyKind.GOVERNMENT:
            agency = Agency(county.slug, f"{county.name}人民政府", kind, county.name)
        elif kind is AgencyKind.DEPARTMENT:
            found = next(departments)
            name, fields = found["name"], found["fields"]
            agency = Agency(f"{county.slug}/{found['slug']}", county.name + name, kind, name)
        else:
            name, slug = _place(at * _STRIDES[1], county.seed, county.number)
            short, rest = _township(name, at, kind)
            agency = Agency(f"{county.slug}/{slug}", county.name + short + rest, kind, short)
        yield Office(_complete(agency, county, at), county.name, tuple(fields))


def _township(name: str, at: int, kind: AgencyKind) -> tuple[str, str]:
    if kind is AgencyKind.SUBDISTRICT:
        return f"{name}街道", "办事处"
    return name + ("乡" if at % 3 == 1 else "镇"), "人民政府"


def _place(step: int, *about: object) -> tuple[str, str]:
    """A made-up name and its spelling; each step another, until all have had their turn."""
    front, back = (tuple(data("names")[part].items()) for part in ("front", "back"))
    start = int(chance(*about, "names")() * len(front) * len(back))
    first, second = divmod((start + step) % (len(front) * len(back)), len(back))
    return front[first][0] + back[second][0], front[first][1] + back[second][1]


def _complete(agency: Agency, county: _County, at: int) -> Agency:
    """With a code and a contact; nobody's: region and area code are all zeros."""
    draw = chance(county.seed, agency.path, "contact")
    short = "" if agency.short == county.name else agency.short
    contact = Contact(
        office=f"{short or county.name + '人民政府办公室'}{pick(draw, data('names')['desks'][agency.kind])}",
        address=f"{county.name}{pick(draw, data('names')['roads'])}{between(draw, 1, 199)}号",
        postcode="000000",
        phone=f"0000-{county.number + 1:04}{at:03}",
        email=f"{agency.path.rsplit('/', 1)[-1]}@{county.slug}.{HOST}",
        hours=pick(draw, data("names")["hours"]),
    )
    return replace(agency, code=_code(county.number * SIZE + at + 1), contact=contact)


def _code(number: int) -> str:
    """A 统一社会信用代码 whose check characters are right, in a region that does not exist."""
    digits = f"{number:08}"
    weights = 3, 7, 9, 10, 5, 8, 4, 2  # GB 11714: the organization's own number has a check character, too
    rest = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    start = f"11000000{digits}{'0123456789X'[rest]}"
    return next(start + last for last in string.digits + string.ascii_uppercase if valid_code(start + last))
