"""Which handler takes an exception: classes, tuples, bases, all."""


def which(error):
    try:
        raise error
    except (KeyError, IndexError) as caught:
        return f"tuple {caught!r}"
    except ArithmeticError:
        return "arithmetic"
    except OSError:
        return "os"
    except Exception as caught:
        return f"exception {type(caught).__name__}"
    except:
        return "bare"


for error in [KeyError("a"), IndexError("b"), ZeroDivisionError("c"), OverflowError(), FileNotFoundError("f"),
              ValueError("v"), StopIteration(), KeyboardInterrupt(), SystemExit(2), LookupError, TimeoutError("t")]:
    print(which(error))
