# Filling paragraphs.
_SPACE = "\t\n\x0b\x0c\r "


def _is_word(char):
    return char.isalnum() or char == "_" or char in "!\"'&.,?"


def _pieces(text, hyphens):
    # Words and the white space between them; words also end behind hyphens.
    pieces, at = [], 0
    while at < len(text):
        end = at
        if text[at] in _SPACE:
            while end < len(text) and text[end] in _SPACE:
                end += 1
            pieces.append(text[at:end])
            at = end
            continue
        while end < len(text) and text[end] not in _SPACE:
            end += 1
        pieces.extend(_parts(text[at:end]) if hyphens else [text[at:end]])
        at = end
    return pieces


def _parts(word):
    parts, start, at = [], 0, 1
    while at < len(word):
        char = word[at]
        if char == "-" and word[at + 1:at + 2] == "-" and _is_word(word[at - 1]):
            end = at
            while end < len(word) and word[end] == "-":
                end += 1
            if end < len(word) and (word[end].isalnum() or word[end] == "_"):
                parts.extend([word[start:at], word[at:end]])
                start = at = end
                at += 1
                continue
            at = end
        elif char == "-" and at >= 2 and word[at - 1].isalpha() and word[at - 2].isalpha() and \
                word[at + 1:at + 2].isalpha() and word[at + 2:at + 3] and (word[at + 2].isalpha() or word[at + 2] == "-"):
            parts.append(word[start:at + 1])
            start = at + 1
        at += 1
    parts.append(word[start:])
    return [part for part in parts if part]


class TextWrapper:
    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
                 fix_sentence_endings=False, break_long_words=True, drop_whitespace=True, break_on_hyphens=True,
                 tabsize=8, *, max_lines=None, placeholder=" [...]"):
        vars(self).update(width=width, initial_indent=initial_indent, subsequent_indent=subsequent_indent,
                          expand_tabs=expand_tabs, replace_whitespace=replace_whitespace, tabsize=tabsize,
                          fix_sentence_endings=fix_sentence_endings, break_long_words=break_long_words,
                          drop_whitespace=drop_whitespace, break_on_hyphens=break_on_hyphens, max_lines=max_lines,
                          placeholder=placeholder)

    def _spaced(self, text):
        """The text with spaces for other white space, as far as that is wanted."""
        text = text.expandtabs(self.tabsize) if self.expand_tabs else text
        if not self.replace_whitespace:
            return text
        return "".join(" " if char in _SPACE else char for char in text)

    def _split(self, text):
        text = self._spaced(text)
        pieces = _pieces(text, self.break_on_hyphens)
        if self.fix_sentence_endings:
            for i in range(len(pieces) - 1):
                word = pieces[i].rstrip("\"'")
                if pieces[i + 1] == " " and word[-1:] in (".", "!", "?") and word[-2:-1].islower():
                    pieces[i + 1] = "  "
        return pieces

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        lines, pieces = [], self._split(text)[::-1]
        while pieces:
            indent = self.subsequent_indent if lines else self.initial_indent
            width = self.width - len(indent)
            if self.drop_whitespace and pieces[-1].strip() == "" and lines:
                pieces.pop()
            line, size = self._take(pieces, width)
            if self.drop_whitespace and line and line[-1].strip() == "":
                size -= len(line.pop())
            if not line:
                continue
            last = len(lines) + 1 == self.max_lines
            all_fits = not pieces or (self.drop_whitespace and len(pieces) == 1 and not pieces[0].strip())
            if self.max_lines is None or not last or (all_fits and size <= width):
                lines.append(indent + "".join(line))
                continue
            self._cut(lines, line, size, width, indent)
            break
        return lines

    def _take(self, pieces, width):
        line, size = [], 0
        while pieces and size + len(pieces[-1]) <= width:
            size += len(pieces[-1])
            line.append(pieces.pop())
        if pieces and len(pieces[-1]) > width:
            room = width - size if width >= 1 else 1
            if self.break_long_words:
                end, piece = room, pieces[-1]
                if self.break_on_hyphens and len(piece) > room:
                    hyphen = piece.rfind("-", 0, room)
                    if hyphen > 0 and any(char != "-" for char in piece[:hyphen]):
                        end = hyphen + 1
                line.append(piece[:end])
                pieces[-1] = piece[end:]
            elif not line:
                line.append(pieces.pop())
            size = sum(map(len, line))
        return line, size

    def _cut(self, lines, line, size, width, indent):
        while line:
            if line[-1].strip() and size + len(self.placeholder) <= width:
                lines.append(indent + "".join(line) + self.placeholder)
                return
            size -= len(line.pop())
        if lines:
            before = lines[-1].rstrip()
            if len(before) + len(self.placeholder) <= self.width:
                lines[-1] = before + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return "\n".join(wrap(text, width, **kwargs))


def shorten(text, width, **kwargs):
    wrapper = TextWrapper(width, max_lines=1, **kwargs)
    return wrapper.fill(" ".join(text.split()))
