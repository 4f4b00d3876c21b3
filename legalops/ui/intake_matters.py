"""Which matters are these: ones we know, new ones with a name, or none of ours?"""

import numpy as np
import streamlit as st

from legalops.intake.draft import DraftMatter
from legalops.services.choices import Choices, MatterChoice, MatterKey
from legalops.services.uploads import Opened
from legalops.store import areas
from legalops.ui import data, intake_matter_grid, intake_work
from legalops.ui.intake_matter_grid import Asked, deciding, known_matters
from legalops.ui.words import counted, plain

#: Offered where the store has no practice area of that name yet; created only when chosen.
USUAL_AREAS = (
    "Commercial contracts", "Corporate and M&A", "Employment", "Intellectual property",
    "Litigation", "Privacy", "Real estate", "Regulatory", "Tax",
)  # fmt: skip
_LEAVE_OUT = "None of ours: leave its invoices out"
_FEW = 6


def asked(opened: Opened) -> list[Asked]:
    """Return the matters that are not known, and those already decided in this file."""
    new = {_key(m) for m in opened.prepared.new_matters}
    return [
        Asked(_key(m), _number(m), _size(opened, place))
        for place, m in enumerate(opened.draft.matters)
        if _key(m) in new or _key(m) in opened.choices.matters
    ]


def _key(matter: DraftMatter) -> MatterKey:
    return (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)


def _number(matter: DraftMatter) -> str:
    if matter.client_matter_id:
        return matter.client_matter_id
    return f"{matter.law_firm_matter_id} (the firm's number)" if matter.law_firm_matter_id else "-"


def _size(opened: Opened, place: int) -> str:
    lines = opened.draft.lines
    of_it = lines.matter == place
    numbers = [opened.draft.invoices[i].number for i in np.unique(lines.invoice[of_it]).tolist()]
    named = ", ".join(plain(n) for n in numbers[:3]) + (" \u2026" if len(numbers) > 3 else "")
    return f"{counted(int(of_it.sum()), 'line')} of invoice {named}"


def draw(opened: Opened) -> None:
    """Ask which matters these are, a row a matter, many of them in a grid."""
    found = asked(opened)
    if not found:
        return
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            one = len(found) == 1
            title = "Which matter is this?" if one else f"Which matters are these {len(found)}?"
            st.markdown(f"**{title}**", width="stretch")
            if not one:
                _all_at_once(opened, found)
        options = _areas()
        if len(found) > _FEW:
            intake_matter_grid.draw(opened, found, options)
            return
        for matter in found:
            _ask(opened, matter, options)


def _areas() -> list[str]:
    return sorted({*areas.all_areas(data.engine()).values(), *USUAL_AREAS})


def _all_at_once(opened: Opened, found: list[Asked]) -> None:
    with st.popover("All at once"):
        key = intake_work.key(opened, "area_of_all")
        st.selectbox(
            "Practice area of all that are new",
            _areas(), index=None, key=key, placeholder="Choose",
            on_change=_area_of_all, args=(opened.upload_id, [m.key for m in found], key),
        )  # fmt: skip
        st.button(
            f"Leave all {len(found)} out",
            key=intake_work.key(opened, "leave_all"),
            on_click=_leave_all,
            args=(opened.upload_id, [m.key for m in found]),
        )


def _area_of_all(upload_id: int, keys: list[MatterKey], key: str) -> None:
    area = str(st.session_state.get(key) or "")

    def change(choices: Choices) -> Choices:
        kept = dict(choices.matters)
        for each in keys:
            before = kept.get(each, MatterChoice())
            if before.matter_id is None and not before.leave_out:
                kept[each] = MatterChoice(before.name, area, before.number)
        return deciding(choices, kept)

    if intake_work.choose(upload_id, change):
        intake_work.renew()


def _leave_all(upload_id: int, keys: list[MatterKey]) -> None:
    left = dict.fromkeys(keys, MatterChoice(leave_out=True))
    if intake_work.choose(upload_id, lambda c: deciding(c, {**c.matters, **left})):
        intake_work.renew()


def _ask(opened: Opened, matter: Asked, options: list[str]) -> None:
    choice = opened.choices.matters.get(matter.key, MatterChoice())
    st.markdown(f"**{plain(matter.number)}** :gray[\u00b7 {matter.size}]")
    columns = st.columns(2, vertical_alignment="bottom")
    known = known_matters()
    new = [f"New: {choice.name}"] if choice.name else []
    offered = [*new, *known, _LEAVE_OUT]
    key = intake_work.key(opened, "matter", *matter.key)
    columns[0].selectbox(
        f"Matter {plain(matter.number)}",
        offered,
        index=_index(offered, known, choice),
        key=key,
        placeholder="Choose one, or type the name of a new one",
        accept_new_options=True,
        on_change=_keep_matter,
        args=(opened.upload_id, matter.key, known, key),
    )
    if choice.leave_out or choice.matter_id is not None:
        return
    area_key = intake_work.key(opened, "area", *matter.key)
    columns[1].selectbox(
        f"Practice area of {plain(matter.number)}",
        options,
        index=options.index(choice.practice_area) if choice.practice_area in options else None,
        key=area_key,
        placeholder="Choose, or leave for later",
        on_change=_keep_area,
        args=(opened.upload_id, matter.key, area_key),
    )


def _index(offered: list[str], known: dict[str, int], choice: MatterChoice) -> int | None:
    if choice.leave_out:
        return offered.index(_LEAVE_OUT)
    for place, option in enumerate(offered):
        if choice.matter_id is not None and known.get(option) == choice.matter_id:
            return place
    return 0 if choice.name else None


def _keep_matter(upload_id: int, asked_of: MatterKey, known: dict[str, int], key: str) -> None:
    said = str(st.session_state.get(key) or "").strip()
    before = intake_work.seen(upload_id).choices.matters.get(asked_of, MatterChoice())
    if said == _LEAVE_OUT:
        choice: MatterChoice | None = MatterChoice(leave_out=True)
    elif said in known:
        choice = MatterChoice(matter_id=known[said])
    elif said:
        choice = MatterChoice(said.removeprefix("New: ")[:200], before.practice_area, before.number)
    else:
        choice = None
    intake_work.answer(upload_id, "matters", asked_of, choice)


def _keep_area(upload_id: int, asked_of: MatterKey, key: str) -> None:
    before = intake_work.seen(upload_id).choices.matters.get(asked_of, MatterChoice())
    area = str(st.session_state.get(key) or "")
    intake_work.answer(
        upload_id, "matters", asked_of, MatterChoice(before.name, area, before.number)
    )


def unnamed(opened: Opened) -> int:
    """Count the new matters for which nothing is said yet."""
    decided = opened.choices.matters
    return sum(
        not (c.name or c.leave_out or c.matter_id is not None)
        for c in (decided.get(_key(m), MatterChoice()) for m in opened.prepared.new_matters)
    )
