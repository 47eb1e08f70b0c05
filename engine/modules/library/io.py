# Text and bytes in memory.  There are no files.
import _bytearray

SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
DEFAULT_BUFFER_SIZE = 8192


class UnsupportedOperation(OSError, ValueError):
    pass


class IOBase:
    pass


class TextIOBase(IOBase):
    pass


class BufferedIOBase(IOBase):
    pass


class _Memory:
    # What text and bytes have in common: a list of pieces would be quicker, but a script may seek anywhere.
    _empty = _line_end = None

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file" + self._stop)

    def getvalue(self):
        self._check()
        self._join()
        return self._value

    def _join(self):
        # Writes at the end are only collected.
        if self._parts:
            self._value += self._empty.join(self._parts)
            self._parts.clear()

    def _put(self, data):
        self._check()
        if self._at != self._size:
            self._join()
            if self._at > self._size:
                self._value += self._filler * (self._at - self._size)
            self._value = self._value[:self._at] + data + self._value[self._at + len(data):]
            self._at += len(data)
            self._size = len(self._value)
            return
        self._parts.append(data)
        self._at += len(data)
        self._size = self._at

    def read(self, size=-1, /):
        self._check()
        self._join()
        end = self._size if size is None or size < 0 else min(self._at + size, self._size)
        data = self._value[self._at:end]
        self._at = max(self._at, end)
        return data

    def readline(self, size=-1, /):
        self._check()
        self._join()
        found = self._value.find(self._line_end, self._at)
        end = self._size if found < 0 else found + 1
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        data = self._value[self._at:end]
        self._at = max(self._at, end)
        return data

    def readlines(self, hint=-1, /):
        lines, total = [], 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def writelines(self, lines, /):
        self._check()
        for line in lines:
            self.write(line)

    def tell(self):
        self._check()
        return self._at

    def truncate(self, size=None, /):
        self._check()
        self._join()
        size = self._at if size is None else size
        if size < 0:
            raise ValueError(f"Negative size value {size}" if self._stop == "" else f"negative size value {size}")
        self._value = self._value[:size]
        self._size = len(self._value)
        return size

    def close(self):
        self.closed = True

    def flush(self):
        self._check()

    def readable(self):
        self._check()
        return True

    writable = seekable = readable

    def isatty(self):
        self._check()
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def __iter__(self):
        self._check()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *error):
        self.close()


class StringIO(_Memory, TextIOBase):
    __module__ = "_io"
    _empty, _line_end, _filler, _stop = "", "\n", "\0", ""
    encoding = errors = None
    newlines = None
    line_buffering = False

    def __init__(self, initial_value="", newline="\n"):
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        if newline is None and initial_value:
            initial_value = initial_value.replace("\r\n", "\n").replace("\r", "\n")
        self._value = initial_value or ""
        self._size, self._at, self._parts, self.closed = len(self._value), 0, [], False

    def write(self, s, /):
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        self._put(s)
        return len(s)

    def seek(self, pos, whence=0, /):
        self._check()
        if whence not in (0, 1, 2):
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"Negative seek position {pos}")
        if whence != 0 and pos != 0:
            raise OSError("Can't do nonzero cur-relative seeks")
        self._at = (pos, self._at, self._size)[whence]
        return self._at


class BytesIO(_Memory, BufferedIOBase):
    __module__ = "_io"
    _empty, _line_end, _filler, _stop = b"", b"\n", b"\0", "."

    def __init__(self, initial_bytes=b""):
        if initial_bytes is not None and not isinstance(initial_bytes, (bytes, _bytearray.bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(initial_bytes).__name__}'")
        self._value = bytes(initial_bytes or b"")
        self._size, self._at, self._parts, self.closed = len(self._value), 0, [], False

    def write(self, b, /):
        if not isinstance(b, (bytes, _bytearray.bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(b).__name__}'")
        self._put(bytes(b))
        return len(b)

    read1 = _Memory.read

    def seek(self, pos, whence=0, /):
        self._check()
        if whence not in (0, 1, 2):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek value {pos}")
        self._at = max(0, pos + (0, self._at, self._size)[whence])
        return self._at


def open(*args, **kwargs):
    raise UnsupportedOperation("a script cannot reach files; use StringIO or BytesIO")


_native(StringIO)
_native(BytesIO)
