"""How do people say how a firm did: five questions and a comment, once, without their name?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.metrics.performance.sources import QUESTIONS, records
from legalops.services import surveys
from legalops.store.surveys import Asked
from legalops.ui import data, navigation, who
from legalops.ui.words import counted, plain

_SAID = "survey_said"
_PAGE = navigation.FOLDER / "survey.py"
#: What is asked, in words; the keys are the columns of an answer.
ASKED = {
    "expertise": "Did they know the law and our business?",
    "responsiveness": "Did they answer in time?",
    "cost": "Did they keep to budget and warn us early?",
    "outcome": "Are you content with what they achieved?",
    "again": "Would you instruct them again?",
}
#: The same in a word or two, for results.
SHORT = {
    "expertise": "Expertise",
    "responsiveness": "Answers in time",
    "cost": "Cost and budget",
    "outcome": "Outcome",
    "again": "Instruct again",
}
_SCALE = {1: "1, no", 2: "2", 3: "3", 4: "4", 5: "5, fully"}


def waiting() -> list[tuple[str, dict[str, str]]]:
    """Return the firms the person is asked about, each in words with the address that asks."""
    found = surveys.waiting(data.engine(), who.actor())
    return [
        (
            f"How did {row['vendor']} do{' on ' + row['matter'] if row['matter'] else ''}?",
            {"invite": str(row["id"])},
        )
        for row in records(found)
    ]


def draw() -> None:
    """Draw the questions of the invitation in the address, or the list of those that wait."""
    if said := st.session_state.pop(_SAID, ""):
        st.success(said, icon=":material/check:")
    given = st.query_params.get("invite", "")
    if not given:
        _list()
        return
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else -1
    try:
        asked = surveys.asked(data.engine(), who.actor(), number)
    except LegalOpsError:
        st.warning("This invitation is not yours, or is not there. The ones you have are below.")
        _list()
        return
    if asked.is_answered:
        st.info(f"You have answered about {plain(asked.vendor)} already. Thank you.")
        _list()
        return
    _form(asked)


def _list() -> None:
    found = waiting()
    if not found:
        st.info(
            "Nobody is waiting for your answer. When a matter you worked on is closed, you are "
            "asked here how its firms did."
        )
        return
    st.markdown(f"**{counted(len(found), 'question')} for you**")
    for text, query in found:
        st.page_link(_PAGE, label=plain(text), icon=":material/rate_review:", query_params=query)


def _form(asked: Asked) -> None:
    about = f" on {plain(asked.matter)}" if asked.matter else ""
    st.markdown(f"#### How did {plain(asked.vendor)} do{about}?")
    st.caption(
        "Five questions, a minute. Your answers are kept without your name, and nobody sees any "
        "before five people have answered about the firm."
    )
    with st.form(f"survey_{asked.invite_id}", border=True):
        given = {
            question: st.segmented_control(
                ASKED[question], list(_SCALE), format_func=lambda value: _SCALE[value],
                key=f"survey_{asked.invite_id}_{question}",
            )
            for question in QUESTIONS
        }  # fmt: skip
        comment = st.text_area(
            "What else should they hear? (not required)", max_chars=2000, height=90,
            help="Leave out names if you want to stay unnamed. The firm's page shows it to the "
            "department only.",
        )  # fmt: skip
        pressed = st.form_submit_button("Send", type="primary", icon=":material/send:")
    if pressed:
        _send(asked, given, comment)


def _send(asked: Asked, given: dict[str, int | None], comment: str) -> None:
    missing = sum(value is None for value in given.values())
    if missing:
        st.error(f"{counted(missing, 'question')} left. Choose a value from 1 to 5 for each.")
        return
    answers = {question: int(value or 0) for question, value in given.items()}
    try:
        surveys.answer(data.engine(), who.actor(), asked.invite_id, answers, comment)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_SAID] = f"Thank you. Your answer about {plain(asked.vendor)} is kept."
    st.query_params.pop("invite", None)
    st.rerun()
