"""typing's names do nothing at run time."""
from typing import Any, Awaitable, Callable, Dict, Generic, List, Optional, Protocol, Tuple, TypeVar, Union, cast

T = TypeVar("T")


def first(items: List[T], default: Optional[T] = None) -> Union[T, None]:
    return items[0] if items else default


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: List[T] = []


print(first([1, 2]), first([]), cast(int, "x"), Stack().items)
