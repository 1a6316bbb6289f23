"""The structured fee of a report of ours, as our pages and downloads word it: taken out of the text, as it came in."""

import re
from collections.abc import Sequence

from generator.importers.blocks import Block, Paragraph

_SAID = re.compile(
    r"信息处理费[:：]?\s*发出收费通知[:：]?\s*(\d+)\s*件[;；\s]*通知总金额[:：]?\s*([\d.]+)\s*元[;；\s]*"
    r"实际收取总金额[:：]?\s*([\d.]+)\s*元。?"
)
_LINES = 4  # a heading and a line for each figure


def take_fee(blocks: Sequence[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks without it, and notices issued, amount noticed, amount collected (元); none where it is not said."""
    for start in range(len(blocks)):
        for end in range(start + 1, min(start + _LINES, len(blocks)) + 1):
            part = blocks[start:end]
            texts = [block.text for block in part if isinstance(block, Paragraph)]
            if len(texts) == len(part) and (match := _SAID.fullmatch("\n".join(texts).strip())):
                return [*blocks[:start], *blocks[end:]], match.groups()
    return list(blocks), ()
