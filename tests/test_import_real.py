"""Real reports come in as they were published; they lie beside the repository, none of their sentences is in it."""

import json

import pytest
from test_real_reports import FOLDER, Real

from generator.editions.load import editions
from generator.importers.limits import Task, read_one
from generator.importers.recognise import Old
from generator.model import Money

FILES = [
    ("02-03-suqian-2023-2024-comparison.pdf", "02"),
    ("02-03-suqian-2023-2024-comparison.pdf", "03"),
    *((path.name, path.name[:2]) for path in sorted(FOLDER.glob("[01]*.[th]*")) if path.suffix != ".json"),
]
# Formats that come in whole; of the others (broken text layers, cells run together) some cells are left out, none is wrong.
WHOLE = {"02-03-suqian-2023-2024-comparison.pdf", "06", "07", "10", "13"}


def counted(name: str, number: str) -> tuple[dict[str, int], Old]:
    """right, inferred (and right), left out, wrong: cells of a file against what was transcribed from it."""
    data = json.loads((FOLDER / f"{number}.json").read_text("utf-8"))
    real = Real(data, editions().get(data["edition"]))
    old = read_one(Task(FOLDER / name, name, data["year"]))
    assert isinstance(old, Old), old
    counts = dict.fromkeys(("right", "inferred", "left out", "wrong"), 0)
    if old.edition != real.edition.id:
        counts["left out"] = len(real.edition.cells)
        return counts, old
    for index, wanted in real.written(remarks=False).items():
        found = old.figures.get(index, ...)
        if found is ...:
            counts["left out"] += 1
        elif same(found, wanted):
            counts["inferred" if index in old.inferred else "right"] += 1
        else:
            counts["wrong"] += 1
    return counts, old


def same(found, wanted) -> bool:
    if isinstance(found, Money) and isinstance(wanted, Money):
        return found.amount == wanted.amount
    return found == wanted and (found is None) == (wanted is None)


@pytest.mark.skipif(not FOLDER.exists(), reason="the real reports are not beside the repository")
@pytest.mark.parametrize(("name", "number"), FILES)
def test_no_figure_of_a_real_report_is_wrong(name: str, number: str):
    counts, old = counted(name, number)
    assert counts["wrong"] == 0
    if name in WHOLE or number in WHOLE:
        assert counts["left out"] == 0, old.problems


if __name__ == "__main__":
    for name, number in FILES:
        counts, old = counted(name, number)
        print(f"{name:40} {number} {old.edition} {counts} {len(old.problems)}")
