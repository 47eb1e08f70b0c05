"""What the simulated databases share: a connection that sends a statement and gets the declared answer.

They are models of waiting, not of SQL: the answers stand in __scenario__["network"][HOST]["answers"], by the text of the
statement (white space and a semicolon at its end do not matter).
"""
import _client
import json
import urllib.parse as _parse

import _network as network

_READS = ("SELECT", "WITH", "SHOW", "VALUES", "TABLE", "EXPLAIN", "PRAGMA", "RETURNING")


class Refused(Exception):
    """The connection could not be made: kind is "refused", "unknown" or "connect_timeout"."""

    def __init__(self, kind):
        self.kind = kind


class Lost(Exception):
    """The connection broke."""


class Late(Exception):
    """No answer in time."""


class Answer:
    """What a statement gave: rows (tuples), names of the columns, and the status line that PostgreSQL would send."""

    def __init__(self, statement, value, args=()):
        value = chosen(value, args)
        word = first_word(statement)
        self.names = []
        self.rows = []
        if isinstance(value, list):
            for row in value:
                if isinstance(row, dict):
                    self.names = list(row)
                    self.rows.append(tuple(row.values()))
                else:
                    self.rows.append(tuple(row) if isinstance(row, list) else (row,))
        elif value is not None and not isinstance(value, str) and word in _READS:
            self.rows = [tuple(value.values()) if isinstance(value, dict) else (value,)]
            self.names = list(value) if isinstance(value, dict) else []
        if not self.names and self.rows:
            self.names = [f"column{at + 1}" if at else "?column?" for at in range(len(self.rows[0]))]
        self.count = value if isinstance(value, int) else len(self.rows) if isinstance(value, list) else 1
        if isinstance(value, str) and word not in _READS:
            self.status = value
        elif word in _READS:
            self.status = f"SELECT {len(self.rows)}"
        elif word == "INSERT":
            self.status = f"INSERT 0 {self.count}"
        elif word in ("UPDATE", "DELETE"):
            self.status = f"{word} {self.count}"
        else:
            self.status = " ".join(statement.upper().strip("; \n").split()[:2 if word in ("CREATE", "DROP") else 1])


def chosen(value, args):
    """The declared answer as it is for these arguments (a sequence, or a dict of names): {"for": {"7": …, "1, a": …},
    "otherwise": …} tells them apart by their text, and "{1}" (or "{name}") in a text stands for the first."""
    given = args or ()
    if isinstance(value, dict) and "for" in value and set(value) <= {"for", "otherwise"}:
        text = ", ".join(str(arg) for arg in (given.values() if isinstance(given, dict) else given))
        value = value["for"].get(text, value.get("otherwise", []))
    if not given:
        return value
    named = given if isinstance(given, dict) else {str(at): arg for at, arg in enumerate(given, 1)}
    return _filled(value, named)


def _filled(value, named):
    if isinstance(value, list):
        return [_filled(item, named) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, named) for key, item in value.items()}
    if isinstance(value, str) and "{" in value:
        if value[1:-1] in named and value == "{" + value[1:-1] + "}":
            return named[value[1:-1]]
        for name, arg in named.items():
            value = value.replace("{" + name + "}", str(arg))
    return value


def first_word(statement):
    words = statement.split(None, 1)
    return words[0].upper().rstrip(";") if words else ""


def place(dsn, host, port, default_port):
    """Host, port of a data source name or of arguments."""
    if dsn and "://" in dsn:
        parts = _parse.urlsplit(dsn)
        return parts.hostname or host or "localhost", parts.port or port or default_port
    for word in (dsn or "").split():
        name, _, value = word.partition("=")
        if name == "host":
            host = value
        elif name == "port":
            port = int(value)
    return host or "localhost", int(port or default_port)


class Link:
    """A connection, as generators of waits (see _client)."""

    def __init__(self, host, port, kind):
        self.host = host
        self.port = port
        self.kind = kind
        self.socket = None

    def open(self, seconds=None):
        entity = network.request_begin(f"{self.kind} connect {self.host}")
        outcome = "exception"
        try:
            self.socket = network.connect(self.host, self.port, "database")
            if not (yield _client._SocketWait(self.socket, seconds, entity, True)):
                raise Refused("connect_timeout")
            state = self.socket.state()
            if state != "open":
                raise Refused(state)
            outcome = "result"
        except BaseException:
            self.close()
            raise
        finally:
            network.request_end(entity, 0, 0, outcome)

    def ask(self, statement, seconds=None):
        """Sends a statement; returns its declared value."""
        if self.socket is None:
            raise Lost()
        entity = network.request_begin(f"{self.kind} {' '.join(statement.split())[:60]}")
        outcome, answer = "exception", b""
        try:
            if not self.socket.send(statement.encode()):
                raise Lost()
            if not self.socket.ready() and not (yield _client._SocketWait(self.socket, seconds, entity)):
                raise Late()
            answer = self.socket.receive_message()
            if answer is None:
                raise Lost()
            outcome = "result"
        except BaseException as error:
            if type(error).__name__ == "CancelledError":
                outcome = "cancelled"
            self.close()
            raise
        finally:
            network.request_end(entity, 0, len(answer or b""), outcome)
        if answer[:1] == b"=":
            return json.loads(answer[1:].decode())
        return self._undeclared(statement)

    def _undeclared(self, statement):
        if network.is_assumed(self.host):
            return []
        if first_word(statement) in _READS:
            raise NotImplementedError(
                f"no answer is declared for this statement: add it to __scenario__[\"network\"][{self.host!r}]"
                f"[\"answers\"]: {statement!r}")
        return 1 if first_word(statement) in ("INSERT", "UPDATE", "DELETE") else None

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None
