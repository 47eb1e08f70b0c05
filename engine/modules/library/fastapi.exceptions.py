from pydantic import ValidationError as _ValidationError
from starlette.exceptions import HTTPException as _StarletteHTTPException


class HTTPException(_StarletteHTTPException):
    def __init__(self, status_code, detail=None, headers=None):
        super().__init__(status_code=status_code, detail=detail, headers=headers)


class FastAPIError(RuntimeError):
    pass


class _RequestModel:
    pass


_RequestModel.__name__ = "Request"


class RequestValidationError(_ValidationError):
    def __init__(self, errors, *, body=None):
        self.body = body
        super().__init__(errors, _RequestModel)
