"""What every scenario must have: a lesson, notes, and lines that fit the source pane."""

import ast
import io
import tokenize

import cases

MAX_LINE = 72
MAX_NOTE = 60


def _notes(source):
    """(line, text) of each `#:` comment."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and token.string.startswith("#:"):
            found.append((token.start[0], token.string[2:].strip()))
    return found


def problems(path):
    """A list of sentences, empty for a scenario that is as it should be."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    found = []
    tree = ast.parse(source, path)
    title, _, lesson = (ast.get_docstring(tree) or "").partition("\n\n")
    if not title.strip():
        found.append("1: the docstring with the title and the lesson is missing")
    elif "\n" in title.strip() or not title.strip().endswith((".", "?", "!")):
        found.append("1: the docstring's first line is one sentence, on one line")
    if title.strip() and not lesson.strip():
        found.append("1: the paragraph with the lesson is missing below the title")
    notes = _notes(source)
    if not notes:
        found.append("1: no '#:' note at a line that matters")
    lines = source.split("\n")
    for number, text in notes:
        if not text or len(text) > MAX_NOTE:
            found.append("%d: a note has 1 to %d columns, this one has %d" % (number, MAX_NOTE, len(text)))
        if number >= len(lines) or not lines[number].strip():
            found.append("%d: a note stands right above the line it is about" % number)
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE or line != line.rstrip():
            found.append("%d: a line has at most %d columns and no blanks at its end" % (number, MAX_LINE))
    functions = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    for entry in cases.scenario_literal(path).get("compare", []):
        if entry.isidentifier() and entry not in functions:
            found.append("1: 'compare' names %s, which is no function of this file" % entry)
    return found
