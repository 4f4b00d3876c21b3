"""Bring in the month's invoice files, and see or take back what came before."""

import streamlit as st

from legalops.ui import upload, upload_history

upload.receipts()
st.header("Bring in files", anchor=False)
st.write(
    "Drop the files as the firms sent them. You see what they hold and what is wrong first; "
    "nothing is stored before you say so."
)
for file in upload.files():
    upload.review(file)
st.header("What came before", anchor=False)
upload_history.draw()
