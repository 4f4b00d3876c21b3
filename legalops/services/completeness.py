"""Is the month complete: the grid, what waits blocked, notes, and the reminder to a firm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine

from legalops.errors import LegalOpsError, NotFoundError
from legalops.metrics import completeness as metrics
from legalops.models.spend import Vendor
from legalops.periods import Month, label, month_of, months_between, utc_now
from legalops.permissions import Actor
from legalops.services import uploads
from legalops.services.uploads import Opened
from legalops.store import expectations, settings, vendor_matters, vendors
from legalops.store.unit import reading

_Key = tuple[int, Month]
_MOST_FILES = 20


@dataclass(frozen=True)
class Held:
    """How many invoices of a vendor and month wait in uploads: blocked, or merely not stored.

    `unread` names the files that could not be read.
    """

    blocked: dict[_Key, int]
    waiting: dict[_Key, int]
    unread: list[str]


@dataclass(frozen=True)
class Reminder:
    """A mail that asks a firm for its invoices; `to` is "" where no address is known."""

    to: str
    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """Return the link that opens the mail in a mail program."""
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject)}&body=" + quote(
            self.text.replace("\n", "\r\n")
        )

    @property
    def file(self) -> bytes:
        """Return the mail as a file that a mail program opens as an unsent one."""
        message = EmailMessage(policy=SMTP)
        if self.to:
            message["To"] = self.to
        message["Subject"] = self.subject
        message["X-Unsent"] = "1"
        message.set_content(self.text)
        return message.as_bytes()


def today(engine: Engine) -> date:
    """Return the department's date."""
    with reading(engine) as session:
        zone = settings.read(session).time_zone
    return utc_now().astimezone(ZoneInfo(zone)).date()


def newest_month(engine: Engine, day: date) -> Month:
    """Return the newest month to ask about."""
    return metrics.last_month(expectations.newest_month(engine), day)


def grid(
    engine: Engine, first: Month, last: Month, day: date, held: Held | None = None
) -> pd.DataFrame:
    """Return one row per vendor and month: state, reason, what came; see `metrics.grid`."""
    facts = expectations.facts(engine, first, last)
    if held is not None:
        facts = replace(facts, blocked=held.blocked, waiting=held.waiting)
    return metrics.grid(facts, months_between(first, last), day)


def held(engine: Engine, actor: Actor) -> Held:
    """Return what waits in uploads by vendor and month, as far as both can be told.

    The files are read again where this process has not read them as they are now.
    """
    found = Held({}, {}, [])
    frame = uploads.waiting(engine)
    frame = frame[(frame["state"] == "draft") & (frame["waiting"] > 0)].head(_MOST_FILES)
    for number, name in zip(frame["id"], frame["file_name"], strict=True):
        try:
            opened = uploads.opened(engine, actor, int(number))
        except LegalOpsError:
            found.unread.append(str(name))
        else:
            _count(engine, opened, found)
    return found


def _count(engine: Engine, opened: Opened, found: Held) -> None:
    drafted = opened.prepared.checked.invoices
    given = {each.draft.law_firm_id: each.draft.vendor_name for each in drafted}
    with reading(engine) as session:
        ids: dict[str, int | None] = {
            firm: row.id for firm, row in vendors.find(session, given).items()
        }
        for firm, chosen in opened.choices.vendors.items():
            ids[firm] = vendors.current_id(session, chosen)
    for each in drafted:
        vendor_id, dated = ids.get(each.draft.law_firm_id), each.draft.invoice_date
        if vendor_id is None or not dated or each.outcome in ("duplicate", "ignored"):
            continue
        counts = found.blocked if each.outcome == "blocked" else found.waiting
        key = (vendor_id, month_of(dated))
        counts[key] = counts.get(key, 0) + 1


def came_in(engine: Engine, vendor_id: int, month: Month) -> pd.DataFrame:
    """Return the live invoices of a vendor's month, with the file each came in."""
    return expectations.came_in(engine, vendor_id, month)


def note(engine: Engine, actor: Actor, vendor_id: int, month: Month, note: str) -> None:
    """Note that a vendor has nothing to bill in a month, and who said so."""
    expectations.note(engine, actor, vendor_id, month, note)


def forget(engine: Engine, actor: Actor, vendor_id: int, month: Month) -> None:
    """Take back that a vendor has nothing to bill in a month."""
    expectations.forget(engine, actor, vendor_id, month)


def reminder(engine: Engine, actor: Actor, vendor_id: int, months: Sequence[Month]) -> Reminder:
    """Return a mail that asks a vendor for the invoices of months, naming its open matters."""
    matters = vendor_matters.open_matters(engine, actor, vendor_id)
    with reading(engine) as session:
        vendor = session.get(Vendor, vendor_id)
        if vendor is None:
            raise NotFoundError("The vendor")
        department = " ".join(settings.read(session).department.split())
    asked = _listed([label(month) for month in months])
    lines = [
        f"Dear {vendor.contact_name or vendor.name},",
        "",
        f"We have not received your invoices for {asked} yet. Please send them, or tell us that "
        "there is nothing to bill.",
    ]
    if matters:
        lines += ["", "Open with you, as far as we know:"]
        lines += [f"- {matter.number}: {matter.name}" for matter in matters]
    lines += ["", "Kind regards", actor.display_name or actor.name, department, ""]
    return Reminder(vendor.contact_email, f"Invoices for {asked}: {department}", "\n".join(lines))


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
