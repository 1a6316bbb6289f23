"""Numbers as people write them: 1,234件, 1.8万件, 十二件."""

import re
from decimal import Decimal

# Groups: digits, Chinese digits, 万 or 亿, 余 or 多, the unit. 第三件 and 每一件 count nothing.
NUMBER = re.compile(
    r"(?<![\d.,第每某这那另同何〔\[A-Za-z])(?:(\d[\d,，]*(?:\.\d+)?)|([百十零一二两三四五六七八九]+))"
    r"\s*(万|亿)?(余|多)?\s*(件次?|宗|起|例|份|万?元)"
)
_CHINESE = re.compile(
    r"(?:([一二两三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([零一二两三四五六七八九])?"
)
_DIGITS: dict[str | None, int] = {
    None: 0,
    "两": 2,
    **{digit: at for at, digit in enumerate("零一二三四五六七八九")},
}


def numeral(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """The number (amounts in 万元), and half of what it is rounded to."""
    scale = Decimal({"万": 10_000, "亿": 100_000_000}.get(match[3] or "", 1))
    if match[5] == "元":
        scale /= 10_000
    if match[1]:
        digits = re.sub("[,，]", "", match[1])
        places = len(digits.partition(".")[2])
        rounded = match[3] or match[5].endswith("元")
        return Decimal(digits) * scale, scale / 10**places / 2 if rounded else Decimal(0)
    count = chinese_number(match[2])
    return None if count is None else (count * scale, scale / 2 if match[3] else Decimal(0))


def chinese_number(text: str) -> int | None:
    """三, 十二, 二十, 一百零五; None where it is no number up to 999."""
    match = _CHINESE.fullmatch(text)
    if not match:
        return None
    hundreds, tens, ten, ones = match.groups()
    return _DIGITS[hundreds] * 100 + (_DIGITS[tens] or 1) * 10 * bool(ten) + _DIGITS[ones]
