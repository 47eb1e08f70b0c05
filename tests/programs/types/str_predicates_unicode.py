"""isdigit and the others on text beyond ASCII."""
for text in ["½", "é", "É", "٣", "Ⅷ", "²", "日本", "a\u0301", "\u00a0", "ǅ", "１２", "ﬁ"]:
    print(repr(text), text.isdigit(), text.isalpha(), text.isalnum(), text.isspace(), text.isupper(), text.islower(), text.istitle(),
          text.isidentifier(), text.isdecimal(), text.isnumeric(), text.isascii())
