"""while with break, continue and else."""
n = 0
while n < 3:
    n += 1
else:
    print("else after the condition failed", n)
while True:
    n += 1
    if n % 2:
        continue
    if n > 7:
        break
else:
    print("never")
print("left by break", n)
while False:
    print("never")
else:
    print("else at once")
