"""repr chooses quotes and escapes."""
for text in ["plain", "it's", 'say "hi"', "both ' and \"", "back\\slash", "tab\t", "nl\n", "cr\r", "\x00\x1f", "\x7f", "é", "\u2028", "😀", ""]:
    print(repr(text))
print([repr("a")], str(["a", "it's"]), {"k": "v'"})
