"""sys.exit without a value is status 0, and finally runs."""
import sys

try:
    print("try")
    sys.exit()
finally:
    print("finally")
