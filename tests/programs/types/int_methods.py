"""Conversions and methods of int."""
print(int("42"), int("-7"), int(" 12\n"), int("1_000"), int("ff", 16), int("0x1f", 16), int("101", 2), int("0b11", 0), int("z", 36))
print(int(3.9), int(-3.9), int(True), int(), int(1e15))
print(abs(-5), divmod(17, 5), divmod(-17, 5), pow(2, 10), pow(3, 4, 5), (10).bit_length(), (-1).bit_length())
print(bin(10), oct(8), hex(255), bin(-3), hex(-16))
print(bool(0), bool(2))
for text in ["", "abc", "1.5", "0x", "12 3", "12-", None, [1]]:
    try:
        print(int(text))
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
