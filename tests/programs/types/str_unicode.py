"""Strings are made of code points."""
s = "naïve café ☕ 日本 😀"
print(len(s), s.upper(), s[::-1], s[2], s[-1], s.find("☕"))
print([ord(c) for c in "aé☕😀"], chr(97), chr(233), chr(9749), chr(128512))
print(s.split(), "é" < "z", "z" < "é", sorted("zéa"), "日本".center(6, "*"))
print(repr("é\x00\x7f\x80\u200b\ud7ff"), ascii("é☕😀\n"), "ß".upper(), "İ".lower() == "i̇")
try:
    chr(-1)
except ValueError as error:
    print(error)
try:
    ord("ab")
except TypeError as error:
    print(error)
