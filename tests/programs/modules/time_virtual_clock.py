"""The clock starts at zero and moves only by waiting."""
import time

print(time.monotonic(), time.perf_counter(), time.time())
time.sleep(1.5)
print(time.monotonic(), time.perf_counter(), time.time())
time.sleep(0)
time.sleep(0.25)
print(time.monotonic(), time.monotonic() == time.perf_counter(), time.time() - 1704067200)
for _ in range(1000):
    pass
print(time.monotonic())
