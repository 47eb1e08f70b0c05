"""isdigit and the others."""
for text in ["", "abc", "ABC", "Abc", "123", "a1", " ", "a b", "Hello World", "_x", "1x", "\t\n", "A1", "aB"]:
    print(repr(text), text.isdigit(), text.isalpha(), text.isalnum(), text.isspace(), text.isupper(), text.islower(), text.istitle(),
          text.isidentifier(), text.isdecimal(), text.isnumeric(), text.isascii())
