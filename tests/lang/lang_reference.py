"""What CPython makes of a script: its tree in the format of lang_ast_dump, and its syntax error."""

import ast
import warnings

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "MatMult": "@", "Div": "/", "Mod": "%", "Pow": "**", "LShift": "<<",
    "RShift": ">>", "BitOr": "|", "BitXor": "^", "BitAnd": "&", "FloorDiv": "//", "Invert": "~", "Not": "not",
    "UAdd": "+", "USub": "-", "And": "and", "Or": "or", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">",
    "GtE": ">=", "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}

# The fields in the order in which lang_ast_dump prints them; a star marks a block.
FIELDS = {
    "Module": "*body",
    "FunctionDef": "name args decorator_list returns *body",
    "AsyncFunctionDef": "name args decorator_list returns *body",
    "ClassDef": "name bases keywords decorator_list *body",
    "For": "target iter *body *orelse",
    "AsyncFor": "target iter *body *orelse",
    "While": "test *body *orelse",
    "If": "test *body *orelse",
    "With": "items *body",
    "AsyncWith": "items *body",
    "Match": "subject *cases",
    "match_case": "pattern guard *body",
    "Try": "*body *handlers *orelse *finalbody",
    "TryStar": "*body *handlers *orelse *finalbody",
    "ExceptHandler": "type name *body",
    "Assign": "targets value",
    "arg": "arg annotation",
    "arguments": "posonlyargs args vararg kwonlyargs kw_defaults kwarg defaults",
    "MatchStar": "name",
    "Constant": "value",
}


def quoted(data):
    return '"' + "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\' else "\\x%02x" % b for b in data) + '"'


def constant(value):
    if value is None or value is True or value is False:
        return str(value)
    if value is ...:
        return "..."
    if isinstance(value, str):
        return quoted(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, bytes):
        return "b" + quoted(value)
    if isinstance(value, int):
        return str(value)
    return repr(value) if isinstance(value, complex) else "%.17g" % value


def dump(node, indent=0):
    if node is None:
        return "-"
    if isinstance(node, str):
        return node
    if isinstance(node, int):
        return str(node)
    if isinstance(node, list):
        return "[" + " ".join(dump(item, indent) for item in node) + "]"
    kind = type(node).__name__
    if isinstance(node, ast.expr_context):
        return {"Load": "", "Store": " Store", "Del": " Del"}[kind]
    if kind in OPERATORS:
        return OPERATORS[kind]
    if kind == "Constant":
        return "(Constant " + constant(node.value) + ")"
    if kind == "MatchSingleton":
        return "(MatchSingleton (Constant " + constant(node.value) + "))"
    if kind == "Compare":
        rest = "".join(f" '{dump(op)}' {dump(value, indent)}" for op, value in zip(node.ops, node.comparators))
        return f"(Compare {dump(node.left, indent)}{rest})"
    if kind == "FormattedValue":
        conversion = "-" if node.conversion == -1 else chr(node.conversion)
        return f"(FormattedValue {dump(node.value, indent)} {conversion} {dump(node.format_spec, indent)})"
    out = "(" + kind
    for field in FIELDS.get(kind, " ".join(node._fields)).split():
        if field in ("type_comment", "type_ignores", "kind"):
            continue
        if field == "ctx":
            out += dump(node.ctx)
        elif field[0] == "*":
            inner = "\n" + " " * (indent + 2)
            out += " [" + "".join(inner + dump(item, indent + 2) for item in getattr(node, field[1:])) + "]"
        else:
            out += " " + dump(getattr(node, field), indent)
    return out + ")"


def check(source):
    """(tree, None) or (None, (type, message, line, column))"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "script", "exec")
            return dump(ast.parse(source)) + "\n", None
        except SyntaxError as error:
            return None, (type(error).__name__, error.msg, error.lineno, error.offset)


FLAGS = ((0x200, "async_generator"), (0x80, "coroutine"), (0x20, "generator"))


def scopes(source):
    """One line for each code object, sorted: its name, kind, local variables, cells and free variables."""
    lines = []

    def visit(code):
        kind = next((name for flag, name in FLAGS if code.co_flags & flag), "plain")
        variables = [f" {what}[{' '.join(sorted(names))}]" for what, names in
                     (("locals", code.co_varnames), ("cells", code.co_cellvars), ("frees", code.co_freevars))]
        lines.append(code.co_qualname + " " + kind + "".join(variables))
        for constant in code.co_consts:
            if hasattr(constant, "co_code"):
                visit(constant)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        visit(compile(source, "script", "exec"))
    return sorted(lines)
