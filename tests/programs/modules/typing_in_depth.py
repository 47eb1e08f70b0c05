"""typing, collections.abc and types: reprs, generics, protocols, abstract base classes."""
from typing import (List, Optional, Union, Callable, Dict, Any, NoReturn, Literal, ClassVar, Final, Annotated, Tuple, Type, TypeVar, ParamSpec, Awaitable, Coroutine, AsyncIterator, Generator, Self, Never, Concatenate, Generic, Protocol, Iterable, NewType, get_type_hints, get_origin, get_args, NamedTuple, TypedDict, overload, Deque, DefaultDict, Counter, Set, FrozenSet, ContextManager, AsyncContextManager, Text, AnyStr, Hashable, Sized, SupportsInt, runtime_checkable)
import typing, collections.abc, types
T=TypeVar("T"); P=ParamSpec("P"); Co=TypeVar("Co",covariant=True)
print(List[None], Optional[int], Union[int,str,None], Union[int,int], Callable[[int],str], Callable[...,int], Callable, Dict[str,List[T]], Any, NoReturn, Literal[1,'a',None], ClassVar[int], Final[int], Annotated[int,'x'], Tuple[int,...], Tuple[()], Type[int], T, P, Co, P.args, Awaitable[None], Coroutine[Any,Any,int], AsyncIterator[int], Generator[int,None,str], List["Foo"], Self, Never, Concatenate[int,P])
class S(Generic[T]): pass
print(S[int], S, Generic[T], Protocol[T], S[int]().__class__, S[int].__origin__, S[int].__args__, Dict[str,T][int], List, Iterable, collections.abc.Iterable[int])
print(S.__mro__, S.__orig_bases__, S.__parameters__)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: Optional[int,str]); t(lambda: Dict[int]); t(lambda: S[int,str]); t(lambda: Any()); t(lambda: List()); t(lambda: Union()); t(lambda: isinstance(1,List[int]))
class Pr(Protocol):
    def f(self): ...
t(lambda: Pr()); t(lambda: isinstance(1,Pr))
U=NewType("U",int)
print(U, U(3), isinstance(1,Union[int,str]), isinstance([],List), get_type_hints(S), get_origin(List[int]), get_args(Callable[[int],str]), get_args(Optional[int]))
class N(NamedTuple):
    x:int
    y:int=3
    def s(self): return self.x+self.y
print(N(1), N(1).s(), N._fields, N.__annotations__, N.__mro__)
class TD(TypedDict, total=False):
    a:int
print(TD(a=1), TD.__annotations__, TD, type(TD(a=1)))
def f(a:int,b:"str"=None)->List[int]: pass
print(get_type_hints(f), f.__annotations__)
print(type(T), Optional[Optional[int]], Optional[None], Union[None])
print(List[int]==List[int], hash(List[int])==hash(List[int]), List[int]|None, int|List[int], Optional["X"])
print(collections.abc.Awaitable, type(collections.abc.Awaitable), types.SimpleNamespace, types.FunctionType, types.CoroutineType, types.GeneratorType, types.MappingProxyType({'a':1}), types.NoneType, types.TracebackType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)
print(Type, Deque[int], DefaultDict[str,int], Counter[str], Set[int], FrozenSet[int], ContextManager[int], AsyncContextManager[int], Text, AnyStr, Hashable, Sized, SupportsInt)
@runtime_checkable
class HasF(Protocol):
    def f(self): ...
class X:
    def f(self): pass
print(isinstance(X(), HasF), isinstance(3, HasF), issubclass(X, HasF))
class Y(Pr):
    def f(self): return 2
print(Y().f())
class Stack(Generic[T]):
    def __init__(self, *items): self.items=list(items)
    def push(self, x: T) -> None: self.items.append(x)
s=Stack[int](1,2); s.push(3); print(s.items, Stack("a").items)
class Pair(Stack[T], Generic[T]): pass
print(Pair[str], Pair.__mro__, Pair(1).items)
from collections.abc import Awaitable as A, Callable as C, Iterable as I, Mapping as M, Sequence as Sq, AsyncIterator as AI, Hashable as H, Iterator, Sized, Coroutine as Co2, MutableMapping
async def co(): pass
c=co()
print(isinstance(c,A), isinstance(c,Co2), isinstance(co,C), isinstance([],I), isinstance({},M), isinstance([],Sq), isinstance("",Sq), isinstance((),H), isinstance([],H), isinstance(iter([]),Iterator), isinstance(3,Sized), issubclass(dict,MutableMapping))
c.close()
import asyncio
async def m():
    f=asyncio.get_running_loop().create_future()
    async def ag(): yield 1
    print(isinstance(f,A), isinstance(asyncio.sleep(0) if False else f, A), isinstance(ag(), AI))
asyncio.run(m())
class It(Iterator):
    def __init__(self): self.n=0
    def __next__(self):
        self.n+=1
        if self.n>3: raise StopIteration
        return self.n
print(list(It()))
class Bad(Iterator): pass
t(lambda: Bad())
class D(MutableMapping):
    def __init__(self): self.d={}
    def __getitem__(self,k): return self.d[k]
    def __setitem__(self,k,v): self.d[k]=v
    def __delitem__(self,k): del self.d[k]
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(self.d)
d=D(); d["a"]=1; d.update(b=2); print(d.get("a"), d.get("z",9), "a" in d, sorted(d.items()), d.pop("a"), len(d), dict(d), d.setdefault("q",5), list(d.keys()), d=={"b":2,"q":5})
