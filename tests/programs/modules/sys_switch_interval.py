"""The switch interval: read and set, in whole microseconds."""
import sys

print(sys.getswitchinterval())
sys.setswitchinterval(0.001)
print(sys.getswitchinterval())
sys.setswitchinterval(0.0123456)
print(sys.getswitchinterval())
print(sys.setswitchinterval(1))
print(sys.getswitchinterval())
for wrong in (0, -1, "5", None):
    try:
        sys.setswitchinterval(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(sys.getswitchinterval())
