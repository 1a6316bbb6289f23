"""Problems as text or data: a module a format, each with `show`: a result in, a string out."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from generator.show import text as _text
from generator.show.result import LEVELS, Lines, Result, counts, prefix, source_lines

__all__ = [
    "AUTO",
    "FORMATS",
    "LEVELS",
    "Lines",
    "Result",
    "chosen",
    "counts",
    "prefix",
    "source_lines",
    "text",
]

Show = Callable[[Result, Lines], str]
AUTO = "auto"
text = _text.show  # what is printed unless somebody asks for another format


def _format(name: str) -> Show:
    """A format, imported when it is asked for: most runs need one of them."""

    def show(result: Result, lines: Lines) -> str:
        return str(import_module(f"{__name__}.{name}").show(result, lines))

    return show


FORMATS: dict[str, Show] = {
    module.name: _format(module.name) for module in iter_modules(__path__) if module.name != "result"
}


def chosen(name: str, environment: Mapping[str, str]) -> str:
    """The format that `auto` stands for: annotations where GitHub runs us, else text."""
    if name != AUTO:
        return name
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"
