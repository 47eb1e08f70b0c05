"""Case and stripping."""
s = "  Hello, World  "
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()), s.upper(), s.lower(), s.swapcase())
print("hello world".title(), "hELLO".capitalize(), "xxabcxx".strip("x"), "abcabc".lstrip("ab"), "mississippi".rstrip("ip"))
print("abc".center(9, "*"), "abc".ljust(6, "."), "abc".rjust(6) + "|", "42".zfill(5), "-42".zfill(5), "+1".zfill(4))
print("TestCase".removeprefix("Test"), "file.py".removesuffix(".py"), "x".removeprefix("y"))
print("STRASSE".casefold(), "they're bill's".title(), "\t\n a \n".strip() + "|")
