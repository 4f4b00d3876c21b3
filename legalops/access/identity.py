"""What may a person be called here?"""

import re
import unicodedata

from legalops.errors import InvalidInputError

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{1,39}")


def check_username(typed: str) -> str:
    """Return the username without blanks around it; raise InvalidInputError if it cannot be one."""
    username = typed.strip()
    if not _USERNAME.fullmatch(username):
        raise InvalidInputError(
            "Username",
            f"{typed[:40]!r} cannot be used. Take 2 to 40 of the letters a-z, digits and . _ @ -, "
            "starting with a letter or digit.",
        )
    return username


def check_display_name(typed: str) -> str:
    """Return the name without blanks around it; raise InvalidInputError if it cannot be one."""
    name = " ".join(typed.split())
    if not 1 <= len(name) <= 80 or any(unicodedata.category(c).startswith("C") for c in name):
        raise InvalidInputError(
            "Name",
            "write 1 to 80 characters, as others should read it, without control characters.",
        )
    return name
