"""How words are made alike before they are compared; themes/default/static/search.js does exactly the same."""

import re
import unicodedata

PARAGRAPH = "\n"  # between paragraphs; nothing is found across it
_BLANKS = re.compile(" +")
# Chinese is typed with blanks and without; between Latin letters and digits a blank parts two words.
_IDLE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")


class _Alike(dict[int, str]):
    """Character by character, so that a place in the folded text is a place in the text as it is written."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        alike = " " if character.isspace() else unicodedata.normalize("NFKC", character).lower()
        self[code] = alike
        return alike


_ALIKE = _Alike({ord(PARAGRAPH): PARAGRAPH})


def fold(text: str) -> str:
    """Full-width forms, capitals and idle blanks gone; paragraphs stay apart."""
    return _IDLE.sub("", _BLANKS.sub(" ", text.translate(_ALIKE)))
