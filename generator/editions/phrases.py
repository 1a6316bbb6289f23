"""The `phrases` of an edition's file → Phrases: what numbers in the narrative may mean, in cells."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.editions.form import Cell, Phrase, Phrases, Reading, Readings

_TERM = re.compile(r"([+-])?\s*([a-z0-9_.*{}]+)\s*")
_ASIDE = re.compile(r"（区分处理的.*?）|（单位.*?）")
_LONGEST = 2  # cells in a binding that an editor would still write
_ALL = "total"


def phrases(data: Mapping[str, Any], cells: Mapping[str, Cell]) -> Phrases:
    """`cells`: address → cell; a mistake in the data is a bug of ours and raises."""
    if not data:
        return Phrases()
    reader = _Reader(
        cells, data["terms"], {name: item["columns"] for name, item in data["applicants"].items()}
    )
    return Phrases(
        all=tuple(reader.phrase(item) for item in data["phrases"]),
        applicants=tuple((reader.pattern(item["words"]), name) for name, item in data["applicants"].items()),
        applications=reader.readings(data["applications"]),
        denials=tuple(
            (
                reader.pattern(item["words"]),
                reader.pattern(item.get("about", "")),
                reader.reading(item["means"], ""),
            )
            for item in data["denials"]
        ),
        wholes=reader.readings(data["wholes"])[""],
    )


class _Reader:
    def __init__(
        self, cells: Mapping[str, Cell], terms: Mapping[str, str], columns: dict[str, list[str]]
    ) -> None:
        self.cells = cells
        self.terms: dict[str, str] = {}
        for name, pattern in terms.items():
            self.terms[name] = self.pattern(pattern)  # a term may use those above it
        self.columns = {"": [_ALL], **columns}

    def pattern(self, text: str) -> str:
        """A regular expression in which <name> stands for a term."""
        found = re.sub(r"<([^\W\d]+)>", lambda match: f"(?:{self.terms[match[1]]})", text)
        re.compile(found)
        return found

    def phrase(self, item: Mapping[str, Any]) -> Phrase:
        means = self.readings(item["means"])
        units = {cell.unit for cell in self.cells.values() if cell.index in means[""][0].plus}
        assert len(units) == 1, item
        return Phrase(
            before=self.pattern(item.get("before", "")),
            after=self.pattern(item.get("after", "")),
            about=self.pattern(item.get("about", "")),
            said=self.pattern(item.get("said", "")),
            unless=self.pattern(item.get("unless", "")),
            unit=units.pop(),
            means=means,
            given=tuple(
                (self.pattern(words), self.readings(more)) for words, more in item.get("given", {}).items()
            ),
            denies=item.get("denies", False),
        )

    def readings(self, items: list[str]) -> Readings:
        """Of all together, and of every kind of applicant where the readings have {who}."""
        by_applicant = any("{who}" in item for item in items)
        names = self.columns if by_applicant else [""]
        return {name: tuple(self.reading(item, name) for item in items) for name in names}

    def reading(self, text: str, applicant: str) -> Reading:
        """Addresses joined by + and -; a star stands for every name in its place."""
        plus: list[Cell] = []
        minus: list[Cell] = []
        label = ""
        terms = _TERM.findall(text)
        assert "".join("".join(term) for term in terms) == re.sub(r"\s", "", text), text
        for sign, path in terms:
            found = [
                cell for column in self.columns[applicant] for cell in self._find(path.format(who=column))
            ]
            (minus if sign == "-" else plus).extend(found)
            label += (
                f" {'−' if sign == '-' else '＋'} {_label(path, found)}" if label else _label(path, found)
            )
        short = len(plus) + len(minus) <= _LONGEST
        signed = [*(("+", cell) for cell in plus), *(("-", cell) for cell in minus)]
        written = " ".join(f"{sign} {cell.address}" for sign, cell in signed).removeprefix("+ ")
        who = "" if not applicant else f"（{applicant}）"
        return Reading(
            label + who,
            tuple(cell.index for cell in plus),
            tuple(cell.index for cell in minus),
            f"{{{{ {written} }}}}" if short else "",
        )

    def _find(self, path: str) -> list[Cell]:
        depth = path.count(".")
        found = [
            cell
            for address, cell in self.cells.items()
            if address.count(".") == depth and fnmatchcase(address, path)
        ]
        assert found, path
        return found


def _label(path: str, cells: list[Cell]) -> str:
    """The cells in words, as short as the form allows."""
    first = cells[0]
    if not first.rows:  # 行政复议 · 总计
        several = len({cell.columns[:-1] for cell in cells}) > 1
        return f"{first.columns[0]}{first.columns[-1]}" if several else "".join(first.columns)
    rows = first.rows[:-1] if "*" in path else first.rows
    row = _ASIDE.sub("", rows[-1])
    if first.table == "requests" or len(first.columns) > 1:
        return f"{row}合计" if "*" in path else row
    return f"{row}{_ASIDE.sub('', first.columns[-1])}"
