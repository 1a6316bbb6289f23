"""What the templates of the site map and of the page on accessibility are given (see views.py)."""

from dataclasses import dataclass

from generator.pages.views import Anchor


@dataclass(frozen=True, slots=True)
class SiteMapView:
    """The site map: all agencies, each below the one it is under."""

    years: tuple[Anchor, ...]  # newest first
    groups: tuple["BranchGroup", ...]  # the topmost agencies
    jumps: tuple[Anchor, ...]  # to every group on the page; none where there are few agencies


@dataclass(frozen=True, slots=True)
class BranchGroup:
    """Agencies of one kind that are under the same agency."""

    anchor: str  # "xian/department"
    label: str  # "某县人民政府下属政府部门"; of the topmost "人民政府"
    branches: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """An agency and all below it."""

    agency: Anchor
    links: tuple[Anchor, ...]  # its reports, newest first, and the newest page that compares years
    groups: tuple[BranchGroup, ...]


@dataclass(frozen=True, slots=True)
class AccessibilityView:
    """The page on accessibility."""

    downloads: tuple[str, ...]  # formats in which every report is offered: "json", "csv", "pdf"
