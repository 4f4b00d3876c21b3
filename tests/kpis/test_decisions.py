"""What the register of decisions says of the sample department, asked of its tables anew."""

from datetime import date
from statistics import median

from sqlalchemy import Engine, text

from legalops.permissions import system
from legalops.services import decisions as acts
from legalops.store import decision_spend

TODAY = date(2026, 11, 1)
_OPEN = "FROM decision WHERE withdrawn_at IS NULL"


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def count(engine: Engine, query: str) -> int:
    return int(str(ask(engine, query)[0][0]))


def test_overdue_and_unreviewed_are_what_the_table_holds(department: Engine) -> None:
    said = acts.figures(department, TODAY)
    late = count(
        department, f"SELECT COUNT(*) {_OPEN} AND state = 'open' AND due_on < '2026-11-01'"
    )
    unreviewed = count(
        department, f"SELECT COUNT(*) {_OPEN} AND state = 'decided' AND review_on < '2026-11-01'"
    )
    assert (said["decisions_overdue"], said["decisions_unreviewed"]) == (late, unreviewed)
    assert late
    assert unreviewed


def test_lead_time_and_share_in_time_are_of_what_was_decided_in_a_year(
    department: Engine,
) -> None:
    rows = ask(
        department,
        f"SELECT julianday(decided_on) - julianday(raised_on), decided_on <= due_on {_OPEN} "
        "AND decided_on > '2025-11-01' AND decided_on <= '2026-11-01'",
    )
    said = acts.figures(department, TODAY)
    assert said["decision_lead_days"] == median(float(str(days)) for days, _ in rows)
    in_time = [int(str(kept)) for _, kept in rows if kept is not None]
    assert said["decisions_by_due"] == sum(in_time) / len(in_time)


def test_spend_around_every_decision_is_the_sum_of_its_lines(department: Engine) -> None:
    about = ask(
        department,
        "SELECT DISTINCT vendor_id, matter_id FROM decision WHERE vendor_id IS NOT NULL "
        "OR matter_id IS NOT NULL",
    )
    assert len(about) > 1
    for vendor, matter in about:
        where = " AND ".join(
            f"{name} = {number}"
            for name, number in (("i.vendor_id", vendor), ("l.matter_id", matter))
            if number is not None
        )
        lines = ask(
            department,
            "SELECT i.invoice_month, SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
            "ON i.id = l.invoice_id WHERE i.status NOT IN ('undone', 'superseded', 'rejected') "
            f"AND {where} GROUP BY 1",
        )
        found = decision_spend.months(
            department, system("demo"),
            vendor_id=None if vendor is None else int(str(vendor)),
            matter_id=None if matter is None else int(str(matter)),
        )  # fmt: skip
        assert found is not None
        kept = {(int(m), int(c)) for m, c in found[["month", "net_cents"]].to_numpy().tolist()}
        assert kept == set(lines)
