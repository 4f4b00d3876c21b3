"""How are things said, and how does what somebody typed stay text where Markdown is read?"""

import re

from legalops.permissions import Role

#: How a role is called where a person reads it.
ROLE_TITLES = {
    Role.MEMBER: "Member",
    Role.EXECUTIVE: "Executive",
    Role.OPS: "Legal operations",
    Role.ADMIN: "Administrator",
}
#: Signs that mean something anywhere in a line; fewer are better, since labels are read aloud.
_SPECIAL = re.compile(r"([\\`*_\[\]()#!|<>~$:&@])")
_WWW = re.compile(r"\b(www)\.", re.IGNORECASE)
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def plain(text: object) -> str:
    """Escape text so that Markdown shows it as it was typed, on one line."""
    line = _BREAKS.sub(" ", _DIRECTION.sub("", str(text))).strip()
    line = _SPECIAL.sub(r"\\\1", line)
    line = re.sub(r"^(\d+)\.", r"\1\\.", re.sub(r"^([-+])", r"\\\1", line))
    return _WWW.sub(r"\1\\.", line)


def counted(count: int, noun: str) -> str:
    """Write a number with its noun: `1 line`, `2,431 lines`."""
    if count != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("cy") else f"{noun}s"
    return f"{count:,} {noun}"
