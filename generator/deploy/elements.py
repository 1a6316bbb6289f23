"""A tree of elements → the bytes of an XML file."""

from xml.etree.ElementTree import Element, indent, tostring


def written(root: Element) -> bytes:
    """The same tree always gives the same bytes, an element a line."""
    indent(root, "")
    text: str = tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
