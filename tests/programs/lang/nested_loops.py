"""break and continue belong to the innermost loop."""
for i in range(4):
    if i == 1:
        continue
    for j in range(4):
        if j == 2:
            break
        print(i, j)
    else:
        print("never")
    if i == 2:
        break
