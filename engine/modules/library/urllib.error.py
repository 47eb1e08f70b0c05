"""urllib.error."""


class URLError(OSError):
    def __init__(self, reason, filename=None):
        self.reason, self.args = reason, (reason,)

    def __str__(self):
        return f"<urlopen error {self.reason}>"


def _of(name, settable=False):
    """A property that stands for another attribute."""
    return property(lambda self: getattr(self, name),
                    (lambda self, value: setattr(self, name, value)) if settable else None)


def _says(name):
    """A method that returns an attribute."""
    return lambda self: getattr(self, name)


class HTTPError(URLError):
    def __init__(self, url, code, msg, hdrs, fp):
        vars(self).update(url=url, code=code, msg=msg, hdrs=hdrs, fp=fp)

    status, reason, headers = _of("code"), _of("msg"), _of("hdrs", settable=True)
    geturl, getcode, info = _says("url"), _says("code"), _says("hdrs")

    def read(self, amount=None):
        return self.fp.read(amount) if self.fp is not None else b""

    def close(self):
        pass

    def __repr__(self):
        return f"<HTTPError {self.code}: {self.msg!r}>"

    def __str__(self):
        return f"HTTP Error {self.code}: {self.msg}"


class ContentTooShortError(URLError):
    def __init__(self, message, content):
        super().__init__(message)
        self.content = content
