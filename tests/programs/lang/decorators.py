"""Decorators wrap functions, the lowest first."""


def loud(function):
    print("decorating", function.__name__)

    def wrapper(*args):
        print("before")
        result = function(*args)
        print("after")
        return result

    return wrapper


def times(n):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(n)]

        return wrapper

    return decorate


@loud
@times(3)
def greet(name):
    return f"hello {name}"


print(greet("you"))
