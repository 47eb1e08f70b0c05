"""Growing strings in loops, and comparing them."""
text = ""
for n in range(5):
    text += str(n) * n
print(text, len(text))
lines = []
for row in range(3):
    lines.append(" ".join(f"{row * col:2}" for col in range(5)))
print("\n".join(lines))
print("=" * 20, "-" * 3 + ">", "a" "b" * 2, sep="\n")
print("apple" < "banana", "a" < "aa", "" < "a", "10" < "9", max("b", "a", "c"), sorted(["b10", "b9", "a"]))
