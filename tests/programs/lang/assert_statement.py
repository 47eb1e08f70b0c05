"""assert with and without a message."""
assert True
assert 1 + 1 == 2, "arithmetic"
try:
    assert 1 > 2
except AssertionError as error:
    print("plain", repr(error))
try:
    assert [], f"empty {1 + 1}"
except AssertionError as error:
    print("message", error)
