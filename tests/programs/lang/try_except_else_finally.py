"""The order of try, except, else and finally."""


def run(action):
    try:
        print("try")
        action()
    except ValueError as error:
        print("except", error)
    else:
        print("else")
    finally:
        print("finally")


def fail():
    raise ValueError("bad")


def other():
    raise KeyError("key")


run(lambda: None)
run(fail)
try:
    run(other)
except KeyError as error:
    print("outside", error)
