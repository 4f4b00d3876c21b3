"""Bring in the month's invoice files, decide about those that wait, take back what came."""

from legalops.ui import (
    intake_bring,
    intake_detail,
    intake_list,
    intake_progress,
    intake_receipt,
    intake_work,
    upload_history,
)

upload_id = intake_work.chosen()
intake_progress.collect()
intake_receipt.draw()
if upload_id is None:
    intake_bring.draw()
    intake_progress.draw()
    intake_list.draw()
    upload_history.draw()
else:
    intake_progress.draw()
    intake_detail.draw(upload_id)
