"""Chance that falls the same on every machine and in every Python: all of it rests on Random.random()."""

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
Draw = Callable[[], float]  # 0 <= x < 1


def chance(*about: object) -> Draw:
    """The stream of numbers that belongs to a name, such as a seed, an agency and a year."""
    return Random(":".join(map(str, about))).random  # noqa: S311 (nothing here is a secret)


def below(draw: Draw, bound: int) -> int:
    """A whole number from 0 to bound - 1."""
    return int(draw() * bound)


def between(draw: Draw, low: int, high: int) -> int:
    """A whole number from low to high."""
    return low + below(draw, high - low + 1)


def pick(draw: Draw, items: Sequence[T]) -> T:
    """One of them."""
    return items[below(draw, len(items))]


def few(draw: Draw, items: Sequence[T], count: int) -> list[T]:
    """So many different ones of them (or all), in their order."""
    chosen: list[T] = []
    wanted = min(count, len(items))
    for at, item in enumerate(items):
        if draw() * (len(items) - at) < wanted - len(chosen):
            chosen.append(item)
    return chosen
