"""send, throw and close."""


def echo():
    received = None
    try:
        while True:
            try:
                received = yield received
                print("received", received)
            except ValueError as error:
                print("thrown", error)
                received = "recovered"
    finally:
        print("closing")


g = echo()
next(g)
print(g.send(1), g.send("two"))
print(g.throw(ValueError("boo")))
g.close()
try:
    g.send(3)
except StopIteration:
    print("exhausted")
try:
    echo().send(5)
except TypeError as error:
    print(error)
