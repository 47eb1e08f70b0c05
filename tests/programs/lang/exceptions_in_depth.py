# exceptions and tracebacks
import traceback, sys
def f(): raise ValueError("inner")
def g():
    try: f()
    except ValueError as e: raise KeyError("outer") from e
try: g()
except KeyError as e:
    print(repr(e), repr(e.__cause__), e.__context__ is e.__cause__, e.__suppress_context__)
    print(traceback.format_exc().replace(__file__, "FILE"))
try:
    try: 1 / 0
    except ZeroDivisionError: raise TypeError("second")
except TypeError as e:
    print(repr(e.__context__), e.__cause__)
    print("".join(traceback.format_exception(e)).replace(__file__, "FILE"))
try:
    try: 1 / 0
    except ZeroDivisionError: raise TypeError("x") from None
except TypeError as e: print(e.__suppress_context__, repr(e.__context__)); print("".join(traceback.format_exception(e)).replace(__file__, "F").count("ZeroDivision"))
e = ValueError("msg"); e.add_note("note 1"); e.add_note("note 2\nmore")
try: raise e
except ValueError as err: print(err.__notes__, traceback.format_exception_only(err))
class MyErr(Exception):
    def __init__(self, code, msg="m"): super().__init__(code, msg); self.code = code
    def __str__(self): return f"[{self.code}]"
try: raise MyErr(5)
except MyErr as e: print(e, repr(e), e.args, str(e), traceback.format_exception_only(type(e), e))
class E2(MyErr): pass
try: raise E2(1, "z")
except (KeyError, MyErr) as e: print(type(e).__mro__[:2])
try:
    raise ExceptionGroup("eg", [ValueError(1), TypeError(2), ExceptionGroup("in", [KeyError("k"), ValueError(3)])])
except* ValueError as eg: print("V", eg, eg.exceptions, [repr(x) for x in eg.exceptions])
except* (TypeError, KeyError) as eg: print("T", repr(eg))
try:
    try: raise ExceptionGroup("eg", [ValueError(1), OSError("o")])
    except* ValueError: print("handled")
except ExceptionGroup as e: print(repr(e), e.message, e.split(OSError), e.subgroup(lambda x: isinstance(x, OSError)), e.derive([ValueError(9)]))
try:
    raise ExceptionGroup("top", [ValueError("v"), ExceptionGroup("sub", [KeyError("k")])])
except ExceptionGroup as e: print("".join(traceback.format_exception(e)).replace(__file__, "FILE"))
for a in ((1, []), ("m", []), ("m", [1]), ("m", 5), ("m",)):
    try: ExceptionGroup(*a)
    except Exception as e: print(type(e).__name__, e)
try: raise ExceptionGroup("a", [KeyboardInterrupt()])
except TypeError as e: print(e)
print(repr(BaseExceptionGroup("b", [KeyboardInterrupt()])), repr(BaseExceptionGroup("b", [ValueError()])))
for x in (ValueError(), ValueError("a"), ValueError("a", 1), KeyError("k"), KeyError(), OSError(2, "No"), OSError("x"), StopIteration(5), SystemExit(3), UnicodeDecodeError("u", b"x", 0, 1, "r"), ImportError("i", name="n"), AttributeError("a"), NameError("n", name="q"), SyntaxError("s"), OSError(2, "No", "file"), TimeoutError(), NotImplementedError("n"), AssertionError(), RecursionError("r"), KeyError(("a", 1)), FileNotFoundError(2, "nf")):
    print(repr(x), "|", str(x), "|", x.args)
print(OSError(2, "a").errno, type(OSError(2, "a")), type(OSError(13, "p")), OSError(2, "x", "f").filename, isinstance(ConnectionResetError(), OSError), IOError is OSError)
def rec(n): return rec(n + 1)
try: rec(0)
except RecursionError as e: print(e)
try: assert 1 == 2, "math"
except AssertionError as e: print(e, e.args)
try: assert False
except AssertionError as e: print(repr(e))
def ctx():
    try: raise ValueError("a")
    except ValueError:
        try: raise KeyError("b")
        except KeyError as e: return e.__context__
print(repr(ctx()))
try:
    try: raise ValueError(1)
    finally: raise KeyError(2)
except KeyError as e: print(repr(e.__context__))
try: e
except NameError as x: print(x)
print(sys.exc_info(), sys.exception())
try: raise ValueError
except ValueError as e: print(e.args, e.__traceback__ is not None, e.with_traceback(None) is e)
class CM:
    def __init__(s, sup): s.sup = sup
    def __enter__(s): return s
    def __exit__(s, t, v, tb): print("exit", t and t.__name__, v); return s.sup
with CM(True) as c: raise ValueError("sup")
try:
    with CM(False), CM(False): raise ValueError("no")
except ValueError as e: print("out", e)
with (CM(True) as a, CM(True) as b): pass
try: raise
except RuntimeError as e: print(e)
try: raise ValueError("x") from KeyError("y")
except ValueError as e: print(repr(e.__cause__))
def final():
    raise MyErr(7) from ZeroDivisionError("z")
final()
