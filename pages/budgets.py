"""A fiscal year's budget: what is in force, how it came to be, and its closed months."""

from legalops.ui import budget_entry, budgets, months

budgets.said()
year = budgets.choose_year()
shown = budgets.sections()
if shown["budget"].open:
    with shown["budget"]:
        budgets.in_force(year)
if "new" in shown and shown["new"].open:
    with shown["new"]:
        budget_entry.draw(year)
if shown["versions"].open:
    with shown["versions"]:
        budgets.history(year)
if shown["months"].open:
    with shown["months"]:
        months.draw(year)
