"""Tables, formats and their errors, and text that is wrapped."""
import math
import textwrap
import string

rows = [("apple", 3, 1.5, True), ("Brötchen", 12, 0.333333, False), ("日本", 1000000, 1e10, None), ("", -5, -0.0, True)]
w = max(len(r[0]) for r in rows)
print(f"{'item':<{w}}|{'qty':>10}|{'price':^12}|{'flag'!r:>8}")
print("=" * w + "+" + "=" * 10 + "+" + "=" * 12 + "+" + "=" * 8)
for name, q, p, fl in rows:
    print(f"{name:.<{w}}|{q:>10,}|{p:^+12.4g}|{fl!s:>8}")
print(f"{255:#x} {255:#010b} {255:o} {255:X} {-255:_b} {1234567:_} {1234567.891:,.1f} {0.00012345:.2e} {0.5:.0%} {1.5:.0f} {2.5:.0f}")
print(f"{3.14159:{8}.{3}} {'x':*^9} {'abc':.2} {True:d} {65:c} {1e100:g} {123456789.0:g} {1e-5} {1e16} {123456789012345678.0}")
print(f"{math.inf:>6} {-math.inf:f} {math.nan:.2f} {0.1 + 0.2!r} {1/3:.20f} {2**70} {-7//2} {-7%3} {7.5%-2}")
print("%5.2f|%-8s|%+d|%05d|%x|%r|%%|%c|%e|%10.3s|" % (3.14159, "ab", 5, -42, 255, "q", "z", 12345.678, "abcdef"))
print("%(a)s %(b)03d" % {"a": [1], "b": 7}, "%s" % (1,), "%s %s" % ("a", (1,)), "%*d" % (5, 3))
print("{0} {1!r} {name:>5} {0:>4} {d[key]} {o.real}".format(1, "x", name="n", d={"key": "v"}, o=3))
print("{:>{w}.{p}f} {{}} {}".format(2.0, "z", w=8, p=2))
for bad in ("'{}'.format()", "'{x}'.format(1)", "'%d' % 'a'", "'%s %s' % 1", "'%s' % (1, 2)", "f'{3:s}'", "f'{\"a\":d}'", "f'{1.5:d}'", "'{:y}'.format(3)", "'%q' % 3", "format([], '5')", "'{0} {}'.format(1)", "'{'.format()", "'%(a)s' % 3", "f'{1:,s}'", "f'{\"a\":=5}'", "f'{\"a\":,}'", "f'{1:.2d}'", "'%c' % 'ab'", "'%x' % 1.5"):
    try:
        print(bad, {"'{}'.format()": lambda: '{}'.format(), "'{x}'.format(1)": lambda: '{x}'.format(1), "'%d' % 'a'": lambda: '%d' % 'a', "'%s %s' % 1": lambda: '%s %s' % 1, "'%s' % (1, 2)": lambda: '%s' % (1, 2), "f'{3:s}'": lambda: f'{3:s}', "f'{\"a\":d}'": lambda: f'{"a":d}', "f'{1.5:d}'": lambda: f'{1.5:d}', "'{:y}'.format(3)": lambda: '{:y}'.format(3), "'%q' % 3": lambda: '%q' % 3, "format([], '5')": lambda: format([], '5'), "'{0} {}'.format(1)": lambda: '{0} {}'.format(1), "'{'.format()": lambda: '{'.format(), "'%(a)s' % 3": lambda: '%(a)s' % 3, "f'{1:,s}'": lambda: f'{1:,s}', "f'{\"a\":=5}'": lambda: f'{"a":=5}', "f'{\"a\":,}'": lambda: f'{"a":,}', "f'{1:.2d}'": lambda: f'{1:.2d}', "'%c' % 'ab'": lambda: '%c' % 'ab', "'%x' % 1.5": lambda: '%x' % 1.5}[bad]())
    except Exception as e:
        print("   ", type(e).__name__, e)
x, y = 3, "s"
print(f"{x=} {y = } {x + 1=:>5} {y=!s} {x!r:^5}| {x:{'>'}{4}}", f"{'nested ' + f'{x}'}", f'{{{x}}}')
text = "The quick brown fox jumped over the lazy dog. " * 3
print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.shorten(text, 30), textwrap.wrap("a bb ccc dddd eeeeeeeee", 5), textwrap.indent("a\n\nb", "> "), textwrap.dedent("""\
    x
      y
    z"""), sep="\n")
print(string.Template("$who likes ${what} $$5").substitute(who="Tim", what="tea"), string.capwords("hello wORLD"), string.punctuation)
print("abc".center(10, "*"), "x".rjust(3) + "|", "42".zfill(5), "-42".zfill(5), "a,b,,c".split(","), " a  b ".split(), "a-b-c".rsplit("-", 1), "a\nb\r\nc".splitlines(True), "key=val=x".partition("="), "abc".rpartition("x"))
print("Straße".casefold(), "ǆ".title(), "İ".lower().__len__(), "ß".upper(), "hello world".title(), "they're".title(), "aBc".swapcase(), "\u0301e".isprintable(), "²".isdigit(), "½".isnumeric(), "५".isdecimal(), int("५"), "a1_".isidentifier())
print("banana".translate(str.maketrans("an", "AN", "b")), "x".join(map(str, range(4))), "abcabc".replace("b", "-", 1), "aXbX".removesuffix("X"), "tabs\tx".expandtabs(4), "%r" % "it's \"q\" \x00\u200b\xa0é😀", ascii("é😀"))
