"""A Word document as it reads once its changes are accepted and each alternative is chosen."""

import re
from itertools import islice

from generator.importers.docx_package import Element, W, child, switch

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CONTENT = (f"{W}t", f"{W}drawing", f"{W}pict", f"{W}p")  # what a choice may consist of that we can read
_PROMPT = re.compile("请?(?:单击|点击|选择|输入)|(?:click|choose|enter) ", re.IGNORECASE)
_GONE = (f"{W}del", f"{W}moveFrom")
_BLOCKS = (f"{W}p", f"{W}tbl", f"{W}sdt")


def settle(body: Element) -> None:
    """Takes out what no reader sees: deletions, second choices, readings over words, prompts of empty fields."""
    _accept(body)
    for element in list(body.iter(_ALTERNATIVES)):
        known = (choice for choice in element if next(choice.iter(*_CONTENT), None) is not None)
        element[:] = list(islice(known, 1))
    for properties in body.iter(f"{W}sdtPr"):
        if switch(properties, "showingPlcHdr"):
            texts = list(properties.getparent().iter(f"{W}t"))
            # Programs that fill in a form forget to take the mark off.
            if _PROMPT.match("".join(text.text or "" for text in texts)):
                for text in texts:
                    text.text = ""


def _accept(body: Element) -> None:
    """Tracked changes."""
    for row in list(body.iter(f"{W}tr")):
        if any(switch(child(row, "trPr"), name) for name in ("del", "hidden")):
            row.getparent().remove(row)
    for paragraph in reversed(list(body.iter(f"{W}p"))):
        if any(switch(child(paragraph, "pPr", "rPr"), name) for name in ("del", "moveFrom")):
            _join_to_next(paragraph)
    for element in list(body.iter(*_GONE, f"{W}rt")):
        element.getparent().remove(element)


def _join_to_next(paragraph: Element) -> None:
    """The end of the paragraph was deleted: what is left of it goes on in the next one, in that one's style."""
    following = next(paragraph.itersiblings(*_BLOCKS), None)
    if following is None or following.tag != f"{W}p":
        return
    for part in reversed(paragraph):
        if part.tag != f"{W}pPr":
            following.insert(0, part)
    paragraph.getparent().remove(paragraph)
