"""How tests are shared out to workers: each by itself, those that drive the browser together."""

from xdist.scheduler import LoadScopeScheduling

_TOGETHER = "tests/browser/"


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # xdist says no types
    """Send all tests of the browser to one worker: one server, one Chromium.

    The mark xdist_group cannot say it: pytest-xdist 3.8 writes it into a private name that
    pytest 9.2 does not read any more, and shares such tests out as if there were no mark.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _TOGETHER if nodeid.startswith(_TOGETHER) else nodeid
