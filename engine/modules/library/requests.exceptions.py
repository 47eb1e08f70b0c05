"""requests.exceptions."""
import json as _json


class RequestException(IOError):
    def __init__(self, *args, request=None, response=None):
        super().__init__(*args)
        self.request, self.response = request or getattr(response, "request", None), response


class InvalidJSONError(RequestException): pass


class JSONDecodeError(InvalidJSONError, _json.JSONDecodeError):
    def __init__(self, *args, **kwargs):
        plain = _json.JSONDecodeError(*args)
        InvalidJSONError.__init__(self, *plain.args, **kwargs)
        vars(self).update(vars(plain))


class HTTPError(RequestException): pass
class ConnectionError(RequestException): pass
class ProxyError(ConnectionError): pass
class SSLError(ConnectionError): pass
class Timeout(RequestException): pass
class ConnectTimeout(ConnectionError, Timeout): pass
class ReadTimeout(Timeout): pass
class URLRequired(RequestException): pass
class TooManyRedirects(RequestException): pass
class MissingSchema(RequestException, ValueError): pass
class InvalidSchema(RequestException, ValueError): pass
class InvalidURL(RequestException, ValueError): pass
class InvalidHeader(RequestException, ValueError): pass
class InvalidProxyURL(InvalidURL): pass
class ChunkedEncodingError(RequestException): pass
class ContentDecodingError(RequestException): pass
class StreamConsumedError(RequestException, TypeError): pass
class RetryError(RequestException): pass
class UnrewindableBodyError(RequestException): pass
