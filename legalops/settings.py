"""What a department can set, with the values it starts with; and what the machine says."""

import os
import re
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from legalops.money import CURRENCIES

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseModel):
    """One department's choices; kept in the store, one row a field that was ever changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: str = Field("Legal department", min_length=1, max_length=80)
    fiscal_start_month: int = Field(1, ge=1, le=12)
    time_zone: str = "UTC"
    reporting_currency: str = "USD"
    spend_is: Literal["net", "gross"] = "net"
    as_of: Literal["closed", "invoiced", "today"] = "closed"
    executives_see_narratives: bool = True
    session_idle_minutes: int = Field(480, ge=5, le=1440)
    session_max_hours: int = Field(24, ge=1, le=168)
    max_file_mb: int = Field(50, ge=1, le=200)
    max_file_lines: int = Field(200_000, ge=100, le=2_000_000)
    max_files: int = Field(20, ge=1, le=100)
    max_line_kb: int = Field(64, ge=1, le=1024)
    max_narrative_kb: int = Field(15, ge=1, le=64)
    app_address: str = Field("http://localhost:8501", max_length=200)
    mail_host: str = Field("", max_length=200)
    mail_port: int = Field(587, ge=1, le=65_535)
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = Field("", max_length=200)
    mail_from: str = Field("", max_length=200)
    mail_domain: str = Field("", max_length=200)
    is_sample: bool = False

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is not a time zone such as Europe/Berlin")
        return value

    @field_validator("app_address")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value.strip()):
            raise ValueError("is not an address such as https://legal.example.com")
        return value.strip().rstrip("/")

    @field_validator("mail_host", "mail_domain")
    @classmethod
    def _host_name(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?", value.strip()):
            raise ValueError("is not a name such as mail.example.com")
        return value.strip()

    @field_validator("mail_from")
    @classmethod
    def _mail_address(cls, value: str) -> str:
        if value and not is_mail_address(value.strip()):
            raise ValueError("is not an address such as legal@example.com")
        return value.strip()

    @field_validator("reporting_currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if value not in CURRENCIES:
            raise ValueError("is not an ISO 4217 code such as USD")
        return value


def is_mail_address(text: str) -> bool:
    """Say whether a text is one mail address, without a name and without anything else."""
    return re.fullmatch(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9][A-Za-z0-9.\-]*", text) is not None


def mail_password() -> str:
    """Return the password of the mail server, LEGALOPS_SMTP_PASSWORD; it is stored nowhere."""
    return os.environ.get("LEGALOPS_SMTP_PASSWORD", "")


def database_url() -> str:
    """Return where the store is: LEGALOPS_DATABASE_URL, else data/legalops.db here."""
    given = os.environ.get("LEGALOPS_DATABASE_URL", "").strip()
    if given.startswith("postgres://"):
        given = "postgresql://" + given.removeprefix("postgres://")
    if given.startswith("postgresql://"):
        return "postgresql+psycopg://" + given.removeprefix("postgresql://")
    return given or f"sqlite:///{ROOT / 'data' / 'legalops.db'}"


def originals_folder(url: str) -> Path:
    """Return the folder that keeps uploaded files by hash, beside a SQLite store or as set."""
    given = os.environ.get("LEGALOPS_ORIGINALS", "").strip()
    if given:
        return Path(given)
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).resolve().parent / "originals"
    return ROOT / "data" / "originals"
