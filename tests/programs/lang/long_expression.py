"""Deeply nested expressions."""
print(((((((((((1 + 2) * 3) - 4) // 2) ** 2) % 7) + 8) << 1) | 1) ^ 6))
print([[[[[[["deep"]]]]]]][0][0][0][0][0][0])
print(sum([n for n in [m * 2 for m in [k + 1 for k in range(4)]]]))
print(max(min(max(1, 2), 3), min(4, 5)))
print("".join([c for c in "".join(["a", "b"] + ["c"] * 2)]).upper().lower().title())
