"""Kinds of string literals and escapes."""
print("tab\there", 'single "double"', "it's")
print("a\\b", r"raw \n", "bell" if "\x07" else "", "\x41\u00e9\u2022\U0001f600")
print("""three
lines
here""")
print("joined " "by " 'the ' """parser""")
print("back\
slash")
print(len("\n"), len(r"\n"), repr("\n\t\\'"), repr("'\""), repr('"'))
print("\101\60", "\0" == chr(0))
