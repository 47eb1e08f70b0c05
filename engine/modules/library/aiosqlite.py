"""aiosqlite 0.17, as a model of waiting: see docs/NETWORK.md.  The host is named by the file."""
import _client
import _database
import asyncio as _asyncio

__version__ = "0.17.0"


class Warning(Exception): pass
class Error(Exception): pass
class DatabaseError(Error): pass
class OperationalError(DatabaseError): pass
class IntegrityError(DatabaseError): pass
class ProgrammingError(DatabaseError): pass
class InterfaceError(Error): pass
class NotSupportedError(DatabaseError): pass


for _class in (Warning, Error, DatabaseError, OperationalError, IntegrityError, ProgrammingError, InterfaceError,
               NotSupportedError):
    _class.__module__ = "sqlite3"


class Row:
    def __init__(self, cursor, row):
        self._names = [column[0] for column in cursor.description]
        self._row = row

    def keys(self):
        return list(self._names)

    def __getitem__(self, key):
        return self._row[self._names.index(key) if isinstance(key, str) else key]

    def __iter__(self):
        return iter(self._row)

    def __len__(self):
        return len(self._row)


class Cursor:
    def __init__(self, connection):
        self._connection = connection
        self.rowcount = -1
        self.lastrowid = None
        self.description = None
        self._rows = []
        self._at = 0

    async def execute(self, sql, parameters=None):
        answer = _database.Answer(sql, await self._connection._ask(sql), parameters)
        self._connection._count(sql, answer.count)
        self.description = [(name, None, None, None, None, None, None) for name in answer.names] or None
        self.rowcount = -1 if answer.names else answer.count
        factory = self._connection.row_factory
        self._rows = [row if factory is None else factory(self, row) for row in answer.rows]
        self._at = 0
        return self

    async def executemany(self, sql, parameters):
        return await self.execute(sql, next(iter([*parameters]), None))

    async def fetchone(self):
        if self._at >= len(self._rows):
            return None
        self._at += 1
        return self._rows[self._at - 1]

    async def fetchmany(self, size=1):
        rows = self._rows[self._at:self._at + size]
        self._at += len(rows)
        return rows

    async def fetchall(self):
        rows = self._rows[self._at:]
        self._at += len(rows)
        return rows

    async def __aiter__(self):
        while (row := await self.fetchone()) is not None:
            yield row

    async def close(self):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        pass


class _Result:
    """What execute() returns: awaitable, and an async context manager."""

    def __init__(self, coro):
        self._coro = coro

    def __await__(self):
        return self._coro.__await__()

    async def __aenter__(self):
        return await self._coro

    async def __aexit__(self, *exc):
        pass


class Connection:
    def __init__(self, database):
        self._link = _database.Link(str(database), 0, "sqlite")
        self._lock = None
        self._open = False
        self.row_factory = None
        self.total_changes = 0
        self.in_transaction = False

    def __await__(self):
        return self._connect().__await__()

    async def _connect(self):
        try:
            await _client.run_async(self._link.open())
        except _database.Refused:
            raise OperationalError("unable to open database file") from None
        self._lock = _asyncio.Lock()  # one thread works for the connection
        self._open = True
        return self

    async def _ask(self, sql):
        if not self._open:
            raise ValueError("no active connection")
        async with self._lock:
            try:
                return await _client.run_async(self._link.ask(sql))
            except _database.Lost:
                raise OperationalError("disk I/O error") from None

    def _count(self, sql, count):
        if _database.first_word(sql) in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
            self.total_changes += count
            self.in_transaction = True

    def cursor(self):
        async def made():
            return Cursor(self)

        return _Result(made())

    def execute(self, sql, parameters=None):
        return _Result(Cursor(self).execute(sql, parameters))

    def executemany(self, sql, parameters):
        return _Result(Cursor(self).executemany(sql, parameters))

    async def execute_fetchall(self, sql, parameters=None):
        return await (await Cursor(self).execute(sql, parameters)).fetchall()

    async def executescript(self, sql):
        for statement in sql.split(";"):
            if statement.strip():
                await self._ask(statement)

    async def commit(self):
        await self._ask("COMMIT")
        self.in_transaction = False

    async def rollback(self):
        await self._ask("ROLLBACK")
        self.in_transaction = False

    async def close(self):
        self._open = False
        self._link.close()

    async def __aenter__(self):
        return await self._connect()

    async def __aexit__(self, *exc):
        await self.close()


def connect(database, *, iter_chunk_size=64, loop=None, **options):
    return Connection(database)
