"""The clocks in nanoseconds."""
import time

print(time.monotonic_ns(), time.perf_counter_ns(), time.time_ns())
time.sleep(0.000000001)
print(time.monotonic_ns())
time.sleep(0.1)
time.sleep(0.2)
print(time.monotonic_ns(), time.monotonic())
time.sleep(1e-10)
print(time.monotonic_ns())
