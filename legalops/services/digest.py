"""The weekly digest: who gets one, what it says, and sending it by mail."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import NamedTuple

from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.periods import instant, parse_instant, utc_now
from legalops.permissions import Actor, Permission, Role
from legalops.reports import digest as words
from legalops.reports.digest import ChangeLine, DueLine
from legalops.services.calendar import address
from legalops.services.changes import changes
from legalops.services.completeness import today
from legalops.services.due import due
from legalops.settings import Settings, is_mail_address, mail_password
from legalops.store import changes as trail
from legalops.store import digests, settings
from legalops.store.digests import Reader
from legalops.store.unit import writing

AHEAD = timedelta(7)
_SECONDS = 30
_MOST = 200


class Letter(NamedTuple):
    """One digest; `to` is "" where the person has no mail address."""

    user_id: int
    name: str
    to: str
    subject: str
    body: str
    until_seq: int


class Failed(NamedTuple):
    """A letter that could not be sent, and why."""

    letter: Letter
    reason: str


def letters(engine: Engine, now: datetime | None = None) -> list[Letter]:
    """Return a digest for everybody who has something new; nobody else gets one.

    New is what others changed since the last digest, and what has come within a week of its
    day since then.
    """
    moment, chosen, day = now or utc_now(), settings.current(engine), today(engine)
    until_seq = trail.newest(engine)
    made = (
        _letter(engine, reader, chosen, (moment, day), until_seq)
        for reader in digests.readers(engine)
    )
    return [letter for letter in made if letter is not None]


def _letter(
    engine: Engine, reader: Reader, chosen: Settings, at: tuple[datetime, date], until_seq: int
) -> Letter | None:
    moment, day = at
    since = reader.sent_at or instant(moment - AHEAD)
    told = _changes(engine, reader, since, chosen.app_address)
    waiting = _due(engine, reader, day, chosen.app_address)
    if not told and not _has_new(waiting, reader):
        return None
    body = words.body(reader.display_name, day, waiting, told, chosen.app_address)
    subject = words.subject(waiting, told)
    to = mail_address(reader.username, chosen.mail_domain)
    return Letter(reader.user_id, reader.display_name, to, subject, body, until_seq)


def _changes(engine: Engine, reader: Reader, since: str, base: str) -> list[ChangeLine]:
    actor = Actor(reader.username, Role(reader.role), reader.user_id)
    found = changes(engine, actor, since, _MOST, after_seq=reader.until_seq)
    return [
        ChangeLine(f"{c.by} {c.words}", c.title, address(base, c.kind, c.record_id, c.parent_id))
        for c in found
    ]


def _due(engine: Engine, reader: Reader, day: date, base: str) -> list[DueLine]:
    return [
        DueLine(d.on, d.why, d.title, address(base, d.kind, d.record_id, d.parent_id))
        for d in due(engine, reader.user_id, day + AHEAD, day)
        if d.on is not None
    ]


def _has_new(waiting: Sequence[DueLine], reader: Reader) -> bool:
    """Say whether something is due that lay too far ahead when the last digest went."""
    if not reader.sent_at:
        return bool(waiting)
    told_until = parse_instant(reader.sent_at).date() + AHEAD
    return any(line.on > told_until for line in waiting)


def mail_address(username: str, domain: str) -> str:
    """Return where a user is written to: the name itself, or at the domain; "" for nowhere."""
    whole = username if "@" in username or not domain else f"{username}@{domain}"
    return whole if is_mail_address(whole) else ""


def send(engine: Engine, actor: Actor, found: Sequence[Letter]) -> list[Failed]:
    """Send letters, note each that went, and return those that could not be sent.

    Raises RefusedError when no mail server is set or it cannot be reached.
    """
    chosen = settings.current(engine)
    failed = [Failed(letter, "has no mail address.") for letter in found if not letter.to]
    sendable = [letter for letter in found if letter.to]
    if not sendable:
        return failed
    with _server(chosen) as server:
        for letter in sendable:
            try:
                server.send_message(_message(letter, chosen))
            except smtplib.SMTPException as error:
                failed.append(Failed(letter, f"was refused: {_said(error)}"))
                continue
            with writing(engine, actor, Permission.OWN_ACCOUNT) as unit:
                digests.keep(unit, letter.user_id, instant(utc_now()), letter.until_seq)
                unit.audit("digest.sent", "user", letter.user_id)
    return failed


def _message(letter: Letter, chosen: Settings) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = Address(" ".join(chosen.department.split()), addr_spec=chosen.mail_from)
    message["To"] = Address(letter.name, addr_spec=letter.to)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


@contextmanager
def _server(chosen: Settings) -> Iterator[smtplib.SMTP]:
    """Open the mail server that the settings name; say in words why it cannot be used."""
    if not chosen.mail_host or not chosen.mail_from:
        raise RefusedError(
            "No mail server is set. Name server and sender on the page Settings, under Mail, "
            "or look at the digests with --dry-run."
        )
    place = f"{chosen.mail_host}:{chosen.mail_port}"
    try:
        server = _opened(chosen)
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(
            f"The mail server {place} cannot be used: {_said(error)} Nothing was sent. Check "
            "Settings, under Mail, and LEGALOPS_SMTP_PASSWORD."
        ) from error
    try:
        yield server
    finally:
        _closed(server)


def _opened(chosen: Settings) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    host, port = chosen.mail_host, chosen.mail_port
    if chosen.mail_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        if chosen.mail_security == "starttls":
            server.starttls(context=secure)
        if chosen.mail_user:
            server.login(chosen.mail_user, mail_password())
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def _closed(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except smtplib.SMTPException:
        server.close()  # it hung up first: what was to be sent has been


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if text.endswith(".") else f"{text}."
