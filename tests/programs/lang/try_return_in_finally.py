"""return, break and continue through finally."""


def overridden():
    try:
        return "try"
    finally:
        return "finally"


def kept():
    value = "first"
    try:
        return value
    finally:
        value = "changed"
        print("finally runs")


def swallowed():
    try:
        raise ValueError("lost")
    finally:
        return "no exception"


def loop():
    for n in range(4):
        try:
            if n == 1:
                continue
            if n == 3:
                break
            print("body", n)
        finally:
            print("finally", n)
    return "done"


print(overridden())
print(kept())
print(swallowed())
print(loop())
