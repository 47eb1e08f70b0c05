#!/usr/bin/env python3
"""Prints a program of random expressions on the builtin types, the same for the same seed.

    generate_values.py --seed N [--level 1|2]

Each expression is shown as its repr, or as the type and message of what it
raises. Level 1 keeps ints within 64 bits and uses str, int, float, bool, None,
list, tuple and dict; level 2 adds big ints, sets and bytes. Nothing here
depends on addresses, on the order of a set or on how much memory there is.
"""

import argparse
import random

EXPRESSIONS = 60

PRELUDE = '''\
NAN = float("nan")  # one object: containers compare what is in them by identity first


def show(number, action):
    try:
        print(number, repr(action()))
    except Exception as error:
        print(number, type(error).__name__ + ":", error)


'''

INTS = ["0", "1", "2", "3", "-1", "-2", "7", "10", "-13", "42", "100", "255", "-1000", "65536", "999999", "True", "False"]
BIG_INTS = ["(2**63)", "(-(2**63))", "(2**64 - 1)", "(10**20)", "(-(10**25))", "(2**100 + 1)", "123456789012345678901234567890"]
FLOATS = ["0.0", "-0.0", "1.0", "0.1", "0.5", "-1.5", "2.5", "3.14159", "1e16", "1e-5", "123456.789", "1e22", "1e100", "-7.25", "0.30000000000000004",
          "float('inf')", "float('-inf')", "NAN", "5e-324", "1.7976931348623157e308"]
STRS = ['""', '"a"', '"abc"', '"Hello, World"', '"  pad "', '"12"', '"-3.5"', '"a,b,,c"', '"xxx"', '"it\'s"', '"tab\\tnl\\n"', '"\\x00\\xe9"', '"naïve"', '"日本"', '"😀 b"',
        '"ABC def"', '"aaa"', '"0x1f"', '"{} {}"', '"%s-%d"', '"a b c"', '"\\\\"', "'\"'"]
SETS = ["set()", "{1}", "{1, 2, 3}", "{2, 3}", "frozenset([1])", "{'a'}", "frozenset()"]
BYTES = ['b""', 'b"abc"', 'b"\\x00\\xff"', 'b"a,b"', 'b"Hello"']
INDEXES = ["0", "1", "-1", "2", "-2", "5", "-9", "None"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "is"]
STR_METHODS = [("upper", 0), ("lower", 0), ("title", 0), ("capitalize", 0), ("swapcase", 0), ("casefold", 0), ("strip", -1), ("lstrip", -1), ("rstrip", -1), ("split", -2),
               ("rsplit", -2), ("splitlines", 0), ("partition", 1), ("rpartition", 1), ("replace", 2), ("find", 1), ("rfind", 1), ("index", 1), ("rindex", 1), ("count", 1),
               ("startswith", 1), ("endswith", 1), ("join", "list"), ("center", "width"), ("ljust", "width"), ("rjust", "width"), ("zfill", "width1"), ("isdigit", 0),
               ("isalpha", 0), ("isalnum", 0), ("isspace", 0), ("isupper", 0), ("islower", 0), ("istitle", 0), ("isidentifier", 0), ("isascii", 0), ("isprintable", 0),
               ("removeprefix", 1), ("removesuffix", 1), ("expandtabs", 0), ("format", "any")]
LIST_METHODS = ["append(%s)", "extend(%s)", "insert(1, %s)", "remove(%s)", "index(%s)", "count(%s)"]
BUILTINS = ["len", "str", "repr", "int", "float", "bool", "list", "tuple", "dict", "abs", "sum", "min", "max", "sorted", "round", "ord", "chr", "bin", "hex", "oct", "any", "all",
            "ascii", "enumerate_list", "reversed_list", "zip_list", "hash_equal", "divmod", "pow", "round2", "int2", "type_name", "callable", "isinstance"]
FILLS, ALIGNS, SIGNS = ["", "*", "0", "é"], ["<", ">", "^", "="], ["", "+", "-", " "]
WIDTHS, PRECISIONS, COMMAS = ["", "", "1", "5", "12", "08"], ["", "", ".0", ".1", ".3", ".10"], ["", "", "", ",", "_"]
KINDS = ["", "", "d", "f", "e", "g", "s", "x", "b", "o", "X", "%", "c", "n", "E", "G", "r", "F", "#x"]


class Writer:
    def __init__(self, seed, level):
        self.random = random.Random(seed)
        self.level = level

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    # -- values

    def number(self):
        return self.pick(INTS + FLOATS + (BIG_INTS if self.level >= 2 else []))

    def scalar(self):
        return self.pick([self.number, self.number, lambda: self.pick(STRS), lambda: self.pick(["None", "True", "False"])])()

    def items(self, most=4):
        return [self.scalar() for _ in range(self.random.randint(0, most))]

    def alike(self):
        """Items that can be compared with each other, mostly."""
        pool = self.pick([INTS, FLOATS, STRS, INTS + FLOATS])
        return [self.pick(pool) for _ in range(self.random.randint(0, 5))]

    def a_list(self):
        return "[%s]" % ", ".join(self.pick([self.items, self.alike])())

    def a_tuple(self):
        items = self.pick([self.items, self.alike])()
        return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")

    def a_dict(self):
        return "{%s}" % ", ".join("%s: %s" % (self.scalar(), self.scalar()) for _ in range(self.random.randint(0, 3)))

    def container(self):
        kinds = [self.a_list, self.a_tuple, self.a_dict, lambda: self.pick(STRS), lambda: "range(%s)" % self.pick(["0", "5", "1, 4", "9, 0, -3"])]
        if self.level >= 2:
            kinds += [lambda: self.pick(SETS), lambda: self.pick(BYTES)]
        return self.pick(kinds)()

    def value(self):
        return self.pick([self.scalar, self.scalar, self.container])()

    # -- expressions

    def binary(self):
        operator = self.pick(OPERATORS)
        left, right = self.value(), self.value()
        if operator == "is":  # of objects that are the same or not for a reason
            right = self.pick(["None", "True", "False"])
            left = self.pick(["None", "True", "False", "[]", "{}"])
        if operator in ("<<", ">>"):
            right = self.pick(["0", "1", "3", "-1", "'a'", "1.5"])
        if operator == "*":  # small repetitions only
            left, right = self.pick([(left, self.pick(["0", "1", "2", "-1", "0.5", "None"])), (self.number(), self.number())])
        return "%s %s %s" % (left, operator, right)

    def power(self):
        base = self.pick(["0", "1", "2", "-2", "3", "10", "0.5", "-1.5", "2.0", "0.0", "True", "'a'"])
        exponent = self.pick(["0", "1", "2", "3", "-1", "-2", "0.5", "2.0", "[]"] + (["40", "100"] if self.level >= 2 else []))
        if exponent == "0.5":  # the root of a negative number is complex
            base = base.lstrip("-")
        return "(%s) ** %s" % (base, exponent)

    def unary(self):
        return self.pick(["-", "+", "~", "not "]) + "(%s)" % self.value()

    def nested(self):
        return "(%s) %s (%s)" % (self.binary(), self.pick(["==", "!=", "and", "or", "+", "<"]), self.value())

    def subscript(self):
        if self.chance(0.5):
            return "%s[%s]" % (self.container(), self.pick(INDEXES + ["'a'", "1.0"]))
        parts = [self.pick(INDEXES + ["", ""]) for _ in range(self.random.choice([2, 2, 3]))]
        return "%s[%s]" % (self.container(), ":".join(parts))

    def str_method(self):
        name, arity = self.pick(STR_METHODS)
        text = self.pick(STRS)
        if arity == "list":
            arguments = self.pick(["[%s]" % ", ".join(self.pick(STRS) for _ in range(3)), self.a_list(), self.pick(STRS)])
        elif arity == "width":
            arguments = ", ".join([self.pick(["0", "5", "8"])] + self.pick([[], ['"*"'], ['"ab"'], ["1"]]))
        elif arity == "width1":
            arguments = self.pick(["0", "3", "8", "'a'"])
        elif arity == "any":
            arguments = ", ".join(self.items(3))
        elif arity == -2:
            arguments = ", ".join(self.pick([[], [self.pick(['","', '" "', '""', '"a"', "None"])], [self.pick(['","', "None"]), self.pick(["0", "1", "-1"])]]))
        elif arity == -1:
            arguments = self.pick(["", '"a"', '" H"', "None", "5"])
        else:
            count = arity if self.chance(0.95) else arity + 1
            arguments = ", ".join(self.pick(STRS + ['"a"', '","', '"l"']) if self.chance(0.95) else "5" for _ in range(count))
        return "%s.%s(%s)" % (text, name, arguments)

    def list_method(self):
        call = self.pick(LIST_METHODS) % self.value() if self.chance(0.6) else self.pick(["pop()", "pop(0)", "pop(9)", "reverse()", "sort()", "sort(reverse=True)", "copy()", "clear()"])
        return "(lambda a: (a.%s, a))(%s)" % (call, self.a_list())

    def dict_method(self):
        key = self.scalar()
        calls = ["get(%s)", "get(%s, 0)", "pop(%s)", "pop(%s, None)", "setdefault(%s, 1)"]
        call = self.pick(calls) % key if self.chance(0.6) else self.pick(["keys()", "values()", "items()", "popitem()", "copy()", "update({'k': 1})", "update(k=1)", "clear()"])
        return "(lambda d: (d.%s, d))(%s)" % (call, self.a_dict())

    def builtin(self):
        name = self.pick(BUILTINS)
        special = {
            "enumerate_list": lambda: "list(enumerate(%s))" % self.container(),
            "reversed_list": lambda: "list(reversed(%s))" % self.pick([self.a_list, self.a_tuple, self.a_dict])(),
            "zip_list": lambda: "list(zip(%s, %s))" % (self.a_list(), self.container() if self.level < 2 else self.a_tuple()),
            "hash_equal": lambda: ("hash(%s) == hash(%s)" % (self.value(), self.number())).replace("NAN", "0.5"),
            "divmod": lambda: "divmod(%s, %s)" % (self.number(), self.number()),
            "pow": lambda: "pow(%s, %s, %s)" % (self.pick(INTS), self.pick(["0", "1", "5", "-1"]), self.pick(INTS)),
            "round2": lambda: "round(%s, %s)" % (self.number(), self.pick(["0", "1", "2", "-1", "-3", "20", "None", "1.5"])),
            "int2": lambda: "int(%s, %s)" % (self.pick(STRS), self.pick(["0", "2", "10", "16", "36", "1", "40"])),
            "type_name": lambda: "type(%s).__name__" % self.value(),
            "callable": lambda: "callable(%s)" % self.value(),
            "isinstance": lambda: "isinstance(%s, %s)" % (self.value(), self.pick(["int", "str", "(int, float)", "list", "bool", "5"])),
        }
        if name in special:
            return special[name]()
        if name in ("min", "max", "sum", "sorted", "any", "all"):
            return "%s(%s)" % (name, self.pick([self.a_list, self.a_tuple, self.container])()) if name != "sorted" or self.level < 2 else "sorted(%s)" % self.a_list()
        return "%s(%s)" % (name, self.value())

    def spec(self):
        align = self.pick(FILLS) + self.pick(ALIGNS) if self.chance(0.5) else ""
        return align + self.pick(SIGNS) + self.pick(WIDTHS) + self.pick(COMMAS) + self.pick(PRECISIONS) + self.pick(KINDS).replace("#", "")

    def formatted(self):
        value = self.value() if self.chance(0.3) else self.pick([self.number(), self.pick(STRS)])
        choice = self.random.randrange(3)
        if choice == 0:
            return "format(%s, %r)" % (value, self.spec())
        if choice == 1:
            return '"{:%s}|{!r:>12}".format(%s, %s)' % (self.spec(), value, self.scalar())
        conversion = "%" + self.pick(["", "-", "0", "+", " ", "#"]) + self.pick(["", "5", "12"]) + self.pick(["", ".0", ".2", ".7"]) + self.pick("dsfergxoiXcEGu%")
        return '"%s|" %% (%s,)' % (conversion, value)

    def expression(self):
        return self.pick([self.binary] * 4 + [self.power, self.unary, self.nested] + [self.subscript] * 2 + [self.str_method] * 4 +
                         [self.list_method, self.dict_method] + [self.builtin] * 4 + [self.formatted] * 4)()


def generate(seed, level=1):
    """The text of the program for `seed`."""
    writer = Writer(seed, level)
    lines = ['"""Random expressions: seed %d, level %d."""\n' % (seed, level) + PRELUDE]
    lines += ["show(%d, lambda: %s)\n" % (number, writer.expression()) for number in range(EXPRESSIONS)]
    return "".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Print a program of random expressions.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--level", type=int, choices=(1, 2), default=1)
    options = parser.parse_args()
    print(generate(options.seed, options.level), end="")


if __name__ == "__main__":
    main()
