"""Where is a record found? Its lasting address, as a link and as a way to go there."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from legalops.models.kinds import KINDS, OTHERS
from legalops.ui import navigation
from legalops.ui.words import plain

_PAGES = {"matter": "matter", "vendor": "vendor"}
_ICONS = {"matter": "folder_open", "vendor": "apartment"}


def page(kind: str) -> str:
    """Return the page, by file, that draws a record of a kind."""
    return _PAGES.get(kind) or KINDS[kind].page


def icon(kind: str) -> str:
    """Return the icon of a kind."""
    return f":material/{_ICONS.get(kind) or KINDS[kind].icon}:"


def noun(kind: str) -> str:
    """Return what a kind is called."""
    return OTHERS.get(kind) or KINDS[kind].noun


def query(kind: str, record_id: int, parent_id: int | None = None) -> dict[str, str]:
    """Return what the address of a record says; a part's names what it belongs to as well."""
    found = {kind: str(record_id)}
    if parent_id is not None and kind in KINDS and KINDS[kind].parent:
        found = {str((KINDS[kind].parent or ("", ""))[0]): str(parent_id), **found}
    return found


def whole(kind: str, record_id: int, parent_id: int | None = None) -> str:
    """Return the whole address of a record, to be sent to somebody."""
    here = urlsplit(st.context.url or "")
    place = here.path.rstrip("/").rpartition("/")[0]
    asked = urlencode(query(kind, record_id, parent_id))
    return urlunsplit((here.scheme, here.netloc, f"{place}/{page(kind)}", asked, ""))


def link(kind: str, record_id: int, label: str, parent_id: int | None = None) -> None:
    """Draw a link to a record."""
    st.page_link(
        navigation.FOLDER / f"{page(kind)}.py",
        label=plain(label),
        icon=icon(kind),
        query_params=query(kind, record_id, parent_id),
    )


def go(kind: str, record_id: int, parent_id: int | None = None) -> None:
    """Leave for the page of a record."""
    st.switch_page(
        navigation.FOLDER / f"{page(kind)}.py", query_params=query(kind, record_id, parent_id)
    )


def asked(kind: str, given: Mapping[str, Any] | None = None) -> int | None:
    """Return the record of a kind that the address names, None where it names none."""
    text = str((given or st.query_params).get(kind, ""))
    return int(text[:15]) if text.isascii() and text.isdigit() else None
