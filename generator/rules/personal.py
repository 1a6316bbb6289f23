"""Personal data in the narrative: identity card, mobile phone and bank card numbers."""

import re
from collections.abc import Iterator
from datetime import date

from generator.model import Passage, Report
from generator.problems import Finding, Level
from generator.rules import Case, rule
from generator.rules.where import at

# Full-width digits as half-width ones, character by character: places stay what they are.
_HALF = {ord("０") + digit: ord("0") + digit for digit in range(10)} | {
    ord("Ｘ"): "X",
    ord("　"): " ",
    ord("－"): "-",
}
_LONG = re.compile(r"(?:[\d０-９][ 　\-－]?){11}")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6}[ -]?(?:19|20)\d{6}[ -]?\d{3}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<![\dA-Za-z.-])(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![\dA-Za-z])")
_CARD = re.compile(
    r"(?<![\dA-Za-z/〔-])(?:[3-6]\d{15,18}|[3-6]\d{3}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)(?![\dA-Za-z/])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_HINT = "删掉，或者换成不能认出个人的说法；发布前再查一遍附件"


@rule("N214", "正文里有身份证号码")
def identity(case: Case) -> Iterator[Finding]:
    """什么：正文里有一个校验正确的18位居民身份证号码。

    为什么：身份证号码是个人隐私，公开会对个人造成损害；泄露个人信息是网站检查的问题。
    怎么改：删掉，或者换成不能认出个人的说法。提示里只显示开头和结尾几位。
    依据：政府信息公开条例第十五条；GB 11643—1999《公民身份号码》。
    """
    for passage, text in _texts(case.report):
        for match in _IDENTITY.finditer(text):
            if is_identity(_digits(match[0])):
                yield _finding(case.report, passage, match.span(), "居民身份证号码")


@rule("N215", "正文里有手机号码", Level.WARNING)
def mobile(case: Case) -> Iterator[Finding]:
    """什么：正文里有手机号码，而它不是 agency.yaml 里写的本机关联系电话。

    为什么：多半是个人的号码，公开前要得到本人同意。
    怎么改：办公电话尽量用固定电话；确实是本机关对外公布的号码，写进 agency.yaml 的 contact，就不再提示。
    依据：政府信息公开条例第十五条。
    """
    own = _digits(case.report.agency.contact.phone)
    for passage, text in _texts(case.report):
        for match in _MOBILE.finditer(text):
            if _digits(match[1]) not in own:
                yield _finding(case.report, passage, match.span(1), "手机号码")


@rule("N216", "正文里有银行卡号", Level.WARNING)
def bank_card(case: Case) -> Iterator[Finding]:
    """什么：正文里有一个16到19位、校验正确的号码，像是银行卡号。

    为什么：账号公开会被人利用；年报里也不需要写账号。
    怎么改：删掉。不是银行卡号的，用 waive 写明是什么号码。
    依据：政府信息公开条例第十五条。
    """
    for passage, text in _texts(case.report):
        for match in _CARD.finditer(text):
            digits = _digits(match[0])
            if is_card(digits) and not is_identity(digits):
                yield _finding(case.report, passage, match.span(), "银行卡号")


def _texts(report: Report) -> Iterator[tuple[Passage, str]]:
    """Passages with many digits in a row, in half width."""
    for passage in report.passages:
        if _LONG.search(passage.text):
            yield passage, passage.text.translate(_HALF)


def _digits(text: str) -> str:
    return re.sub(r"[^\dX]", "", text.translate(_HALF).upper())


def is_identity(digits: str) -> bool:
    """18 characters with a birth date that can be, and the check character of GB 11643."""
    if len(digits) != 18 or digits[0] not in "12345678":  # noqa: PLR2004 (GB 11643)
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return born.year >= 1900 and digits[17] == _CHECK[total % 11]  # noqa: PLR2004 (nobody is older)


def is_card(digits: str) -> bool:
    """16 to 19 digits that satisfy Luhn, and are not the same digit over and over."""
    if not 16 <= len(digits) <= 19 or not digits.isdigit() or len(set(digits)) < 3:  # noqa: PLR2004 (ISO/IEC 7812)
        return False
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 (Luhn)


def _finding(report: Report, passage: Passage, span: tuple[int, int], what: str) -> Finding:
    """The number itself is not repeated: messages end up in logs."""
    written = passage.text[slice(*span)]
    digits = _digits(written)
    shown = f"{digits[:3]}{'*' * (len(digits) - 5)}{digits[-2:]}"
    return Finding(at(report, passage, span), f"正文里有{what}（{shown}）", _HINT)
