"""A fiscal year's budget: what is in force, what waits, how it came to be, its closed months."""

from legalops.ui import (
    alerts,
    budget_compare,
    budget_drafts,
    budget_entry,
    budget_history,
    budget_matters,
    budgets,
    months,
)

budgets.said()
year = budgets.choose_year()
shown = budgets.sections()
if shown["budget"].open:
    with shown["budget"]:
        alerts.draw(year)
        budgets.in_force(year)
if shown["drafts"].open:
    with shown["drafts"]:
        budget_drafts.draw(year)
if "new" in shown and shown["new"].open:
    with shown["new"]:
        budget_entry.draw(year)
if shown["compare"].open:
    with shown["compare"]:
        budget_compare.draw(year)
if shown["versions"].open:
    with shown["versions"]:
        budget_history.draw(year)
if shown["matters"].open:
    with shown["matters"]:
        budget_matters.draw(year)
if shown["months"].open:
    with shown["months"]:
        months.draw(year)
