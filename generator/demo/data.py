"""The made-up names and words, from the files beside this one."""

from functools import cache
from pkgutil import get_data
from typing import Any

import yaml


@cache
def data(name: str) -> dict[str, Any]:
    """What a YAML file of this package holds."""
    text = get_data(__package__, f"{name}.yaml")
    assert text, name
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found
