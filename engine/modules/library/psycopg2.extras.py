"""psycopg2.extras: cursors whose rows are dicts."""
import psycopg2 as _psycopg2


class RealDictRow(dict):
    def __repr__(self):
        return f"RealDictRow({dict(self)!r})"


class RealDictCursor(_psycopg2.Cursor):
    def _row(self, names, row):
        return RealDictRow(zip(names, row))


class DictCursor(RealDictCursor): pass


def _pages(argslist, size):
    argslist = list(argslist)
    return [argslist[at:at + size] for at in range(0, len(argslist), size)]


def execute_batch(cur, sql, argslist, page_size=100):
    """A page is one round trip; its answer is that of the statement."""
    for page in _pages(argslist, page_size):
        cur.execute(sql, page[0])


def execute_values(cur, sql, argslist, template=None, page_size=100, fetch=False):
    found = []
    for page in _pages(argslist, page_size):
        cur.execute(sql, page[0])
        if fetch:
            found.extend(cur.fetchall())
    return found if fetch else None
