import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.permissions import Actor, Role, system
from legalops.services import completeness, digest, settings
from tests.services.work_rows import keep

CLI = system("cli")
People = dict[Role, Actor]


class Server:
    """A mail server of one thread that keeps what it is sent, and refuses some."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = ""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):  # it is closed already
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: object) -> None:
        def say(text: str) -> None:
            stream.write(f"{text}\r\n".encode())  # type: ignore[attr-defined]
            stream.flush()  # type: ignore[attr-defined]

        say("220 here")
        while line := stream.readline().decode().strip():  # type: ignore[attr-defined]
            word = line[:4].upper()
            if word == "DATA":
                say("354 go on")
                rows = iter(stream.readline, b".\r\n")  # type: ignore[attr-defined]
                mail = message_from_bytes(b"".join(rows), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                self.mails.append(mail)
            is_refused = word == "RCPT" and self.refuses and self.refuses in line
            say("550 no such person" if is_refused else "221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return


@pytest.fixture
def server(engine: Engine) -> Iterator[Server]:
    server = Server()
    changes = {
        "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "none",
        "mail_from": "legal@example.com", "mail_domain": "example.com",
        "app_address": "https://legal.example.com/",
    }  # fmt: skip
    settings.change(engine, CLI, changes)
    yield server
    server.close()


def act(engine: Engine, people: People, title: str, days: int) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    day = completeness.today(engine) + timedelta(days)
    keep(engine, ana, "action", title, owner_id=tom.user_id, due_on=day)


def test_a_digest_says_what_is_due_and_what_others_did_and_goes_once(
    engine: Engine, people: People, server: Server
) -> None:
    act(engine, people, "Call the firm", -3)
    (letter,) = digest.letters(engine)
    assert digest.send(engine, CLI, [letter]) == []
    (mail,) = server.mails
    assert mail["To"] == "Tom <tom@example.com>"
    assert mail["From"] == "Legal department <legal@example.com>"
    assert mail["Subject"] == "Your week: 1 due, 1 change by others"
    body = mail.get_content().replace("\r\n", "\n")
    assert "Call the firm\n  Action, overdue since" in body
    assert "Ana added this action\n  https://legal.example.com/actions?action=1" in body
    assert digest.letters(engine) == []


def test_something_coming_within_the_week_makes_a_new_digest(
    engine: Engine, people: People, server: Server
) -> None:
    act(engine, people, "Later", 9)
    digest.send(engine, CLI, digest.letters(engine))
    assert digest.letters(engine) == []
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("UPDATE action SET due_on = '2026-01-01'")
        connection.commit()
    assert digest.letters(engine) == []  # overdue already when the last one went
    act(engine, people, "Next", 8)
    assert [letter.name for letter in digest.letters(engine)] == ["Tom"]


def test_nothing_new_no_mail(engine: Engine, people: People, server: Server) -> None:
    assert people
    assert digest.letters(engine) == []
    assert digest.send(engine, CLI, []) == []
    assert server.mails == []


def test_who_cannot_be_written_to_is_named_and_the_others_get_theirs(
    engine: Engine, people: People, server: Server
) -> None:
    act(engine, people, "Call", 1)
    ana = people[Role.OPS]
    carla = people[Role.EXECUTIVE]
    keep(engine, carla, "action", "Sign", owner_id=ana.user_id)
    server.refuses = "tom@"
    found = digest.letters(engine)
    (failed,) = digest.send(engine, CLI, found)
    assert failed.letter.name == "Tom"
    assert "no such person" in failed.reason
    assert [mail["To"] for mail in server.mails] == ["Ana <ana@example.com>"]
    assert [letter.name for letter in digest.letters(engine)] == ["Tom"]


def test_without_a_server_the_digest_says_where_one_is_set(engine: Engine, people: People) -> None:
    settings.change(engine, CLI, {"mail_domain": "example.com"})
    act(engine, people, "Call", 1)
    with pytest.raises(RefusedError, match="No mail server is set"):
        digest.send(engine, CLI, digest.letters(engine))


def test_a_server_that_is_not_there_is_named(
    engine: Engine, people: People, server: Server
) -> None:
    act(engine, people, "Call", 1)
    server.close()
    with pytest.raises(RefusedError, match=rf"127\.0\.0\.1:{server.port} cannot be used"):
        digest.send(engine, CLI, digest.letters(engine))
    assert len(digest.letters(engine)) == 1


@pytest.mark.parametrize(
    ("username", "domain", "expected"),
    [
        ("ana", "example.com", "ana@example.com"),
        ("ana@other.org", "example.com", "ana@other.org"),
        ("ana", "", ""),
        ("a@b@c", "example.com", ""),
    ],
)
def test_a_user_is_written_to_at(username: str, domain: str, expected: str) -> None:
    assert digest.mail_address(username, domain) == expected
