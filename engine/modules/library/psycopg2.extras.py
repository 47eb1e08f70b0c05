"""psycopg2.extras: cursors whose rows are dicts."""
import psycopg2 as _psycopg2


class RealDictRow(dict):
    def __repr__(self):
        return f"RealDictRow({dict(self)!r})"


class RealDictCursor(_psycopg2.Cursor):
    def _row(self, names, row):
        return RealDictRow(zip(names, row))


class DictCursor(RealDictCursor): pass
