"""Numbers as Word writes them in front of paragraphs: 十二, ⑫, XII, l."""

from collections.abc import Callable


def numeral(form: str, number: int) -> str:
    """A number in one of Word's formats (w:numFmt); in digits where the format has no such number."""
    if form in {"none", "bullet"}:
        return ""
    write, last = _FORMS.get(form, (str, 0))
    return write(number) if 0 < number <= last else str(number)


_Form = tuple[Callable[[int], str], int]  # how it is written, up to which number


def _counting(digits: str, units: str) -> _Form:
    """Counted by places, 二十, 一百零一: the digits from zero, the names of the places from the ones."""

    def write(number: int) -> str:
        out, gap = "", False
        for place in reversed(range(4)):
            digit = number // 10**place % 10
            if digit:
                out += (digits[0] if gap and out else "") + digits[digit] + units[place].strip()
            gap = not digit
        return out.removeprefix("一") if out.startswith("一十") else out

    return write, 9999


def _places(digits: str) -> _Form:
    """A sign for each digit: 一〇, 一一."""
    return lambda number: "".join(digits[int(digit)] for digit in str(number)), 10**9


def _signs(signs: str) -> _Form:
    """A sign for each number."""
    return lambda number: signs[number - 1], len(signs)


def _letters(first: str) -> _Form:
    """After z comes aa, then bb."""
    return lambda number: chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1), 260


def _roman(number: int) -> str:
    out = ""
    for worth, sign in _ROMAN:
        out += sign * (number // worth)
        number %= worth
    return out


_ROMAN = [
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
]
_CHINESE = _counting("零一二三四五六七八九", " 十百千")
_CHINESE_PLACES = _places("〇一二三四五六七八九")
_FULL_WIDTH = _places("０１２３４５６７８９")
_CIRCLES = _signs("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿")
_FORMS: dict[str, _Form] = {
    "decimalZero": ("{:02}".format, 9),
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "decimalEnclosedCircle": _CIRCLES,
    "decimalEnclosedCircleChinese": _CIRCLES,
    "decimalEnclosedFullstop": _signs("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _signs("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "ideographEnclosedCircle": _signs("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "chineseCounting": _CHINESE,
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCounting": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "japaneseCounting": _CHINESE,
    "ideographDigital": _CHINESE_PLACES,
    "taiwaneseDigital": _CHINESE_PLACES,
    "japaneseDigitalTenThousand": _CHINESE_PLACES,
    "chineseLegalSimplified": _counting("零壹贰叁肆伍陆柒捌玖", " 拾佰仟"),
    "ideographLegalTraditional": _counting("零壹貳參肆伍陸柒捌玖", " 拾佰仟"),
    "ideographTraditional": _signs("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _signs("子丑寅卯辰巳午未申酉戌亥"),
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": (_roman, 3999),
    "lowerRoman": (lambda number: _roman(number).lower(), 3999),
}
