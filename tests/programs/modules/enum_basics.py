"""enum."""
from enum import Enum, IntEnum, auto


class Color(Enum):
    RED = 1
    GREEN = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 5


print(Color.RED, repr(Color.GREEN), Color.GREEN.value, Color.RED.name, Color(1), Color["RED"], list(Color), Color.RED is Color(1), Color.RED == 1)
print(Level.HIGH > Level.LOW, Level.LOW + 1, sorted([Level.HIGH, Level.LOW]), f"{Color.RED}", Level.LOW == 1)
try:
    Color(9)
except ValueError as error:
    print(error)
