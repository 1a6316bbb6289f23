"""Numbers in the words: as people write them, and as the forms know them."""

import re
import time

import pytest

from generator.editions.load import editions
from generator.rules import personal, words
from generator.rules.numerals import NUMBER, chinese_number, numeral


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("两", 2),
        ("九", 9),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零五", 105),
    ],
)
def test_chinese_numbers(text: str, number: int):
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234件", 1234),
        ("1.8万件", 18000),
        ("三件", 3),
        ("12.35万元", "12.35"),
        ("123500元", "12.35"),
        ("0 件", 0),
    ],
)
def test_numbers_with_their_units(text: str, number: int | str):
    match = NUMBER.search(text)
    assert match
    found = numeral(match)
    assert found
    assert str(found[0].normalize().__format__("f")) == str(number)


@pytest.mark.parametrize("text", ["第三件", "每一件", "第3件", "〔2021〕30号", "2023年", "第三十三条"])
def test_what_counts_nothing(text: str):
    assert not NUMBER.search(text)


def test_every_form_with_tables_says_how_its_figures_are_spoken_of():
    for edition in editions().all:
        assert bool(edition.phrases.all) == bool(edition.tables)
        for phrase in edition.phrases.all:
            assert phrase.before or phrase.after
            for readings in phrase.means.values():
                for reading in readings:
                    assert reading.label
                    assert all(0 <= index < len(edition.cells) for index in (*reading.plus, *reading.minus))


def test_patterns_of_the_forms_do_not_take_long_on_odd_text():
    """Nothing an editor writes makes a pattern run away."""
    odd = [
        "未" + "因" * 3000,
        "收到" + "政府信息公开" * 500,
        "没有" + "行政" * 1500 + "复议。",
        "共" * 3000 + "3件",
    ]
    began = time.process_time()
    for edition in editions().all:
        patterns = [
            *(f"(?:{phrase.before})$" for phrase in edition.phrases.all),
            *(p[0] for p in edition.phrases.denials),
        ]
        for pattern in map(re.compile, patterns):
            for text in odd:
                pattern.search(text)
    assert time.process_time() - began < 4


def test_the_usual_word_list():
    found = words.usual_words()
    assert len(found) >= 60
    assert len({word.wrong for word in found}) == len(found)
    for word in found:
        assert word.right != word.wrong
        assert all(word.wrong in longer for longer in word.unless)
        assert word.wrong not in word.right


def test_check_characters():
    assert personal.is_identity("11010519491231002X")  # the example of GB 11643
    assert not personal.is_identity("110105194912310021")
    assert not personal.is_identity("110105194913310021")
    assert personal.is_card("4012888888881881")
    assert not personal.is_card("4012888888881882")
