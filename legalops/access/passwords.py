"""Is this the password, and would this one do?"""

import re
import secrets
import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from legalops.errors import InvalidInputError
from legalops.intake.names import fold
from legalops.permissions import Role
from legalops.settings import ROOT

SHORTEST = 12
SHORTEST_FOR_ADMIN = 15
LONGEST = 128
_COMMON = ROOT / "data" / "common_passwords.txt"
_HOUSE_WORDS = ("legal", "password", "passwort", "dashboard")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
_LEET = str.maketrans("@4031$5!7", "aaoelssit")
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 28  # 32 letters to choose from: 140 bits
_AT_ONCE = threading.BoundedSemaphore(2)  # a hash costs a core; guesses must not take them all
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password."""
    with _AT_ONCE:
        return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether this is the password; takes as long when there is none to compare with."""
    attempt = password[: LONGEST + 1]
    with _AT_ONCE:
        try:
            return _hasher.verify(password_hash or _nobodys(), attempt) and bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False


def warm_up() -> None:
    """Make the hash that stands in for unknown users, so that the first of them waits no longer."""
    _nobodys()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def is_dated(password_hash: str) -> bool:
    """Say whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def new_code() -> str:
    """Return a one-time code that a person can read out: seven groups of four."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    return "-".join(re.findall("....", letters))


def bare_code(typed: str) -> str:
    """Return a code without the hyphens, blanks and small letters of the person typing it."""
    return re.sub(r"[\s-]", "", typed).upper()


def check_new(password: str, username: str, role: Role) -> None:
    """Raise InvalidInputError, saying why, when a password is too easy to guess."""
    shortest = SHORTEST_FOR_ADMIN if role == Role.ADMIN else SHORTEST
    if len(password) < shortest:
        raise InvalidInputError(
            "Password",
            f"this has {len(password)} characters. Use at least {shortest}; four words do.",
        )
    if len(password) > LONGEST:
        raise InvalidInputError(
            "Password", f"this is longer than {LONGEST} characters. Shorten it."
        )
    reason = _too_easy(password, username)
    if reason:
        raise InvalidInputError("Password", f"{reason} Choose another, such as four odd words.")


def _too_easy(password: str, username: str) -> str | None:
    folded = fold(password).replace(" ", "")
    if len(username) >= 4 and fold(username) in folded:
        return "this contains the username."
    if _is_common(folded):
        return "this is one of the passwords that everybody tries first."
    if len(set(folded)) < 5 or _is_repeated(folded) or _is_sequence(folded):
        return "this is a repetition or a sequence."
    return None


def _is_common(folded: str) -> bool:
    spelled = folded.translate(_LEET)
    if _common() & {folded, spelled, _core(folded), _core(spelled), _core(folded).translate(_LEET)}:
        return True
    rest = re.sub("|".join(_HOUSE_WORDS), "", folded)
    return rest != folded and len(set(rest)) < 8


def _core(folded: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)


def _is_repeated(folded: str) -> bool:
    return re.fullmatch(r"(.{1,6}?)\1+.{0,5}", folded) is not None


def _is_sequence(folded: str) -> bool:
    runs = [row * 2 for row in _ROWS] + [(row * 2)[::-1] for row in _ROWS]
    at, steps = 0, 0
    while at < len(folded):
        at += _longest_run(folded[at:], runs)
        steps += 1
    return steps <= max(1, len(folded) // 4)


def _longest_run(text: str, runs: list[str]) -> int:
    length = 1
    while length < len(text) and any(text[: length + 1] in run for run in runs):
        length += 1
    return length


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line).replace(" ", "") for line in lines if line and line[0] != "#")
