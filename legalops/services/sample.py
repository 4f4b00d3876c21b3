"""Filling an empty store with the sample department, through the same acts people use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from sqlalchemy import Engine
from sqlmodel import select

from legalops import money, periods
from legalops.access import accounts, passwords
from legalops.errors import RefusedError
from legalops.models.spend import Invoice
from legalops.permissions import Actor, Permission
from legalops.services import budgets, imports, months, rates, uploads, users
from legalops.services.choices import Choices, MatterChoice
from legalops.services.sample_department import (
    accruals,
    aims,
    approvals,
    billing,
    firms,
    forecast,
    plan,
    plans,
    remarks,
    stories,
)
from legalops.services.sample_department.source import SampleMatter, Source, read
from legalops.settings import Settings
from legalops.store import matter_facts, matters, settings, vendors
from legalops.store.matter_facts import MatterInput
from legalops.store.unit import reading, require
from legalops.store.vendors import VendorInput

SEED = 20_240_117
_CADENCES: dict[int, Literal["monthly", "two_monthly", "quarterly"]] = {
    1: "monthly",
    2: "two_monthly",
    3: "quarterly",
}


@dataclass(frozen=True)
class Summary:
    """What was loaded."""

    as_of: date
    vendors: int
    matters: int
    files: int
    invoices: int
    lines: int
    budgets: int
    closed_until: int
    silent_vendor: str


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as, with the password made for this store."""

    username: str
    name: str
    role: str
    password: str


def last_full_month(today: date) -> date:
    """Return the last day of the month before today's."""
    return periods.last_day(periods.add_months(periods.month_of(today), -1))


def load(engine: Engine, actor: Actor, as_of: date | None = None, seed: int = SEED) -> Summary:
    """Load the sample department up to a day; the last full month's end unless given.

    The people get no password (see `open_accounts`). Raises RefusedError when the store
    holds invoices already.
    """
    _refuse_unless_empty(engine, actor)
    source = read(seed, as_of or last_full_month(periods.utc_now().date()))
    settings.change(
        engine,
        actor,
        {
            "department": source.department,
            "is_sample": True,
            "fiscal_start_month": 1,
            "reporting_currency": source.reporting_currency,
        },
    )
    people = _add_people(engine, actor, source)
    for rate in plan.rates(source):
        rates.enter(engine, actor, rate.currency, rate.effective_on, money.parse_rate(rate.rate))
    files = billing.files(source)
    stored = [_import(engine, actor, file) for file in files]
    _describe_matters(engine, actor, source, people)
    _describe_vendors(engine, actor, source)
    approvals.decide(engine, actor, source, _stored(files, stored))
    versions = plan.budgets(source)
    for version in versions:
        budgets.import_file(
            engine,
            actor,
            version.file_name,
            version.data,
            name=version.name,
            fiscal_year=version.fiscal_year,
        )
    closed = _close_months(engine, actor, source)
    accruals.accrue(engine, actor, source)
    plans.tell(engine, actor, source, people)
    firms.agree(engine, actor, source)
    aims.aim(engine, actor, source)
    remarks.remark(engine, source, people, closed)
    stories.tell(engine, source, people)
    _leave_waiting(engine, actor, source)
    return Summary(
        as_of=source.as_of,
        vendors=len({file.firm.name for file in files}),
        matters=len(matters.table(engine, actor)),
        files=len(files),
        invoices=sum(len(receipt.invoice_ids) for receipt in stored),
        lines=sum(receipt.lines for receipt in stored),
        budgets=len(versions),
        closed_until=closed,
        silent_vendor=source.silent_vendor,
    )


def _refuse_unless_empty(engine: Engine, actor: Actor) -> None:
    with reading(engine) as session:
        require(session, actor, Permission.MANAGE_USERS)
        if session.exec(select(Invoice.id).limit(1)).first() is not None:
            raise RefusedError(
                "This store holds invoices already. The sample department goes into an empty "
                "store only: set LEGALOPS_DATABASE_URL to a new one."
            )


def _add_people(engine: Engine, actor: Actor, source: Source) -> dict[str, int]:
    known = set(users.list_users(engine)["username"])
    for person in source.people:
        if person.username not in known:
            users.add(engine, actor, person.username, person.name, person.role)
    table = users.list_users(engine)
    return dict(zip(table["username"], table["id"].astype(int), strict=True))


def _import(engine: Engine, actor: Actor, file: billing.File) -> imports.Receipt:
    firm = file.firm
    choices = Choices(
        currencies={firm.law_firm_id: firm.currency},
        vendor_names={firm.law_firm_id: firm.name},
        matters={
            (firm.law_firm_id, item.matter.number, billing.firm_matter(firm, item.matter.number)):
            MatterChoice(item.matter.name, item.matter.area or "")
            for bill in file.bills
            for item in bill.items[:1]
        },
    )  # fmt: skip
    limits = imports.limits_of(Settings())
    prepared = imports.prepare(engine, actor, file.name, file.data, choices=choices, limits=limits)
    if prepared.checked.outcome != "accepted":
        first = prepared.checked.problems[0]
        raise RefusedError(f"The sample file {file.name} was not accepted: {first.message}")
    return imports.confirm(engine, actor, prepared, choices)


def _stored(
    files: Sequence[billing.File], receipts: Sequence[imports.Receipt]
) -> list[approvals.Stored]:
    return [
        approvals.Stored(file, receipt.upload_id, receipt.invoice_ids)
        for file, receipt in zip(files, receipts, strict=True)
    ]


def _describe_matters(engine: Engine, actor: Actor, source: Source, people: dict[str, int]) -> None:
    table = matters.table(engine, actor)
    known = {
        number: (matter_id, version)
        for number, matter_id, version in zip(
            table["number"], table["id"].tolist(), table["version"].tolist(), strict=True
        )
    }
    for matter in source.matters:
        if matter.number in known:
            matter_id, version = known[matter.number]
            given = _described(matter, source, people)
            matter_facts.change(engine, actor, matter_id, version, given)


def _described(matter: SampleMatter, source: Source, people: dict[str, int]) -> MatterInput:
    is_over = all(phase.last < source.last - 2 for phase in matter.phases)
    return MatterInput(
        name=matter.name,
        status="closed" if is_over else "open",
        owner_id=people[matter.owner] if matter.owner else None,
        is_restricted=matter.is_restricted,
        member_ids=tuple(people[name] for name in matter.members),
        **forecast.apart(matter.number),
    )


def _describe_vendors(engine: Engine, actor: Actor, source: Source) -> None:
    """Say of each firm how often it bills and whom to ask."""
    table = vendors.table(engine)
    rows = zip(table["name"], table["id"].tolist(), table["version"].tolist(), strict=True)
    known = {name: (vendor_id, version) for name, vendor_id, version in rows}
    for firm in (firm for firm in source.firms if firm.name in known):
        lead = " ".join(reversed(firm.timekeepers[0].name.split(", ")))
        given = VendorInput(
            name=firm.name,
            currency=firm.currency,
            cadence=_CADENCES[firm.bills_every],
            contact_name=lead,
            contact_email=f"billing@{firm.file.replace('_', '-')}.example",
        )
        vendors.change(engine, actor, *known[firm.name], given)


def _leave_waiting(engine: Engine, actor: Actor, source: Source) -> None:
    """Leave the newest invoices of the firm that was silent, one total wrong, for ops to mend."""
    came = {bill.number.encode() for file in billing.files(source) for bill in file.bills}
    following = read(source.seed, periods.last_day(periods.add_months(source.month, 1)))
    late = [f for f in billing.files(following) if f.firm.name == source.silent_vendor][-2:]
    lines = [line for file in late for line in file.data.splitlines()]
    rows = [line for line in lines[2:] if line.count(b"|") > 20 and _number(line) not in came]
    rows = [row for row in rows if _number(row) != b"INVOICE_NUMBER"]
    if rows:
        first = _number(rows[0])
        made = [*lines[:2], *(_short(row) if _number(row) == first else row for row in rows)]
        received = uploads.receive(engine, actor, late[-1].name, b"\n".join(made) + b"\n")
        uploads.read(engine, actor, received.upload_id)


def _number(row: bytes) -> bytes:
    return row.split(b"|")[1]


def _short(row: bytes) -> bytes:
    """Take a hundred off the total that a row states for its invoice."""
    cells = row.split(b"|")
    whole, _, cents = cells[4].partition(b".")
    cells[4] = b"%d.%s" % (int(whole) - 100, cents)
    return b"|".join(cells)


def _close_months(engine: Engine, actor: Actor, source: Source) -> int:
    last = periods.add_months(source.month, -1)
    for month in periods.months_between(source.first_month, last):
        forecast.expect(engine, actor, source, month)
        months.close(engine, actor, month, now=_closing_day(month))
    return last


def _closing_day(month: periods.Month) -> datetime:
    day = periods.first_day(periods.add_months(month, 1)).replace(day=12)
    return datetime.combine(day, time(9, 30), UTC)


def open_accounts(engine: Engine, actor: Actor) -> list[DemoAccount]:
    """Give one person of each role a new password, to be shown once and never stored."""
    source = read(SEED, periods.utc_now().date())
    made: dict[str, DemoAccount] = {}
    for person in source.people:
        if person.role not in made:
            password = passwords.new_code()[:19]
            accounts.set_password(engine, actor, person.username, password)
            made[person.role] = DemoAccount(person.username, person.name, person.role, password)
    return list(made.values())
