"""N217: the estimate of likeness on texts of known overlap, and that comparing all with all is quick."""

import random
import statistics
import time

import pytest

from generator.model import Agency, AgencyKind
from generator.rules import COLUMN_RULES, Column, Fact
from generator.rules.likeness import contained, sketch_of

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def sentence(chance: random.Random) -> str:
    return "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(15, 40))) + "。"


def text(chance: random.Random, sentences: int = 60) -> str:
    return "".join(sentence(chance) for _ in range(sentences))


def fact(number: int, year: int, words: str, *, draft: bool = False) -> Fact:
    agency = Agency(f"a{number}", f"第{number}局", AgencyKind.DEPARTMENT)
    return Fact(
        agency=agency,
        year=year,
        file=f"content/a{number}/{year}.yaml",
        edition="2021",
        scope="own",
        values=(),
        spots=(),
        sketch=sketch_of(words),
        digest="",
        revisions=0,
        draft=draft,
        waivers={},
    )


def told(*facts: Fact) -> list[str]:
    found = COLUMN_RULES["N217"](Column((), {}, facts))
    return [f"{problem.place.file} {problem.message}" for problem in found]


@pytest.mark.parametrize("share", [0, 0.5, 0.8, 0.9, 1])
@pytest.mark.parametrize("times", [1, 2])
def test_the_estimate_is_right_on_average_and_seldom_far_off(share: float, times: int):
    """A share of the sentences of one text, in any order, in another that is as long or twice as long."""
    chance = random.Random(2)
    errors = []
    for _ in range(60):
        one = [sentence(chance) for _ in range(60)]
        kept = set(chance.sample(range(60), round(60 * share)))
        other = [words if at in kept else sentence(chance) for at, words in enumerate(one)]
        other += [sentence(chance) for _ in range(60 * (times - 1))]
        chance.shuffle(other)
        true = sum(len(one[at]) for at in kept) / sum(map(len, one))
        errors.append(contained(sketch_of("".join(one)), sketch_of("".join(other))) - true)
    assert abs(statistics.mean(errors)) < 0.03
    assert statistics.pstdev(errors) < 0.08


def test_figures_do_not_make_a_copied_text_another():
    words = text(random.Random(3), 20)
    copies = [words.replace("。", f"，共{number}件。") for number in (7, 123)]
    assert sketch_of(copies[0]) == sketch_of(copies[1])


def test_short_texts_are_not_compared():
    assert sketch_of("本年度没有收到政府信息公开申请，按规定公开信息。" * 8) == ()


def test_the_most_similar_one_is_named_once_and_a_draft_is_not_held_against_others():
    chance = random.Random(4)
    words = [sentence(chance) for _ in range(60)]
    last, near, nearer = ("".join(words[:keep]) + text(chance, 60 - keep) for keep in (54, 55, 59))
    said = told(
        fact(1, 2022, last), fact(1, 2023, "".join(words)), fact(2, 2023, near), fact(3, 2023, nearer)
    )
    assert next(line for line in said if line.startswith("content/a1/2023.md")).endswith(
        "和“第3局” 2023 年的年报相同"
    )
    assert sum(line.startswith("content/a1/2023.md") for line in said) == 1
    copied = told(fact(1, 2023, "".join(words)), fact(2, 2023, "".join(words), draft=True))
    assert copied == ["content/a2/2023.md 正文约 100% 和“第1局” 2023 年的年报相同"]


def test_a_copy_is_found_among_a_thousand_that_share_a_set_text_and_quickly():
    chance = random.Random(5)
    common = text(chance, 30)
    facts = [fact(number, 2023, common + text(chance, 30)) for number in range(998)]
    copied = common + text(chance, 30)
    facts += [fact(998, 2023, copied), fact(999, 2023, copied)]
    began = time.process_time()
    said = told(*facts)
    assert time.process_time() - began < 3
    assert said == [
        "content/a998/2023.md 正文约 100% 和“第999局” 2023 年的年报相同",
        "content/a999/2023.md 正文约 100% 和“第998局” 2023 年的年报相同",
    ]
