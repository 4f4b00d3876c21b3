"""Exchange rates: each line converted once, at the rate of its invoice's date, to the cent."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops import money
from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.intake.read import Limits
from legalops.permissions import Actor, Role, system
from legalops.services import check, imports
from legalops.services.choices import Choices, MatterChoice
from legalops.store import rates, spend
from legalops.store.unit import data_versions, reading
from tests.services.ledes import Invoice, Line, file

CLI = system("cli")
FIRM = "11-1111111"
RATE = 108_450_000


def bring(engine: Engine, *invoices: Invoice, currency: str = "EUR") -> list[int]:
    choices = Choices(
        currencies={FIRM: currency},
        vendor_names={FIRM: "Hale & Quimby LLP"},
        matters={(FIRM, "M-1", "FM-1"): MatterChoice("A v. B", "Litigation")},
    )
    data = file(*invoices)
    prepared = imports.prepare(engine, CLI, "m.txt", data, choices=choices, limits=Limits())
    return list(imports.confirm(engine, CLI, prepared, choices).invoice_ids)


def one(engine: Engine, query: str) -> tuple[object, ...]:
    with engine.connect() as connection:
        return tuple(connection.execute(text(query)).one())


def test_without_a_rate_money_is_stored_and_named_as_unconverted(engine: Engine) -> None:
    bring(engine, Invoice(lines=(Line(333), Line(700, "E"))))
    waiting = rates.unconverted(engine).iloc[0]
    assert waiting.to_dict() == {
        "currency": "EUR", "cents": 1033, "tax_cents": 0, "invoices": 1,
        "since": "2026-02-05", "until": "2026-02-05",
    }  # fmt: skip
    assert spend.cube(engine)["reporting_cents"].sum() == 0


def test_a_rate_entered_later_converts_every_line_once(engine: Engine) -> None:
    bring(engine, Invoice(lines=(Line(333), Line(333), Line(333, "E"), Line(-5, "IF"))))
    effect = rates.add(engine, CLI, "eur", "2026-02-05", RATE)
    # 333 -> 361.1385 -> 361 each; -5 -> -5.4225 -> -5
    assert (effect.invoices, effect.lines, effect.cents) == (1, 4, 994)
    assert effect.reporting_cents == 3 * 361 - 5
    assert spend.cube(engine)["reporting_cents"].sum() == 3 * 361 - 5
    assert one(engine, "SELECT reporting_cents, rate_e8, reporting_currency FROM invoice") == (
        3 * 361 - 5, RATE, "USD",
    )  # fmt: skip
    assert rates.unconverted(engine).empty
    assert check.run(engine) == []


def test_a_later_rate_leaves_converted_money_alone_and_says_so(engine: Engine) -> None:
    bring(engine, Invoice())
    rates.add(engine, CLI, "EUR", "2026-01-01", RATE)
    effect = rates.add(engine, CLI, "EUR", "2026-02-01", 2 * RATE)
    assert (effect.invoices, effect.kept) == (0, 1)
    assert spend.cube(engine)["reporting_cents"].sum() == 10845


def test_only_invoices_of_its_days_and_currency_are_converted(engine: Engine) -> None:
    bring(engine, Invoice(number="early", date="20260131"), Invoice(number="late"))
    bring(engine, Invoice(number="pound"), currency="GBP")
    effect = rates.add(engine, CLI, "EUR", "2026-02-01", RATE)
    assert (effect.invoices, effect.reporting_cents) == (1, 10845)
    assert rates.unconverted(engine)["invoices"].tolist() == [1, 1]
    assert rates.add(engine, CLI, "EUR", "2026-01-01", RATE).invoices == 1
    assert check.run(engine) == []


def test_each_day_takes_the_latest_rate_that_holds(engine: Engine) -> None:
    rates.add(engine, CLI, "EUR", "2026-01-01", 1)
    rates.add(engine, CLI, "EUR", "2026-02-01", 2)
    with reading(engine) as session:
        found = [
            rates.rate_for(session, "EUR", "USD", day)
            for day in ("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2030-01-01")
        ]
        assert rates.rate_for(session, "USD", "USD", "2026-01-01") == money.RATE_ONE
    assert found == [None, 1, 1, 2, 2]


def test_invoices_that_come_after_the_rate_use_it(engine: Engine) -> None:
    rates.add(engine, CLI, "EUR", "2026-02-01", RATE)
    bring(engine, Invoice())
    assert spend.cube(engine)["reporting_cents"].sum() == 10845
    assert rates.table(engine)["invoices"].tolist() == [1]


def test_an_undone_invoice_is_not_converted(engine: Engine) -> None:
    bring(engine, Invoice())
    imports.undo(engine, CLI, 1)
    assert rates.unconverted(engine).empty
    assert rates.add(engine, CLI, "EUR", "2026-01-01", RATE).invoices == 0


def test_a_day_has_one_rate(engine: Engine) -> None:
    rates.add(engine, CLI, "EUR", "2026-01-01", RATE)
    with pytest.raises(RefusedError, match="a rate for EUR from 1 Jan 2026 already"):
        rates.add(engine, CLI, "EUR", "2026-01-01", RATE)


def test_an_unused_rate_can_be_taken_out_and_a_used_one_stays(engine: Engine) -> None:
    unused = rates.add(engine, CLI, "EUR", "2027-01-01", RATE).rate_id
    bring(engine, Invoice())
    used = rates.add(engine, CLI, "EUR", "2026-01-01", RATE).rate_id
    rates.remove(engine, CLI, unused)
    with pytest.raises(RefusedError, match="1 stored invoice was converted"):
        rates.remove(engine, CLI, used)
    with pytest.raises(NotFoundError):
        rates.remove(engine, CLI, unused)
    assert rates.table(engine)["effective_on"].tolist() == ["2026-01-01"]


@pytest.mark.parametrize(
    ("currency", "day", "rate", "field"),
    [
        ("XYZ", "2026-01-01", RATE, "Currency"),
        ("USD", "2026-01-01", RATE, "Currency"),
        ("EUR", "2026-13-01", RATE, "Holds from"),
        ("EUR", "1 Jan 2026", RATE, "Holds from"),
        ("EUR", "20260101", RATE, "Holds from"),
        ("EUR", "1789-01-01", RATE, "Holds from"),
        ("EUR", "2026-01-01", 0, "Rate"),
        ("EUR", "2026-01-01", -1, "Rate"),
    ],
)
def test_what_is_no_rate_is_refused(
    engine: Engine, currency: str, day: str, rate: int, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        rates.add(engine, CLI, currency, day, rate)
    assert refusal.value.field == field
    assert rates.table(engine).empty


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_rates_are_for_ops_and_admin(engine: Engine, people: dict[Role, Actor], role: Role) -> None:
    with pytest.raises(NotAllowedError):
        rates.add(engine, people[role], "EUR", "2026-01-01", RATE)
    with pytest.raises(NotAllowedError):
        rates.remove(engine, people[role], 1)


def test_the_effect_is_audited_and_caches_are_told(engine: Engine) -> None:
    bring(engine, Invoice())
    before = data_versions(engine)["spend"]
    rates.add(engine, CLI, "EUR", "2026-01-01", RATE)
    found = one(engine, "SELECT after_json FROM audit_event WHERE action = 'rate.added'")
    assert '"invoices_converted": 1' in str(found[0])
    assert '"reporting_cents": 10845' in str(found[0])
    assert data_versions(engine)["spend"] == before + 1


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cents=st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=8),
    rate=st.integers(1, 10**11),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    number=st.uuids(),
)
def test_every_grouping_sums_to_the_converted_lines(
    sqlite_engine: Engine, cents: list[int], rate: int, currency: str, number: object
) -> None:
    for entered in rates.table(sqlite_engine)["id"]:
        for invoice in spend_ids(sqlite_engine):
            imports.undo(sqlite_engine, CLI, invoice)
        rates.remove(sqlite_engine, CLI, int(entered))
    factor = 10 ** (2 - money.digits(currency))
    lines = tuple(Line(abs(c) * 100 if factor > 1 else c) for c in cents)
    bring(sqlite_engine, Invoice(number=str(number), lines=lines), currency=currency)
    effect = rates.add(sqlite_engine, CLI, currency, "2026-01-01", rate)
    minor = [c.cents * 10 ** money.digits(currency) // 100 for c in lines]
    expected = sum(money.convert(m, currency, "USD", rate) for m in minor)
    assert effect.reporting_cents == expected
    assert spend.cube(sqlite_engine)["reporting_cents"].sum() == expected
    assert check.run(sqlite_engine) == []


def spend_ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id FROM upload WHERE state = 'stored'"))
        return [int(row[0]) for row in rows]
