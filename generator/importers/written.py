"""What a cell of an old table says: a figure, a blank, a figure with a remark, or something that is none."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from generator.editions.form import Kind
from generator.model import Figure, Money

_BLANK = re.compile(r"[-—–−_/\\|.·*]*|无|空")
_NUMBER = r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNITS = r"件次|人次|万元|亿元|[件条项次个宗起份家部户件人篇元]"
_FIGURE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>{_UNITS})?(?P<rest>(?:\(.+\)|\[.+\]|【.+】)?)", re.DOTALL
)
_LEADING_ZERO = re.compile(r"0\d")
_MOST = {
    "count": 10**9,
    "change": 10**9,
    "amount": 10**10,
    "money": 10**12,
}  # as the reader of data files has it
_PLACES = 6
_TENS_OF_THOUSANDS = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as it was understood."""

    figure: Figure = None
    blank: bool = False
    remark: str = ""  # what stands in brackets behind the figure
    doubt: str = ""  # why it is no figure
    converted: str = ""  # what was computed to get it


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure or nothing; a row heading does not."""
    plain = _plain(text)
    return bool(_BLANK.fullmatch(plain) or _FIGURE.fullmatch(plain))


def is_blank(text: str) -> bool:
    """Whether a cell holds nothing, or a mark that stands for nothing."""
    return bool(_BLANK.fullmatch(_plain(text)))


def understood(text: str, kind: Kind, header_unit: str = "") -> Written:
    """The figure of a cell. `header_unit`: the unit that its column heading names beyond the form's, if any."""
    plain = _plain(text)
    if _BLANK.fullmatch(plain):
        return Written(blank=True)
    match = _FIGURE.fullmatch(plain)
    if not match:
        return Written(doubt="不是数字")
    digits = match["number"].replace(",", "").replace("−", "-")
    if _LEADING_ZERO.match(digits.lstrip("+-")):
        return Written(doubt="数字前面多了 0")
    number = Decimal(digits)
    if abs(number) >= _MOST[kind] or -int(number.as_tuple().exponent) > _PLACES:
        return Written(doubt="数字太长")
    if number < 0 and kind != "change":
        return Written(doubt="不应是负数")
    remark = match["rest"][1:-1]
    return _of_kind(number, kind, match["unit"] or header_unit, remark)


def _of_kind(number: Decimal, kind: Kind, unit: str, remark: str) -> Written:
    if kind == "amount":
        return _amount(number, unit, remark)
    if kind == "money":
        if number and unit not in {"元", "万元"}:
            return Written(doubt="没有写明是元还是万元")
        return Written(Money(number, unit if number else "元"), remark=remark)
    if number != number.to_integral_value():
        return Written(doubt="应当是整数")
    return Written(int(number), remark=remark)


def _amount(number: Decimal, unit: str, remark: str) -> Written:
    """In 万元, the unit of the form."""
    factor = {"元": 1 / _TENS_OF_THOUSANDS, "亿元": _TENS_OF_THOUSANDS}.get(unit)
    if factor is None:
        return Written(number, remark=remark)
    return Written(_tidy(number * factor), remark=remark, converted=f"由 {number:f} {unit}换算成万元")


def _tidy(number: Decimal) -> Decimal:
    return number.normalize() if number != number.to_integral_value() else number.to_integral_value()


def _plain(text: str) -> str:
    """Half width, without blanks; blanks between two digits stay, for nobody knows whether they are one number."""
    half = unicodedata.normalize("NFKC", text.replace("—", "-").replace("⁄", "/")).strip()
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", half)
