# Encoders and decoders as classes, and those that write to and read from files.
def _settle(owner, kind, defaults, options):
    """Gives the owner an attribute for each default, with the value from the options if there is one."""
    for name in options:
        if name not in defaults:
            raise TypeError(f"{kind}.__init__() got an unexpected keyword argument {name!r}")
    vars(owner).update(defaults, **options)


def _chosen(owner, *names):
    return {name: getattr(owner, name) for name in names}


class JSONEncoder:
    item_separator = ", "
    key_separator = ": "

    def __init__(self, **options):
        default, separators = options.pop("default", None), options.pop("separators", None)
        _settle(self, "JSONEncoder", {"skipkeys": False, "ensure_ascii": True, "check_circular": True,
                                      "allow_nan": True, "sort_keys": False, "indent": None}, options)
        if default is not None:
            self.default = default
        if separators is None and self.indent is not None:
            separators = ",", self.key_separator
        if separators is not None:
            self.item_separator, self.key_separator = separators

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        return dumps(o, separators=(self.item_separator, self.key_separator),
                     **_chosen(self, "skipkeys", "ensure_ascii", "allow_nan", "sort_keys", "indent", "default"))

    def iterencode(self, o, _one_shot=False):
        return iter([self.encode(o)])


_HOOKS = "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"


class JSONDecoder:
    def __init__(self, **options):
        _settle(self, "JSONDecoder", {**dict.fromkeys(_HOOKS), "strict": True}, options)

    def decode(self, s):
        return loads(s, **_chosen(self, *_HOOKS))


def _encode_with(obj, skipkeys, ensure_ascii, check_circular, allow_nan, cls, indent, separators, default, sort_keys):
    said = {"ensure_ascii": ensure_ascii, "check_circular": check_circular, "allow_nan": allow_nan}
    encoder = cls(indent=indent, separators=separators, default=default, skipkeys=bool(skipkeys),
                  sort_keys=bool(sort_keys), **{name: value is None or value for name, value in said.items()})
    return encoder.encode(obj)


def dump(obj, fp, **kwargs):
    fp.write(dumps(obj, **kwargs))


def load(fp, **kwargs):
    return loads(fp.read(), **kwargs)
