# Templates and the formatter behind str.format.
from collections import ChainMap as _ChainMap


class Template:
    delimiter = "$"
    idpattern = "(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None

    def __init__(self, template):
        self.template = template

    def _parts(self):
        # (text, name, raw) in order: name None for text, "" for what is malformed at its place.
        text, at, mark = self.template, 0, self.delimiter
        while True:
            found = text.find(mark, at)
            if found < 0:
                yield text[at:], None, at
                return
            yield text[at:found], None, at
            at = found + len(mark)
            if text.startswith(mark, at):
                yield mark, None, found
                at += len(mark)
                continue
            braced = text[at:at + 1] == "{"
            start = end = at + braced
            while end < len(text) and text[end].isascii() and (text[end].isalpha() or text[end] == "_" or
                                                              (end > start and text[end].isdigit())):
                end += 1
            if end == start or (braced and text[end:end + 1] != "}"):
                yield mark, "", found
                continue
            yield text[found:end + braced], text[start:end], found
            at = end + braced

    def _mapping(self, mapping, kws):
        if mapping is None:
            return kws
        return _ChainMap(kws, mapping) if kws else mapping

    def substitute(self, mapping=None, /, **kws):
        mapping = self._mapping(mapping, kws)
        out = []
        for text, name, place in self._parts():
            if name == "":
                lines = self.template[:place].splitlines(keepends=True)
                column = place - len("".join(lines[:-1])) + 1 if lines else 1
                raise ValueError(f"Invalid placeholder in string: line {len(lines) or 1}, col {column}")
            out.append(text if name is None else str(mapping[name]))
        return "".join(out)

    def safe_substitute(self, mapping=None, /, **kws):
        mapping = self._mapping(mapping, kws)
        out = []
        for text, name, _ in self._parts():
            if not name:
                out.append(text)
                continue
            try:
                out.append(str(mapping[name]))
            except KeyError:
                out.append(text)
        return "".join(out)

    def is_valid(self):
        return all(name != "" for _, name, _ in self._parts())

    def get_identifiers(self):
        names = []
        for _, name, _ in self._parts():
            if name and name not in names:
                names.append(name)
        return names


def _split_field(name):
    # "a.b[0]": "a", [(True, "b"), (False, 0)]
    end = 0
    while end < len(name) and name[end] not in ".[":
        end += 1
    first, rest = name[:end], []
    while end < len(name):
        if name[end] == ".":
            start = end = end + 1
            while end < len(name) and name[end] not in ".[":
                end += 1
            rest.append((True, name[start:end]))
        else:
            close = name.find("]", end)
            if close < 0:
                raise ValueError("Missing ']' in format string")
            key = name[end + 1:close]
            rest.append((False, int(key) if key.isdigit() else key))
            end = close + 1
        if end < len(name) and name[end] not in ".[":
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        if rest[-1][1] == "":
            raise ValueError("Empty attribute in format string")
    return (int(first) if first.isdigit() else first), rest


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used, depth, number=0):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        out = []
        for text, name, spec, conversion in self.parse(format_string):
            if text:
                out.append(text)
            if name is None:
                continue
            if name == "":
                if number is False:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                name = str(number)
                number += 1
            elif name.isdigit():
                if number:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                number = False
            value, first = self.get_field(name, args, kwargs)
            used.add(first)
            value = self.convert_field(value, conversion)
            spec, number = self._vformat(spec, args, kwargs, used, depth - 1, number)
            out.append(self.format_field(value, spec))
        return "".join(out), number

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion in ("s", "r", "a"):
            return {"s": str, "r": repr, "a": ascii}[conversion](value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def get_field(self, field_name, args, kwargs):
        first, rest = _split_field(field_name)
        value = self.get_value(first, args, kwargs)
        for is_attribute, key in rest:
            value = getattr(value, key) if is_attribute else value[key]
        return value, first

    def parse(self, format_string):
        text, at, out = format_string, 0, []
        while at < len(text):
            char = text[at]
            if char == "}":
                if text[at + 1:at + 2] != "}":
                    raise ValueError("Single '}' encountered in format string")
                yield "".join(out) + "}", None, None, None
                out, at = [], at + 2
            elif char != "{":
                out.append(char)
                at += 1
            elif text[at + 1:at + 2] == "{":
                yield "".join(out) + "{", None, None, None
                out, at = [], at + 2
            else:
                if at + 1 == len(text):
                    raise ValueError("Single '{' encountered in format string")
                start, depth = at + 1, 1
                at += 1
                while at < len(text) and depth:
                    depth += (text[at] == "{") - (text[at] == "}")
                    at += 1
                if depth:
                    raise ValueError("expected '}' before end of string")
                yield ("".join(out), *self._field(text[start:at - 1]))
                out = []
        if out:
            yield "".join(out), None, None, None

    def _field(self, field):
        end, inside = 0, False
        while end < len(field) and (inside or field[end] not in "!:"):
            inside = field[end] == "[" or (inside and field[end] != "]")
            end += 1
        name, conversion, spec = field[:end], None, ""
        if field[end:end + 1] == "!":
            conversion = field[end + 1:end + 2]
            if not conversion:
                raise ValueError("end of string while looking for conversion specifier")
            end += 2
            if end < len(field) and field[end] != ":":
                raise ValueError("expected ':' after conversion specifier")
        if field[end:end + 1] == ":":
            spec = field[end + 1:]
        return name, spec, conversion
