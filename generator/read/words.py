"""A word list (content/words.yaml, or the usual one): what should not be written, and what should be."""

from pathlib import Path

from generator.checks import Word
from generator.problems import Finding, Place, Sink, fault
from generator.read import values
from generator.read.fields import Keys, fields, items, missing_key
from generator.read.nodes import Doc, Node, Scalar, parse
from generator.read.text import load

FILE = "words.yaml"
GAP = "…"
_KEYS = {"words": "词表"}
_WORD = {
    "wrong": "不应出现的写法",
    "right": "应当的写法",
    "serious": "是否严重：严重的是错误，其他是警告",
    "unless": "在这些更长的词里不算错",
    "why": "原因",
}
_SERIOUS = {"true": "严重，作为错误", "false": "一般，作为警告"}


def read_words(path: Path, file: str, report: Sink) -> tuple[Word, ...] | None:
    """The entries that can be used; None where there is no such file (or none that can be read)."""
    source = load(path, file, report) if path.exists() or path.is_symlink() else None
    doc = parse(source, report) if source else None
    if doc is None:
        return None
    found = fields(doc, doc.root, Keys(_KEYS, "词表"))
    if "words" not in found:
        doc.report(missing_key(Place(file), "“words”（词表）", "写一行“words:”，下面每条一行，以“- ”开头"))
        return None
    words = [_word(doc, item) for item in items(doc, found["words"])]
    return tuple(word for word in words if word)


def _word(doc: Doc, node: Node) -> Word | None:
    found = fields(doc, node, Keys(_WORD, "词表的一条"))

    def text(key: str) -> str:
        return values.text(doc, found[key]) if key in found else ""

    wrong, right = text("wrong"), text("right")
    if not wrong or not right:
        hint = "写成“- {wrong: 帐户, right: 账户}”"
        doc.report(missing_key(doc.at(node), "“wrong”（不应出现的写法）或“right”（应当的写法）", hint))
        return None
    if wrong.strip(GAP) != wrong or len(wrong.replace(GAP, "")) < 2:  # noqa: PLR2004 (one character is in many words)
        doc.report(too_wide(doc.at(found["wrong"]), wrong))
        return None
    serious = values.choice(doc, found["serious"], _SERIOUS) == "true" if "serious" in found else False
    longer = found.get("unless")
    alone = [longer] if isinstance(longer, Scalar) else items(doc, longer) if longer else []
    return Word(wrong, right, serious, tuple(values.text(doc, item) for item in alone), text("why"))


@fault("A120", "词表里的写法太宽")
def too_wide(place: Place, wrong: str) -> Finding:
    """什么：content/words.yaml 里一条 wrong 只有一个字，或者以“…”开头、结尾。

    为什么：一个字会出现在许多正常的词里，每一处都会误报。
    怎么改：写出完整的词，至少两个字；“…”只用在中间，代表几个字，如“截止…日”。
    """
    return Finding(place, f"“{wrong}”太宽，会误报许多正常的词", "至少写两个字；“…”只用在中间，代表几个字")
