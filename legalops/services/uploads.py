"""The life of an upload: received, read, mended, decided, stored, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine

from legalops.intake.draft import Draft
from legalops.intake.how import Correction, How
from legalops.permissions import Actor
from legalops.services.imports import Choices, Prepared, Receipt


@dataclass(frozen=True)
class Received:
    """A file that is kept; `is_new` is false when the same bytes wait already."""

    upload_id: int
    is_new: bool
    message: str


@dataclass(frozen=True)
class Mended:
    """A correction as it is kept: what the file says, what stands in its place, who says so."""

    line: int
    field: str
    original: str
    value: str
    reason: str
    made_by: str
    made_at: str


@dataclass(frozen=True)
class Opened:
    """An upload that waits, as a person works on it.

    `version` goes back with every change, so that two people never overwrite each other.
    `mapping` says whose column mapping was taken ("" when none was).
    """

    upload_id: int
    file_name: str
    state: str
    uploaded_by: str
    uploaded_at: str
    version: int
    updated_by: str
    updated_at: str
    draft: Draft
    how: How
    choices: Choices
    prepared: Prepared
    mended: tuple[Mended, ...]
    mapping: str


@dataclass(frozen=True)
class Share:
    """Some of a file's invoices: how many, with how many lines, and their gross by currency."""

    invoices: int
    lines: int
    totals: dict[str, int]


@dataclass(frozen=True)
class MonthEffect:
    """What storing does to a calendar month and the fiscal year to it, in reporting currency.

    Net or gross as the settings say; `budget_cents` and `year_budget_cents` are None where
    there is no budget.
    """

    month: int
    before_cents: int
    after_cents: int
    budget_cents: int | None
    year_before_cents: int
    year_after_cents: int
    year_budget_cents: int | None


@dataclass(frozen=True)
class Effect:
    """What confirming would do; nothing of it is stored."""

    new: Share
    replaced: Share
    skipped: Share
    blocked: Share
    months: tuple[MonthEffect, ...]
    unconverted: dict[str, int]


def receive(engine: Engine, actor: Actor, file_name: str, data: bytes) -> Received:
    """Keep a file as it came, before anything is read of it."""
    raise NotImplementedError


def read(engine: Engine, actor: Actor, upload_id: int) -> Draft:
    """Read a kept file in a limited child process and record what it holds."""
    raise NotImplementedError


def waiting(engine: Engine) -> pd.DataFrame:
    """Return one row per upload that waits for somebody, newest first."""
    raise NotImplementedError


def opened(engine: Engine, actor: Actor, upload_id: int) -> Opened:
    """Return an upload that waits, checked against the store as it stands."""
    raise NotImplementedError


def set_how(engine: Engine, actor: Actor, upload_id: int, version: int, how: How) -> None:
    """Say how a file is to be read; raises StaleEditError when somebody else said so first."""
    raise NotImplementedError


def choose(engine: Engine, actor: Actor, upload_id: int, version: int, choices: Choices) -> int:
    """Keep the decisions made so far and return the draft's new version."""
    raise NotImplementedError


def correct(
    engine: Engine,
    actor: Actor,
    upload_id: int,
    version: int,
    corrections: Sequence[Correction],
    *,
    reason: str,
) -> None:
    """Put values in the place of what the file says, with a reason; the file stays as it is."""
    raise NotImplementedError


def withdraw(engine: Engine, actor: Actor, upload_id: int, version: int, mended: Mended) -> None:
    """Take a correction back."""
    raise NotImplementedError


def effect(engine: Engine, actor: Actor, opened: Opened, choices: Choices) -> Effect:
    """Return what confirming an opened upload with these choices would do."""
    raise NotImplementedError


def confirm(
    engine: Engine, actor: Actor, upload_id: int, version: int, choices: Choices
) -> Receipt:
    """Store the sound invoices of an upload in one transaction; the rest stays a draft."""
    raise NotImplementedError


def discard(engine: Engine, actor: Actor, upload_id: int) -> None:
    """Put away what still waits of an upload; what was stored of it stays."""
    raise NotImplementedError


def undo_invoice(engine: Engine, actor: Actor, invoice_id: int, reason: str) -> None:
    """Take one invoice back; the one it replaced counts again."""
    raise NotImplementedError
