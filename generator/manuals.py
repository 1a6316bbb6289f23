"""Every manual page there is: of what reading can find, of the rules, of writing."""

from importlib import import_module
from pkgutil import walk_packages

import generator
from generator.problems import MANUALS, Manual


def manuals() -> dict[str, Manual]:
    """Code → page, sorted; a page is known once its module is imported."""
    for module in walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return dict(sorted(MANUALS.items()))
