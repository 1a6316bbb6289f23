"""The page that says who can read the column how, what cannot be read by all, and where to turn."""

from generator.model import Site
from generator.pages import urls
from generator.pages.frame import Page
from generator.pages.guide_views import AccessibilityView


def accessibility_page() -> Page:
    """The page that every other leads to by its foot."""
    return Page(
        urls.ACCESSIBILITY,
        "无障碍说明",
        description="怎样按自己的需要阅读本专栏，哪些内容还不方便阅读，遇到障碍怎样反映",
    )


def accessibility_view(site: Site) -> AccessibilityView:
    """All else on the page is the same in every column, or in its frame."""
    return AccessibilityView(downloads=tuple(site.downloads))
