"""Splitting and joining."""
print("a b  c".split(), "a b  c".split(" "), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), "".split(), "".split(","))
print("one\ntwo\r\nthree".splitlines(), "a\n\nb\n".splitlines(), "a\nb\n".splitlines(True), " x ".split(), "a1b2c".split("b2"))
print("key=value=x".partition("="), "none".partition("="), "a.b.c".rpartition("."), "none".rpartition("."))
print("-".join(["a", "b", "c"]), ", ".join("xyz"), "".join([]), "+".join(("1",)))
for action in [lambda: "-".join([1]), lambda: "-".join(["a", 2]), lambda: "a".split(""), lambda: "-".join(5), lambda: "a".partition("")]:
    try:
        action()
    except (ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
