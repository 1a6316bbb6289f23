"""Two habits of Chinese text that CommonMark does not know: emphasis without spaces, and lines that join."""

import unicodedata
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

# Unicode calls the width of these "ambiguous", for English has them too. In a Chinese report they are
# Chinese punctuation, a full character wide, and `**“双随机”**3项` is meant to be bold.
_SHARED_MARKS = frozenset("“”‘’—…·")

# Tokens whose content is what the reader sees. An image's is its source, so it is not among them.
_TEXT = frozenset({"text", "text_special", "code_inline"})


def chinese(md: MarkdownIt) -> None:
    """Teach a parser Chinese emphasis and Chinese line joining: `MarkdownIt("js-default").use(chinese)`.

    Emphasis follows the CJK-friendly amendment to CommonMark 0.31.2
    (https://github.com/tats-u/markdown-cjk-friendly), line joining the segment breaks of CSS Text 3. Where no
    wide character is near, nothing changes.
    """
    inline = _ChineseInline()
    vars(inline).update(vars(md.inline))  # the same rules, also those that a preset has switched off
    md.inline = inline
    # Before the texts are joined, so that what stood on two lines becomes one token.
    md.core.ruler.before("text_join", "chinese_lines", _join_lines)


def is_wide(char: str) -> bool:
    """Whether a character is Chinese or of a script that, like it, is written without spaces between words.

    That is East Asian Width W, F or H without emoji, and the marks that Chinese shares with English.
    """
    if char in _SHARED_MARKS:
        return True
    if unicodedata.east_asian_width(char) not in {"W", "F", "H"}:
        return False
    # Emoji are wide as well but keep the rules of other symbols; the wide symbols of Chinese (㈠ ㎡ ＋) are
    # all found between these two code points.
    return unicodedata.category(char)[0] != "S" or "\u2e80" <= char <= "\uffff"


class _ChineseState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        """Judge a run of `*` or `~` with a wide neighbour; leave every other run to CommonMark.

        CommonMark lets punctuation inside a run open or close only where white space or punctuation stands
        outside, as in English. The amendment lets a wide character do on either side; what remains of the two
        definitions of "flanking" is then that white space ends it. `_` inside a word stays text
        (`canSplitWord` is false): the amendment comes to the same there.
        """
        run = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return run
        end = start + run.length
        before = self.src[start - 1] if start else "\n"
        after = self.src[end] if end < self.posMax else "\n"
        if not (is_wide(before) or is_wide(after)):
            return run
        return Scanned(not isWhiteSpace(ord(after)), not isWhiteSpace(ord(before)), run.length)


class _ChineseInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Do what markdown-it-py does, with our state: it offers no other way to name a state class."""
        state = _ChineseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _join_lines(state: StateCore) -> None:
    """Drop the line ends that a browser would show as a space in the middle of Chinese text."""
    for block in state.tokens:
        if block.children:
            _join(block.children)


def _join(tokens: list[Token]) -> None:
    for token in tokens:
        if token.children:  # the alternative text of an image
            _join(token.children)
    # Emphasis and links are looked through: what counts is the nearest character on either side.
    seen = [token for token in tokens if not token.nesting and (token.content or token.type not in _TEXT)]
    joined = {
        id(line_end)
        for (before, line_end), (_, after) in pairwise(pairwise(seen))
        if line_end.type == "softbreak"
        and before.type in _TEXT
        and after.type in _TEXT
        and _joins(before.content[-1])
        and _joins(after.content[0])
    }
    tokens[:] = [token for token in tokens if id(token) not in joined]


def _joins(char: str) -> bool:
    # Korean is wide too, but puts spaces between words (CSS Text 3 makes the same exception).
    return is_wide(char) and not unicodedata.name(char, "").startswith("HANGUL")
