"""The script every run starts with: who is this, which pages are theirs, then the page."""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.settings import ROOT
from legalops.ui import door, freshness, menu, navigation, once, settle, style, trouble, views, who

MARK = ROOT / "legalops" / "ui" / "mark.svg"

with once.a_run():
    visitor = who.visitor()
    actor = visitor.actor if visitor and not visitor.must_change else None
    st.set_page_config(
        page_title="Legal operations",
        page_icon=MARK,
        layout="wide" if actor else "centered",
    )
    who.keep_apart(visitor)
    style.apply()
    pages = navigation.registered(actor)
    page = navigation.chosen(pages, is_shown=actor is not None)
    if actor is None:
        door.stand_before(visitor)
        st.stop()
    else:
        st.logo(MARK)
        menu.account(actor, pages.get("account"))
        shelf = views.draw(actor)
        if not navigation.names_itself(page.url_path):
            st.title(navigation.heading(page), anchor=False)
        try:
            fresh = freshness.line() if navigation.shows_figures(page, actor) else None
            if fresh:
                st.caption(fresh)
            page.run()
            views.offer(shelf, actor, page)
        except LegalOpsError as error:
            trouble.tell(error)
        settle.once()
