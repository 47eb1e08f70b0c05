"""asyncpg 0.27, as a model of waiting: see docs/NETWORK.md."""
import _client
import _database
import asyncio as _asyncio
import collections as _collections

import _network

__version__ = "0.27.0"


class PostgresError(Exception): pass
class InterfaceError(Exception): pass
class InternalClientError(Exception): pass
class ConnectionDoesNotExistError(PostgresError): pass
class TooManyConnectionsError(PostgresError): pass
class UniqueViolationError(PostgresError): pass
class UndefinedTableError(PostgresError): pass
class NoActiveSQLTransactionError(PostgresError): pass


for _class in (PostgresError, InterfaceError, InternalClientError, ConnectionDoesNotExistError,
               TooManyConnectionsError, UniqueViolationError, UndefinedTableError, NoActiveSQLTransactionError):
    _class.__module__ = "asyncpg.exceptions"
_LOST = "connection was closed in the middle of operation"


class Record:
    def __init__(self, names, row):
        self._names = names
        self._row = row

    def __getitem__(self, key):
        if isinstance(key, str):
            if key not in self._names:
                raise KeyError(key)
            return self._row[self._names.index(key)]
        return self._row[key]

    def get(self, key, default=None):
        return self[key] if key in self._names else default

    def keys(self):
        return iter(self._names)

    def values(self):
        return iter(self._row)

    def items(self):
        return zip(self._names, self._row)

    def __contains__(self, key):
        return key in self._names

    def __iter__(self):
        return iter(self._row)

    def __len__(self):
        return len(self._row)

    def __eq__(self, other):
        return self._row == (other._row if isinstance(other, Record) else other)

    def __hash__(self):
        return hash(self._row)

    def __repr__(self):
        return f"<Record {' '.join(f'{name}={value!r}' for name, value in self.items())}>"


class _Transaction:
    """One inside of another is a savepoint."""

    def __init__(self, connection):
        self._connection = connection
        self._state = "new"
        self._savepoint = None

    async def start(self):
        if self._state != "new":
            raise InterfaceError(f"cannot start; the transaction is already {self._state}")
        connection = self._connection
        if connection._transactions:
            self._savepoint = f"SAVEPOINT __asyncpg_savepoint_{connection._transactions}__;"
        await connection.execute(self._savepoint or "BEGIN;")
        connection._transactions += 1
        self._state = "started"

    async def _end(self, statement, done):
        if self._state != "started":
            raise InterfaceError(f"cannot {statement.split()[0].lower()}; the transaction "
                                 f"{'is not yet started' if self._state == 'new' else 'is already ' + self._state}")
        self._connection._transactions -= 1
        self._state = done
        await self._connection.execute(statement)

    async def commit(self):
        await self._end("RELEASE " + self._savepoint if self._savepoint else "COMMIT;", "committed")

    async def rollback(self):
        await self._end("ROLLBACK TO " + self._savepoint if self._savepoint else "ROLLBACK;", "rolled back")

    async def __aenter__(self):
        await self.start()

    async def __aexit__(self, kind, error, traceback):
        if kind is None:
            await self.commit()
        else:
            await self.rollback()


class _CursorFactory:
    def __init__(self, connection, query, args, timeout):
        self._connection, self._query, self._args, self._timeout = connection, query, args, timeout

    async def _open(self):
        return Cursor(await self._connection.fetch(self._query, *self._args, timeout=self._timeout))

    def __await__(self):
        return self._open().__await__()

    async def __aiter__(self):
        for record in (await self._open())._records:
            yield record


class Cursor:
    def __init__(self, records):
        self._records = records

    async def fetch(self, n, *, timeout=None):
        found, self._records = self._records[:n], self._records[n:]
        return found

    async def fetchrow(self, *, timeout=None):
        found = await self.fetch(1)
        return found[0] if found else None

    async def forward(self, n, *, timeout=None):
        return len(await self.fetch(n))


class PreparedStatement:
    def __init__(self, connection, query):
        self._connection, self._query = connection, query

    def get_query(self):
        return self._query

    async def fetch(self, *args, timeout=None):
        return await self._connection.fetch(self._query, *args, timeout=timeout)

    async def fetchrow(self, *args, timeout=None):
        return await self._connection.fetchrow(self._query, *args, timeout=timeout)

    async def fetchval(self, *args, column=0, timeout=None):
        return await self._connection.fetchval(self._query, *args, column=column, timeout=timeout)

    async def executemany(self, args, *, timeout=None):
        return await self._connection.executemany(self._query, args, timeout=timeout)

    def cursor(self, *args, prefetch=None, timeout=None):
        return self._connection.cursor(self._query, *args, prefetch=prefetch, timeout=timeout)


class Connection:
    def __init__(self, link):
        self._link = link
        self._busy = False
        self._closed = False
        self._transactions = 0

    async def _ask(self, query, args=(), timeout=None):
        if self._closed:
            raise InterfaceError("connection is closed")
        if self._busy:
            raise InterfaceError("cannot perform operation: another operation is in progress")
        self._busy = True
        try:
            return _database.Answer(query, await _client.run_async(self._link.ask(query, timeout)), args)
        except _database.Late:
            self._closed = True
            raise _asyncio.TimeoutError() from None
        except _database.Lost:
            self._closed = True
            raise ConnectionDoesNotExistError(_LOST) from None
        finally:
            self._busy = False

    async def fetch(self, query, *args, timeout=None):
        answer = await self._ask(query, args, timeout)
        return [Record(answer.names, row) for row in answer.rows]

    async def fetchrow(self, query, *args, timeout=None):
        rows = await self.fetch(query, *args, timeout=timeout)
        return rows[0] if rows else None

    async def fetchval(self, query, *args, column=0, timeout=None):
        row = await self.fetchrow(query, *args, timeout=timeout)
        return None if row is None else row[column]

    async def execute(self, query, *args, timeout=None):
        return (await self._ask(query, args, timeout)).status

    async def executemany(self, command, args, *, timeout=None):
        await self._ask(command, next(iter([*args]), ()), timeout)

    def cursor(self, query, *args, prefetch=None, timeout=None):
        if not self.is_in_transaction():
            raise NoActiveSQLTransactionError("cursor cannot be created outside of a transaction")
        return _CursorFactory(self, query, args, timeout)

    async def prepare(self, query, *, name=None, timeout=None):
        if self._closed:
            raise InterfaceError("connection is closed")
        return PreparedStatement(self, query)

    async def copy_records_to_table(self, table_name, *, records, columns=None, schema_name=None, timeout=None):
        count = len([*records])
        await self._ask("BEGIN", (), timeout)
        return f"COPY {count}"

    def transaction(self, **options):
        return _Transaction(self)

    def is_in_transaction(self):
        return self._transactions > 0

    def is_closed(self):
        return self._closed

    async def close(self, *, timeout=None):
        self._closed = True
        self._link.close()

    def terminate(self):
        self._closed = True
        self._link.close()


async def connect(dsn=None, *, host=None, port=None, user=None, password=None, database=None, timeout=60, **options):
    link = _database.Link(*_database.place(dsn, host, port, 5432), "postgres")
    try:
        await _client.run_async(link.open(timeout))
    except _database.Refused as error:
        if error.kind == "connect_timeout":
            raise _asyncio.TimeoutError() from None
        if error.kind == "unknown":
            raise _client.gaierror(-2, "Name or service not known") from None
        address = "127.0.0.1" if link.host == "localhost" else link.host
        raise ConnectionRefusedError(111, f"Connect call failed ('{address}', {link.port})") from None
    return Connection(link)


class _Acquiring:
    def __init__(self, pool, timeout):
        self._pool = pool
        self._timeout = timeout
        self._connection = None

    def __await__(self):
        return self._pool._acquire(self._timeout).__await__()

    async def __aenter__(self):
        self._connection = await self._pool._acquire(self._timeout)
        return self._connection

    async def __aexit__(self, *exc):
        connection, self._connection = self._connection, None
        await self._pool.release(connection)


class Pool:
    def __init__(self, dsn, min_size, max_size, options, setup=None, init=None):
        if max_size <= 0:
            raise ValueError("max_size is expected to be greater than zero")
        if min_size > max_size:
            raise ValueError("min_size is greater than max_size")
        self._dsn = dsn
        self._min = min_size
        self._max = max_size
        self._options = options
        self._setup, self._init = setup, init
        self._idle = []
        self._count = 0
        self._waiting = _collections.deque()
        self._ready = self._closed = False
        self._entity = None

    def __await__(self):
        return self._open().__await__()

    async def _open(self):
        if self._closed:
            raise InterfaceError("pool is closed")
        if self._ready:
            return self
        self._ready = True
        self._entity = _network.pool_new("asyncpg pool", self._max)
        if self._min:
            self._idle.append(await self._connect())
            self._idle += await _asyncio.gather(*[self._connect() for _ in range(self._min - 1)])
        return self

    async def _connect(self):
        self._count += 1
        try:
            connection = await connect(self._dsn, **self._options)
            if self._init is not None:
                await self._init(connection)
            return connection
        except BaseException:
            self._count -= 1
            raise

    def _use(self, taken):
        _network.pool_use(self._entity, self._count - len(self._idle), taken)

    def acquire(self, *, timeout=None):
        return _Acquiring(self, timeout)

    async def _acquire(self, timeout=None):
        connection = await self._taken(timeout)
        if self._setup is not None:
            await self._setup(connection)
        return connection

    async def _taken(self, timeout=None):
        if self._closed:
            raise InterfaceError("pool is closed")
        if not self._ready:
            raise InterfaceError("pool is not initialized")
        if timeout is not None:
            return await _asyncio.wait_for(self._taken(), timeout)
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    self._use(True)
                    return connection
                self._count -= 1
            if self._count < self._max:
                connection = await self._connect()
                self._use(True)
                return connection
            waiter = _network.future(self._entity, "pool")
            self._waiting.append(waiter)
            try:
                await waiter
            except BaseException:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
                else:
                    self._wake()
                raise

    def _wake(self):
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    async def release(self, connection, *, timeout=None):
        if connection is None:
            return
        if connection.is_closed():
            self._count -= 1
        else:
            self._idle.append(connection)
        self._use(False)
        self._wake()

    async def fetch(self, query, *args, timeout=None):
        async with self.acquire() as connection:
            return await connection.fetch(query, *args, timeout=timeout)

    async def fetchrow(self, query, *args, timeout=None):
        async with self.acquire() as connection:
            return await connection.fetchrow(query, *args, timeout=timeout)

    async def fetchval(self, query, *args, column=0, timeout=None):
        async with self.acquire() as connection:
            return await connection.fetchval(query, *args, column=column, timeout=timeout)

    async def execute(self, query, *args, timeout=None):
        async with self.acquire() as connection:
            return await connection.execute(query, *args, timeout=timeout)

    async def executemany(self, command, args, *, timeout=None):
        async with self.acquire() as connection:
            return await connection.executemany(command, args, timeout=timeout)

    def get_size(self):
        return self._count

    def get_min_size(self):
        return self._min

    def get_max_size(self):
        return self._max

    def get_idle_size(self):
        return len(self._idle)

    async def close(self):
        self._closed = True
        for connection in self._idle:
            await connection.close()
        self._idle = []

    def terminate(self):
        self._closed = True
        for connection in self._idle:
            connection.terminate()

    async def __aenter__(self):
        return await self._open()

    async def __aexit__(self, *exc):
        await self.close()


def create_pool(dsn=None, *, min_size=10, max_size=10, max_queries=50000, max_inactive_connection_lifetime=300.0,
                setup=None, init=None, loop=None, **options):
    return Pool(dsn, min_size, max_size, options, setup, init)
