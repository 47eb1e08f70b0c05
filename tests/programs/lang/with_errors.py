"""with on what is no context manager."""
try:
    with 5:
        pass
except TypeError as error:
    print(error)
try:
    with "text" as t:
        pass
except TypeError as error:
    print(error)
