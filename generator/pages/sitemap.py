"""The site map: all of the column on one page, agencies as they are one under another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.model import Agency, AgencyKind
from generator.pages import urls
from generator.pages.column import Column, comparison
from generator.pages.frame import Page
from generator.pages.guide_views import Branch, BranchGroup, SiteMapView
from generator.pages.views import Anchor

_MANY = 20  # agencies; where there are more, the page begins with links to its groups


def site_map_page() -> Page:
    """The page that every other leads to by its foot."""
    return Page(
        urls.SITE_MAP, "网站地图", description="本专栏的全部页面：各个年度、各行政机关和每一份年度报告"
    )


def site_map_view(column: Column) -> SiteMapView:
    """Years, and the tree of the agencies that have a page."""
    page = site_map_page()
    groups = _Map(column, page).groups("")
    return SiteMapView(
        years=tuple(Anchor(f"{year}年", page.to(urls.year(year))) for year in column.years),
        groups=groups,
        jumps=tuple(_jumps(groups)) if len(column.agencies) > _MANY else (),
    )


@dataclass(frozen=True, slots=True)
class _Map:
    column: Column
    page: Page

    def groups(self, path: str) -> tuple[BranchGroup, ...]:
        """The agencies under this one by kind, in the order of the kinds, each with those under it."""
        by_kind: dict[AgencyKind, list[Agency]] = defaultdict(list)
        for agency in self.column.below.get(path, ()):
            by_kind[agency.kind].append(agency)
        above = f"{self.column.agencies[path].short}下属" if path else ""
        return tuple(
            BranchGroup(
                f"{path}/{kind}".lstrip("/"), f"{above}{kind.label}", tuple(map(self._branch, by_kind[kind]))
            )
            for kind in AgencyKind
            if kind in by_kind
        )

    def _branch(self, agency: Agency) -> Branch:
        rows = [
            row for _year, row in sorted(self.column.by_agency.get(agency.path, {}).items(), reverse=True)
        ]
        reports = (Anchor(f"{row.year}年", self.page.to(urls.report(agency.path, row.year))) for row in rows)
        compared = comparison(agency, rows, self.page)
        return Branch(
            agency=Anchor(agency.name, self.page.to(urls.agency(agency.path))),
            links=(*reports, *([compared] if compared else [])),
            groups=self.groups(agency.path),
        )


def _jumps(groups: Iterable[BranchGroup]) -> Iterator[Anchor]:
    """To every group, with the number of its agencies, in the order of the page."""
    for group in groups:
        yield Anchor(f"{group.label}（{len(group.branches)} 个）", f"#{group.anchor}")
        for branch in group.branches:
            yield from _jumps(branch.groups)
