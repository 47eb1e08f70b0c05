"""The last line shows the repr of the key."""
table = {"a": 1}
print(table["a"])
print(table["b"])
