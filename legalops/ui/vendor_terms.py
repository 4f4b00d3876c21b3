"""What is agreed with a firm, and what do the people who used it say?"""

import streamlit as st

from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import shown
from legalops.metrics.performance.measures import LEAST_ANSWERS, satisfaction
from legalops.metrics.performance.sources import QUESTIONS
from legalops.services import rate_cards as acts
from legalops.services import surveys
from legalops.ui import data, navigation, performance, rate_cards, rate_requests, survey
from legalops.ui.words import counted, plain

_RATES = navigation.FOLDER / "rate_cards.py"


def draw(vendor: int) -> None:
    """Draw the rates that hold, the requests that wait, and the terms."""
    cards = rate_requests.cards()
    mine = cards[cards["vendor_id"] == vendor]
    waiting = mine[mine["state"] == "requested"]
    if len(waiting):
        st.warning(
            f"{counted(len(waiting), 'request')} for a new rate "
            f"{'waits' if len(waiting) == 1 else 'wait'} for a decision.",
            icon=":material/pending_actions:",
        )
    held = acts.in_force(mine, rate_requests.today())
    st.subheader("Rates in force", anchor=False)
    if held.empty:
        st.caption("No rate is kept for this firm.")
    else:
        rate_cards.table(held, "vendor_rates", of_one=True)
    st.subheader("Terms", anchor=False)
    terms = acts.standing_terms(data.engine(), vendor)
    if terms.empty:
        st.caption("No term is kept for this firm.")
    else:
        rate_cards.table_of_terms(terms, "vendor_terms", of_one=True)
    st.page_link(_RATES, label="Rate cards", icon=":material/arrow_forward:")


def draw_survey(vendor: int) -> None:
    """Draw what people say of the firm, from five answers on."""
    asked, answered = surveys.counts(data.engine(), vendor)
    answers = performance.sources().answers
    found = satisfaction(answers, vendor)
    kept = int((answers["vendor_id"] == vendor).sum())
    if found is None:
        people = "1 person was asked" if asked == 1 else f"{asked:,} people were asked"
        st.info(
            f"{counted(kept, 'answer')} so far; {people}. Results are shown from {LEAST_ANSWERS} "
            "answers on, so that nobody can be told by them."
        )
        return
    st.markdown(
        f"**{shown.text('firm_satisfaction', found.value)}** over {counted(kept, 'answer')}"
        f"{f'; {answered} of {asked} asked have answered' if asked else ''}.",
        help=CATALOG["firm_satisfaction"].help,
    )
    mine = answers[answers["vendor_id"] == vendor]
    with st.grid(5, min_column_width=150, gap="small", key="survey_results"):
        for question in QUESTIONS:
            mean = float(mine[question].mean())
            st.metric(
                survey.SHORT[question], f"{mean:.1f}", help=survey.ASKED[question], border=True
            )
    for comment in surveys.comments(data.engine(), vendor):
        st.markdown(f"> {plain(comment)}")
