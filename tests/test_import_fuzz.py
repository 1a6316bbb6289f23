"""Whatever befell an old report, no figure comes in wrong; `FUZZ=2000` tries that many (300 by default)."""

import os
import random

import pytest
from old_reports import Damage, damage, document, figures

from generator.editions.load import editions
from generator.importers.recognise import recognise

pytest.importorskip("opencc")
FORMS = [edition for edition in editions().all if edition.tables]
HOW_MANY = int(os.environ.get("FUZZ", "300"))


def outcome(edition, values, harm: Damage, chance: random.Random):
    """(wrong, left out) cells."""
    old = recognise(document(edition, values, harm, chance), "旧.docx", edition.first_year + 1, editions())
    assert old.edition == edition.id
    wrong, left = [], []
    for cell in edition.cells:
        wanted = values[cell.index]
        blank = harm.blank != "0" and not getattr(wanted, "amount", wanted)
        if cell.index not in old.figures:
            left.append(cell.address)
        elif old.figures[cell.index] != (None if blank else wanted):
            wrong.append((cell.address, wanted, old.figures[cell.index]))
    return wrong, left, old


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_no_damage_makes_a_figure_wrong(edition):
    chance = random.Random(20231231)
    for number in range(HOW_MANY):
        values, harm = figures(edition, chance), damage(chance)
        wrong, left, old = outcome(edition, values, harm, chance)
        assert not wrong, (number, harm, wrong[:3])
        if harm.certain():
            assert not left, (number, harm, left[:5], [problem.message for problem in old.problems][:3])
