"""A made-up county, for looking at, for tests and for measuring: `nianbao demo`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.demo.county import offices
from generator.demo.reports import kits, reports
from generator.demo.settings import agency_yaml, site_yaml
from generator.editions.load import editions
from generator.new import not_created
from generator.problems import Finding, Place, Problem, fault
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT

Progress = Callable[[int, int], None]  # reports done, reports in all
LATEST = 2100  # as `nianbao new`


@dataclass(frozen=True, slots=True)
class Wish:
    """How much is wanted: agencies, report years from `first` to `last`; another seed makes another county."""

    agencies: int
    first: int
    last: int
    seed: int

    @property
    def reports(self) -> int:
        """How many there will be."""
        return self.agencies * (self.last - self.first + 1)


def span(text: str) -> tuple[int, int]:
    """2019-2025, or a single year → the first and the last; raises ValueError that says in Chinese what is wrong."""
    match = re.fullmatch(r"\s*([0-9]{4})(?:\s*[-－–—~～至]\s*([0-9]{4}))?\s*", text)
    if not match:
        raise ValueError(f"“{text}”不是年份，写成 2019-2025 或 2023 的样子")
    first, last = int(match[1]), int(match[2] or match[1])
    earliest = editions().all[0].first_year
    if first > last:
        raise ValueError(f"先写早的年份，如 {last}-{first}")
    if first < earliest or last > LATEST:
        raise ValueError(f"年份应当在 {earliest} 到 {LATEST} 之间")
    return first, last


def write(folder: Path, wish: Wish, progress: Progress = lambda _done, _all: None) -> list[str] | Problem:
    """Write content/; what now stands in the folder, agencies by county. Nothing that exists is touched."""
    if folder.exists():
        if not folder.is_dir():
            return not_created(Place(folder.as_posix()), "已经有同名的文件")
        if next(folder.iterdir(), None):
            return not_empty(Place(folder.as_posix()))
    try:
        return _write(folder, wish, progress)
    except OSError as error:
        return not_created(Place(str(error.filename or folder)), error.strerror or str(error))


def _write(folder: Path, wish: Wish, progress: Progress) -> list[str]:
    """Office by office: however many there are, only one is held in memory."""
    content = folder / CONTENT
    counties: dict[str, str] = {}
    years = kits(wish.first, wish.last)
    done = 0
    for office in offices(wish.agencies, wish.seed):
        agency = office.agency
        counties.setdefault(agency.path.split("/")[0], office.county)
        home = content / agency.path
        home.mkdir(parents=True)
        _put(home / AGENCY_FILE, agency_yaml(agency))
        for year, data, words in reports(office, wish.seed, years):
            _put(home / f"{year}.yaml", data)
            _put(home / f"{year}.md", words)
        done += len(years)
        progress(done, wish.reports)
    _put(content / SITE_FILE, site_yaml(list(counties.values())))
    return [f"{CONTENT}/{SITE_FILE}", *(f"{CONTENT}/{slug}" for slug in counties)]


def _put(path: Path, text: str) -> None:
    with path.open("xb") as file:
        file.write(text.encode())


@fault("C106", "文件夹不是空的")
def not_empty(place: Place) -> Finding:
    """什么：演示用的专栏要写进一个新的文件夹，这个文件夹里已经有东西了。

    为什么：演示数据是虚构的，和真实的年报放在一起会混淆；已有的文件也不会被覆盖。
    怎么改：换一个还没有的文件夹名；这里的东西确实不要了，就先移走。
    """
    return Finding(place, "文件夹不是空的，什么也没有写", "换一个还没有的文件夹名")
