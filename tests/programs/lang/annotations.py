"""Type annotations are parsed and change nothing."""
count: int = 3
name: str
table: dict[str, list[int]] = {"a": [1]}


def scale(value: float, by: "int" = 2, *rest: int, flag: bool = False) -> float | None:
    inner: int = by
    return value * inner


async def fetch(url: str) -> bytes:
    return url.encode()


print(count, table, scale(1.5), scale("ab"))
try:
    print(name)
except NameError as error:
    print(error)
