from starlette.status import _phrase


class HTTPException(Exception):
    def __init__(self, status_code, detail=None, headers=None):
        self.status_code = status_code
        self.detail = _phrase(status_code) if detail is None else detail
        self.headers = headers

    def __repr__(self):
        return f"{self.__class__.__name__}(status_code={self.status_code!r}, detail={self.detail!r})"
