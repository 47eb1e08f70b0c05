"""sys.float_info: what floats can hold."""
import sys

print(sys.float_info)
print(sys.float_info.max, sys.float_info.min, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.mant_dig)
print(len(sys.float_info), sys.float_info[0] == sys.float_info.max, isinstance(sys.float_info, tuple))
print(sys.float_info.max * 2, 1.0 + sys.float_info.epsilon > 1.0, 1.0 + sys.float_info.epsilon / 2 == 1.0)
lowest = float("inf")
for value in (3.5, 1e300, 2.25):
    lowest = min(lowest, value, sys.float_info.max)
print(lowest)
