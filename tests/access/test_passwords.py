import pytest

from legalops.access import passwords
from legalops.errors import InvalidInputError
from legalops.permissions import Role


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "x" * 129,
        "correcthorsebatterystaple",
        "password1234",
        "P@ssw0rd2026!!",
        "Summer2026!!!!",
        "football1234567",
        "legallegallegal",
        "LegalDepartment2026",
        "legal1234567",
        "aaaaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghijklmnop",
        "123456789012",
        "qwertyuiopasdf",
        "the user anaquist here",
    ],
)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidInputError):
        passwords.check_new(password, "anaquist", Role.MEMBER)


@pytest.mark.parametrize(
    "password",
    [
        "quiet otters read maps",
        "twelve-chars",
        " leading and trailing ",
        "ünïcödé wörds ähead",
        "x7" + "kQ9vB2mL4t",
        "a legal brief on otters",
        "z" + "qwmrtnvbpl" * 12,
    ],
)
def test_long_unusual_passwords_of_any_characters_will_do(password: str) -> None:
    passwords.check_new(password, "al", Role.MEMBER)


def test_administrators_need_fifteen_characters() -> None:
    passwords.check_new("otters, maps!", "mia", Role.OPS)
    with pytest.raises(InvalidInputError, match="at least 15"):
        passwords.check_new("otters, maps!", "mia", Role.ADMIN)


def test_a_password_is_compared_exactly_as_typed() -> None:
    kept = passwords.hashed(" Otters read ")
    assert passwords.matches(kept, " Otters read ")
    assert not passwords.matches(kept, "Otters read")
    assert not passwords.matches(kept, " otters read ")


def test_the_end_of_a_long_password_counts() -> None:
    kept = passwords.hashed("a" * 127 + "b")
    assert not passwords.matches(kept, "a" * 127 + "c")


def test_nobodys_password_matches_nothing() -> None:
    assert not passwords.matches(None, "")
    assert not passwords.matches("not a hash", "anything")


def test_the_hash_is_argon2id_and_salted() -> None:
    first, second = passwords.hashed("otters"), passwords.hashed("otters")
    assert first.startswith("$argon2id$")
    assert first != second
    assert not passwords.is_dated(first)


def test_codes_differ_and_survive_being_read_out() -> None:
    code = passwords.new_code()
    assert code != passwords.new_code()
    assert len(passwords.bare_code(code)) * 5 >= 128
    assert passwords.bare_code(f" {code.lower().replace('-', ' ')} ") == passwords.bare_code(code)


def test_the_list_of_common_passwords_is_there() -> None:
    assert len(passwords._common()) > 1000
