"""What programs ask of sys."""
import sys

print(sys.version_info[:2], sys.version_info >= (3, 8), sys.maxsize, sys.argv[0].endswith("sys_bits.py"), sys.byteorder)
print("to stderr", file=sys.stderr)
sys.stdout.write("written\n")
print(sys.getrecursionlimit() >= 1000)
