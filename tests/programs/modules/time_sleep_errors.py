"""What time.sleep refuses."""
import time

for value in [-1, -0.5, "1", None, [1], float("nan")]:
    try:
        time.sleep(value)
    except (ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
print(time.monotonic(), time.sleep(True), time.monotonic())
