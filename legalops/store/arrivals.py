"""When did a file really come, where it was stored later than it arrived?"""

from collections.abc import Mapping

from legalops.errors import NotFoundError
from legalops.models.spend import Upload
from legalops.store.unit import Unit


def correct(unit: Unit, arrived: Mapping[int, str]) -> None:
    """Note the instants (UTC text) at which uploads arrived; raise NotFoundError for an unknown.

    Days from arrival to decision, and whether a month's invoices were late, go by it.
    """
    before = {}
    for upload_id, at in arrived.items():
        upload = unit.session.get(Upload, upload_id)
        if upload is None:
            raise NotFoundError(f"Upload {upload_id}")
        before[str(upload_id)] = upload.uploaded_at
        upload.uploaded_at = at
    unit.session.flush()
    after = {str(upload_id): at for upload_id, at in arrived.items()}
    unit.audit("upload.arrival_corrected", "upload", "", before=before, after=after)
    unit.touch("uploads", "spend")
