"""A missing argument at the top."""


def greet(name, greeting):
    return f"{greeting} {name}"


print(greet("you", "hello"))
print(greet("you"))
