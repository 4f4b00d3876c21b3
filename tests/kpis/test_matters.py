"""The register of matters says what the lines say."""

from datetime import date

from sqlalchemy import Engine, text

from legalops.metrics import matters as metrics
from legalops.metrics.adding import add_up, ints
from legalops.metrics.matters import Plan
from legalops.periods import FiscalYear
from legalops.permissions import Role, system
from legalops.store import matter_register
from tests.conftest import add_person

TODAY = date(2026, 11, 5)
LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"


def ask(engine: Engine, query: str) -> dict[int, int]:
    with engine.connect() as connection:
        return {int(key): int(value) for key, value in connection.execute(text(query))}


def test_spend_of_every_matter_is_the_sum_of_its_lines(department: Engine) -> None:
    spent = matter_register.spent(department)
    lines = ask(
        department,
        "SELECT l.matter_id, SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
        f"ON i.id = l.invoice_id WHERE {LIVE} GROUP BY 1",
    )
    assert add_up(ints(spent["matter_id"]), ints(spent["net_cents"])) == lines
    assert sum(lines.values()) > 0


def test_the_year_is_the_sum_of_the_lines_invoiced_in_it(department: Engine) -> None:
    facts = matter_register.facts(department, system("demo"))
    spent = matter_register.spent(department)
    money = spent.assign(cents=spent["net_cents"])
    found = metrics.register(facts, money, Plan({}, {}, {}), FiscalYear(2026), TODAY)
    lines = ask(
        department,
        "SELECT l.matter_id, SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
        f"ON i.id = l.invoice_id WHERE {LIVE} AND i.invoice_date BETWEEN '2026-01-01' "
        "AND '2026-12-31' GROUP BY 1",
    )
    said = dict(zip(found["id"].tolist(), found["year_cents"].tolist(), strict=True))
    assert {key: cents for key, cents in said.items() if cents} == lines


def test_timekeepers_of_a_matter_bill_what_its_fee_lines_say(department: Engine) -> None:
    busiest = int(ints(matter_register.spent(department)["matter_id"])[0])
    rows = matter_register.timekeepers(department, system("demo"), busiest)
    lines = ask(
        department,
        "SELECT l.matter_id, SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
        f"ON i.id = l.invoice_id WHERE {LIVE} AND l.kind = 'F' AND l.matter_id = {busiest} "
        "GROUP BY 1",
    )
    assert int(rows["net_cents"].sum()) == lines[busiest]


def test_the_state_of_a_matter_follows_its_newest_invoice(department: Engine) -> None:
    facts = matter_register.facts(department, system("demo"))
    spent = matter_register.spent(department)
    facts["last_invoiced"] = facts["id"].map(spent.groupby("matter_id")["last_invoiced"].max())
    found = metrics.register(
        facts, spent.assign(cents=spent["net_cents"]), Plan({}, {}, {}), FiscalYear(2026), TODAY
    )
    dormant = ask(
        department,
        "SELECT m.id, 1 FROM matter m JOIN invoice_line l ON l.matter_id = m.id JOIN invoice i "
        f"ON i.id = l.invoice_id WHERE {LIVE} AND m.status = 'open' GROUP BY m.id "
        "HAVING julianday('2026-11-05') - julianday(MAX(i.invoice_date)) >= 90",
    )
    assert set(found.loc[found["state"] == "dormant", "id"]) == set(dormant)


def test_a_restricted_matter_is_in_the_register_of_those_named_on_it_alone(
    sample_engine: Engine,
) -> None:
    stranger = add_person(sample_engine, "stranger", Role.OPS)
    everyone = matter_register.facts(sample_engine, system("demo"))
    seen = matter_register.facts(sample_engine, stranger)
    assert set(everyone["id"]) - set(seen["id"]) == set(
        everyone.loc[everyone["is_restricted"], "id"]
    )
    assert everyone["is_restricted"].any()
