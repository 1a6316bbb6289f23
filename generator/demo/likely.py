"""What is likely: all that the demo knows of the meaning of ids, and of the size of agencies."""

from generator.model import AgencyKind

# All that is known here of what ids mean, in whatever edition they stand: how many there usually are in a year of
# a county government (a line), and how its cells, or the rows of a balance, share them. A line that is not listed
# has 5, a cell or row a share of 1: figures of a form that nobody has seen yet add up, too.
LIKELY = {
    "rules": 0,  # 立法法 gives counties and those below no power to make any
    "normative_documents": 9,
    "administrative_licensing": 6000,
    "other_external_services": 2500,
    "administrative_penalties": 700,
    "administrative_compulsion": 60,
    "administrative_charges": 900,
    "centralized_procurement": 80,
    "received": 70,
    "reconsideration": 6,
    "direct": 3,
    "after_reconsideration": 2,
    "natural_person": 60,
    "commercial_enterprise": 9,
    "granted": 42,
    "partially_granted": 9,
    "not_held": 14,
    "needs_creation": 3,
    "petition_or_complaint": 4,
    "other_handling": 4,
    "carried_out": 4,
    "upheld": 6,
    "state_secret": 0.2,
    "endangers_security_stability": 0.2,
    "fee_overdue": 0.3,
    "repealed": 0.6,
}
PENDING = "pending"  # these cases come back next year, settled or not
OVERDUE = ".fee_overdue."  # a fee was asked for and not paid: there was a notice, then
GROWS = {"total_disclosed": "newly_disclosed"}  # a stock that no continuity ties, and what it grows by

STOCK = 16  # a stock begins with so many years' growth
ITEMS = 120  # are on a list of which the form has the number and its change
# Agencies, measured by a county government; the lines of ten that one never has; how many of ten never have any.
SIZES = {
    AgencyKind.GOVERNMENT: (1.0, 0, 0),
    AgencyKind.DEPARTMENT: (0.25, 2, 0),
    AgencyKind.TOWNSHIP: (0.03, 5, 4),
    AgencyKind.SUBDISTRICT: (0.04, 5, 4),
    AgencyKind.INSTITUTION: (0.1, 5, 0),
}


def usual(name: str) -> float:
    """How many of a line a county government has in a year."""
    return LIKELY.get(name, 5)


def share(name: str) -> float:
    """How large a part falls to a cell of a line, or to a row of a balance."""
    return LIKELY.get(name, 1)
