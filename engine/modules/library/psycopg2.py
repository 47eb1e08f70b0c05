"""psycopg2 2.9, as a model of waiting (each call blocks its thread): see docs/NETWORK.md."""
import _client
import _database

__version__ = "2.9.5"
apilevel = "2.0"
threadsafety = 2
paramstyle = "pyformat"


class Warning(Exception): pass
class Error(Exception): pass
class InterfaceError(Error): pass
class DatabaseError(Error): pass
class OperationalError(DatabaseError): pass
class ProgrammingError(DatabaseError): pass
class IntegrityError(DatabaseError): pass
class DataError(DatabaseError): pass
class InternalError(DatabaseError): pass
class NotSupportedError(DatabaseError): pass


def _quoted(value):
    """As a literal of SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_quoted, value))
        return f"ARRAY[{inner}]" if isinstance(value, list) else f"({inner})"
    return str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"


class Cursor:
    def __init__(self, connection):
        self.connection = connection
        self.arraysize = 1
        self.rowcount = -1
        self.description = None
        self.query = None
        self.statusmessage = None
        self.closed = False
        self._rows = None
        self._at = 0

    def execute(self, query, vars=None):
        if self.closed:
            raise InterfaceError("cursor already closed")
        answer = self.connection._run(query, vars)
        self.query = query.encode()
        self.statusmessage = answer.status
        self.rowcount = len(answer.rows) if answer.names else answer.count
        self.description = [(name, None, None, None, None, None, None) for name in answer.names] or None
        self._rows = [self._row(answer.names, row) for row in answer.rows]
        self._at = 0

    def _row(self, names, row):
        return row

    def executemany(self, query, vars_list):
        for vars in vars_list:
            self.execute(query, vars)

    def mogrify(self, query, vars=None):
        if isinstance(vars, dict):
            return (query % {name: _quoted(one) for name, one in vars.items()}).encode()
        return (query % tuple(map(_quoted, vars)) if vars else query).encode()

    def _fetched(self):
        if self._rows is None or self.description is None and not self._rows:
            raise ProgrammingError("no results to fetch")
        return self._rows

    def fetchone(self):
        rows = self._fetched()
        if self._at >= len(rows):
            return None
        self._at += 1
        return rows[self._at - 1]

    def fetchmany(self, size=None):
        rows = self._fetched()[self._at:self._at + (self.arraysize if size is None else size)]
        self._at += len(rows)
        return rows

    def fetchall(self):
        rows = self._fetched()[self._at:]
        self._at += len(rows)
        return rows

    def __iter__(self):
        while (row := self.fetchone()) is not None:
            yield row

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class Connection:
    def __init__(self, link, cursor_factory=None):
        self._link = link
        self._begun = False
        self.autocommit = False
        self.closed = 0
        self.cursor_factory = cursor_factory

    def _ask(self, statement):
        if self.closed:
            raise InterfaceError("connection already closed")
        try:
            return _client.run_blocking(self._link.ask(statement))
        except _database.Lost:
            self.closed = 2
            raise OperationalError("server closed the connection unexpectedly\n\tThis probably means the server "
                                   "terminated abnormally\n\tbefore or while processing the request.\n") from None

    def _run(self, statement, args=None):
        self._begun = self._begun or not self.autocommit  # BEGIN travels with the first statement
        return _database.Answer(statement, self._ask(statement), args)

    def cursor(self, name=None, cursor_factory=None, **options):
        if self.closed:
            raise InterfaceError("connection already closed")
        return (cursor_factory or self.cursor_factory or Cursor)(self)

    def _finish(self, statement):
        if self.closed:
            raise InterfaceError("connection already closed")
        if self._begun:
            self._begun = False
            self._ask(statement)

    def commit(self):
        self._finish("COMMIT")

    def rollback(self):
        self._finish("ROLLBACK")

    def set_session(self, isolation_level=None, readonly=None, deferrable=None, autocommit=None):
        if autocommit is not None:
            self.autocommit = autocommit

    def close(self):
        self.closed = 1
        self._link.close()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self.commit()
        else:
            self.rollback()


def connect(dsn=None, connection_factory=None, cursor_factory=None, **kwargs):
    host, port = _database.place(dsn, kwargs.get("host"), kwargs.get("port"), 5432)
    link = _database.Link(host, port, "postgres")
    timeout = kwargs.get("connect_timeout")
    try:
        _client.run_blocking(link.open(timeout))
    except _database.Refused as error:
        if error.kind == "unknown":
            text = f'could not translate host name "{host}" to address: Name or service not known\n'
        elif error.kind == "connect_timeout":
            text = f'connection to server at "{host}", port {port} failed: timeout expired\n'
        else:
            address = "127.0.0.1" if host == "localhost" else host
            text = (f'connection to server at "{host}" ({address}), port {port} failed: Connection refused\n'
                    f"\tIs the server running on that host and accepting TCP/IP connections?\n")
        raise OperationalError(text) from None
    return Connection(link, cursor_factory)
