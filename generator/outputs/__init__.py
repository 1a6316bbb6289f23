"""Download formats: a module each, Report → bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from generator.model import Report

Write = Callable[[Report], bytes]


@dataclass(frozen=True, slots=True)
class Output:
    """A download format."""

    suffix: str  # ".json"
    label: str  # as the page offers it
    write: Write

    @property
    def format(self) -> str:
        """Its short name."""
        return self.suffix.removeprefix(".").upper()


OUTPUTS: dict[str, Output] = {}


def output(suffix: str, label: str) -> Callable[[Write], Write]:
    """Enter a writer under its file suffix."""

    def decorate(write: Write) -> Write:
        OUTPUTS[suffix] = Output(suffix, label, write)
        return write

    return decorate


for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
