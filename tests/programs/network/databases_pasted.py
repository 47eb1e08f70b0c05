"""Programs as they are pasted: asyncpg, psycopg2, aiosqlite, redis; answers that depend on arguments."""
__scenario__ = {"network": {
  "db": {"latency": "2ms", "answers": {
    "SELECT * FROM users WHERE name = $1": [{"id": 1, "name": "Bob"}],
    "SELECT generate_series(0, 100)": [0, 1, 2],
    "SELECT 2 ^ $1": 1024.0,
    "SELECT id, name FROM users": [{"id": 1, "name": "ann"}, {"id": 2, "name": "bob"}],
    "SELECT * FROM users WHERE id = %s": [["{1}", "user {1}"]],
    "SELECT age FROM people WHERE name = $1 AND city = $2": {"for": {"ann, Ulm": 30, "bob, Bonn": 40}, "otherwise": []},
    "SELECT city FROM people WHERE name = %(name)s": {"for": {"ann": [["Ulm"]]}, "otherwise": [["city of {name}"]]},
  }},
  "test.db": {"answers": {"SELECT * FROM t": [{"a": 1}, {"a": 2}], "SELECT count(*) FROM t": 2}},
  "cache": {"latency": "1ms"},
}}
import asyncio, asyncpg, psycopg2, psycopg2.extras, psycopg2.pool, aiosqlite, datetime
import redis, redis.asyncio as aioredis
async def pg():
    conn = await asyncpg.connect(user="user", password="password", database="database", host="db")
    await conn.execute('''CREATE TABLE users(id serial PRIMARY KEY, name text, dob date)''')
    print(await conn.execute('INSERT INTO users(name, dob) VALUES($1, $2)', 'Bob', datetime.date(1984, 3, 1)))
    row = await conn.fetchrow('SELECT * FROM users WHERE name = $1', 'Bob')
    print(row, dict(row), row["id"], tuple(row))
    async with conn.transaction():
        async for record in conn.cursor('SELECT generate_series(0, 100)'):
            print(record)
        cur = await conn.cursor('SELECT id, name FROM users')
        print(await cur.fetch(1), await cur.fetchrow(), await cur.fetchrow())
    stmt = await conn.prepare('SELECT 2 ^ $1')
    print(await stmt.fetchval(10), await stmt.fetch(10))
    tr = conn.transaction()
    await tr.start()
    try:
        print(conn.is_in_transaction())
        await conn.execute("INSERT INTO mytable VALUES(1, 2, 3)")
    except Exception:
        await tr.rollback()
        raise
    else:
        await tr.commit()
    print(conn.is_in_transaction())
    print(await conn.copy_records_to_table("users", records=[(1, "a")]))
    for args in (("ann", "Ulm"), ("bob", "Bonn"), ("eve", "Köln")):
        print(await conn.fetchval("SELECT age FROM people WHERE name = $1 AND city = $2", *args))
    await conn.close()
    print(conn.is_closed())
    async with asyncpg.create_pool("postgres://u:p@db/x", min_size=2, max_size=5, command_timeout=60) as pool:
        async def work(i):
            async with pool.acquire() as con:
                async with con.transaction():
                    return await con.fetchval('SELECT 2 ^ $1', i)
        print(await asyncio.gather(*(work(i) for i in range(8))))
        print(pool.get_size(), await pool.fetch("SELECT id, name FROM users"))
    try:
        await conn.fetch("SELECT 1")
    except asyncpg.InterfaceError as e: print(e)
def pg2():
    conn = psycopg2.connect("dbname=test user=postgres host=db")
    cur = conn.cursor()
    cur.execute("CREATE TABLE test (id serial PRIMARY KEY, num integer, data varchar);")
    cur.execute("INSERT INTO test (num, data) VALUES (%s, %s)", (100, "abc'def"))
    cur.execute("SELECT * FROM users WHERE id = %s", (7,))
    print(cur.fetchone(), cur.rowcount, cur.description[0][0] if cur.description else None)
    for name in ("ann", "bob"):
        cur.execute("SELECT city FROM people WHERE name = %(name)s", {"name": name})
        print(cur.fetchone())
    conn.commit(); cur.close(); conn.close()
    with psycopg2.connect(host="db", dbname="x") as conn:
        with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cur:
            cur.execute("SELECT id, name FROM users")
            print(cur.fetchall())
            for row in cur: print(row)
        with conn.cursor() as cur:
            psycopg2.extras.execute_values(cur, "INSERT INTO test (a, b) VALUES %s", [(1, 2), (3, 4)])
            psycopg2.extras.execute_batch(cur, "INSERT INTO test (a, b) VALUES (%s, %s)", [(1, 2), (3, 4)])
            print(cur.mogrify("SELECT %s, %s", (1, "a")))
    pool = psycopg2.pool.ThreadedConnectionPool(1, 3, host="db")
    c = pool.getconn()
    pool.putconn(c)
    pool.closeall()
async def lite():
    async with aiosqlite.connect("test.db") as db:
        await db.execute("CREATE TABLE IF NOT EXISTS t (a)")
        await db.execute("INSERT INTO t VALUES (?)", (1,))
        await db.executemany("INSERT INTO t VALUES (?)", [(1,), (2,)])
        await db.commit()
        async with db.execute("SELECT * FROM t") as cursor:
            async for row in cursor:
                print(row)
        db.row_factory = aiosqlite.Row
        cursor = await db.execute("SELECT * FROM t")
        row = await cursor.fetchone()
        print(row["a"], dict(row), tuple(row))
        rows = await cursor.fetchall()
        print(len(rows)); await cursor.close()
        async with db.execute("SELECT count(*) FROM t") as c: print((await c.fetchone())[0])
        print(db.total_changes, db.in_transaction)
    db = await aiosqlite.connect("test.db"); await db.close()
async def red():
    r = aioredis.from_url("redis://cache", decode_responses=True)
    print(await r.ping(), await r.set("k", "v", ex=10), await r.get("k"), await r.ttl("k"), await r.exists("k"), await r.delete("k"))
    print(await r.incr("n"), await r.incrby("n", 5), await r.hset("h", mapping={"a": 1}), await r.hgetall("h"), await r.lpush("l", 1, 2), await r.lrange("l", 0, -1), await r.rpop("l"))
    async with r.pipeline(transaction=True) as pipe:
        print(await (pipe.set("a", 1).get("a").execute()))
    print(await r.sadd("s", 1, 2), sorted(await r.smembers("s")), await r.zadd("z", {"x": 1, "y": 2}), await r.zrange("z", 0, -1, withscores=True))
    print(await r.setnx("lock", 1), await r.set("lock", 1, nx=True), await r.expire("lock", 5), await r.keys("*"))
    async with r.lock("mylock", timeout=5): print("locked")
    pubsub = r.pubsub()
    async with pubsub as p:
        await p.subscribe("ch")
        await r.publish("ch", "hello")
        async for m in p.listen():
            print(m)
            if m["type"] == "message": break
    print(await r.blpop("l", timeout=1))
    await r.close()
    s = redis.Redis(host="cache", port=6379, db=0)
    print(s.set("foo", "bar"), s.get("foo"))
for f in (pg, lite, red):
    asyncio.run(f())
pg2()
