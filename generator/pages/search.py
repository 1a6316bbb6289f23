"""The search page: what can be chosen from, and where the index is."""

from generator.model import AgencyKind
from generator.pages import urls
from generator.pages.column import Column
from generator.pages.frame import Page
from generator.pages.views import Choice, ChoiceGroup, SearchView


def search_page() -> Page:
    """The page that every other leads to by its small form."""
    return Page(
        urls.SEARCH,
        "搜索年度报告",
        label="搜索",
        description="按词语、年度和行政机关查找政府信息公开工作年度报告",
    )


def search_view(column: Column, table: str) -> SearchView:
    """Agencies that have reports, by kind, and years; `table` is the URL of the index's table."""
    page = search_page()
    by_kind: dict[AgencyKind, list[Choice]] = {kind: [] for kind in AgencyKind}
    for agency in column.agencies.values():
        if agency.path in column.by_agency:
            by_kind[agency.kind].append(Choice(agency.path, agency.name, page.to(urls.agency(agency.path))))
    return SearchView(
        table=page.to(table),
        groups=tuple(
            ChoiceGroup(kind.value, kind.label, tuple(found)) for kind, found in by_kind.items() if found
        ),
        years=tuple(Choice(str(year), f"{year}年", page.to(urls.year(year))) for year in column.years),
    )
