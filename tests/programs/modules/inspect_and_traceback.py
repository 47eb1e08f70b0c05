"""inspect, textwrap, traceback and sys, as far as programs use them."""
import inspect, warnings, textwrap, sys, traceback
async def co(a, b=1, *args, c, d=2, **kw) -> int: pass
def f(x: int, y: str = "q", /, z=None): pass
def g(): yield 1
async def ag(): yield 1
class C:
    def m(self, q): pass
    @staticmethod
    def s(): pass
c=co(1,c=2)
print(inspect.iscoroutine(c), inspect.iscoroutinefunction(co), inspect.isawaitable(c), inspect.isasyncgen(ag()), inspect.isasyncgenfunction(ag), inspect.isgenerator(g()), inspect.isgeneratorfunction(g), inspect.isfunction(f), inspect.isclass(C), inspect.ismethod(C().m), inspect.isbuiltin(len), inspect.ismodule(sys))
print(inspect.getcoroutinestate(c)); c.close(); print(inspect.getcoroutinestate(c))
print(inspect.signature(co), inspect.signature(f), inspect.signature(C.m), inspect.signature(C().m), str(inspect.signature(lambda: 0)))
for n,p in inspect.signature(co).parameters.items(): print(n, p.kind, p.default is inspect.Parameter.empty, p.name, p)
print(repr(inspect.signature(f)), inspect.signature(f).return_annotation is inspect.Signature.empty)
x=g(); print(inspect.getgeneratorstate(x)); next(x); print(inspect.getgeneratorstate(x))
print(textwrap.dedent("""
    a
      b
    c
"""))
print(textwrap.indent("a\nb\n","> "))
try:
    1/0
except Exception as e:
    s=traceback.format_exc(); print(s.splitlines()[-1], len(traceback.format_exception(e)), traceback.format_exception_only(e), sys.exc_info()[0], sys.exception() is e)
print(traceback.format_exc(), sys.exc_info())
print(sys.version_info, sys.version_info.major, sys.version_info >= (3,11))
