"""psycopg2.pool."""
import functools as _functools

import psycopg2 as _psycopg2


class PoolError(_psycopg2.Error): pass


class AbstractConnectionPool:
    def __init__(self, minconn, maxconn, *args, **kwargs):
        self._connect = _functools.partial(_psycopg2.connect, *args, **kwargs)
        self.minconn, self.maxconn = map(int, (minconn, maxconn))
        self.closed, self._used = False, []
        self._idle = [self._connect() for _ in range(self.minconn)]

    def getconn(self, key=None):
        if self.closed:
            raise PoolError("connection pool is closed")
        if not self._idle:
            if len(self._used) >= self.maxconn:
                raise PoolError("connection pool exhausted")
            self._used.append(None)  # the place is taken while the connection is made
            try:
                connection = self._connect()
            finally:
                self._used.remove(None)
        else:
            connection = self._idle.pop()
        self._used.append(connection)
        return connection

    def putconn(self, conn, key=None, close=False):
        if conn not in self._used:
            raise PoolError("trying to put unkeyed connection")
        self._used.remove(conn)
        if close or conn.closed or len(self._idle) >= self.minconn:
            conn.close()
        else:
            conn.rollback()
            self._idle.append(conn)

    def closeall(self):
        if self.closed:
            raise PoolError("connection pool is closed")
        for connection in self._idle + self._used:
            connection.close()
        self.closed = True


class SimpleConnectionPool(AbstractConnectionPool): pass
class ThreadedConnectionPool(AbstractConnectionPool): pass
