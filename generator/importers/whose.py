"""Which agency of the column an old report belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.model import Agency, AgencyKind
from generator.read.tree import bad_part

_KINDS = {  # the ends of names, the longest first
    AgencyKind.SUBDISTRICT: ("街道办事处", "街道办", "街道"),
    AgencyKind.TOWNSHIP: ("镇人民政府", "乡人民政府", "镇政府", "乡政府", "镇", "乡", "苏木"),
    AgencyKind.GOVERNMENT: ("人民政府",),
    AgencyKind.DEPARTMENT: ("局", "委员会", "委", "办公室", "厅", "部", "署"),
}


@dataclass(frozen=True)
class Whose:
    """What is known of the agencies, and what was given for all files."""

    agencies: Sequence[Agency]
    given: str = ""  # folder of the agency
    year: int = 0
    name: str = ""  # of an agency that is not there yet

    @cached_property
    def by_path(self) -> dict[str, Agency]:
        """Folder → agency."""
        return {agency.path: agency for agency in self.agencies}

    def path(self, name: str, folder: str, stem: str) -> str:
        """Folder of the agency: given, or the folder of the file, or by name; "" if nobody can tell."""
        if self.given or folder in self.by_path:
            return self.given or folder
        if path := self._named(name) or self._in(stem):
            return path
        return folder if bad_part(folder) is None else ""

    def _named(self, name: str) -> str:
        """The one agency of that name, or whose name is part of it or the other way round."""
        if not name:
            return ""
        exact = [agency for agency in self.agencies if name in {agency.name, agency.short_name}]
        found = exact or [agency for agency in self.agencies if self.same(agency, name)]
        return found[0].path if len(found) == 1 else ""

    def _in(self, stem: str) -> str:
        found = [agency for agency in self.agencies if agency.name in stem]
        longest = max(found, key=lambda agency: len(agency.name), default=None)
        return longest.path if longest else ""

    @staticmethod
    def same(agency: Agency, name: str) -> bool:
        """Whether a name may be the agency's: with or without the county before it, or in short."""
        names = [known for known in (agency.name, agency.short_name) if known]
        return any(known.endswith(name) or name.endswith(known) for known in names)

    @staticmethod
    def kind(name: str) -> AgencyKind:
        """What kind of body has such a name."""
        ends = ((end, kind) for kind, ends in _KINDS.items() for end in ends)
        return next((kind for end, kind in ends if name.endswith(end)), AgencyKind.INSTITUTION)
