"""urllib.parse."""
from urllib.parse import (parse_qs, parse_qsl, quote, quote_plus, unquote, unquote_plus, urldefrag, urlencode, urljoin,
                          urlparse, urlsplit, urlunparse, urlunsplit)

for url in ("https://user:pw@example.com:8080/a/b;p?q=1&r=2#frag", "http://example.com", "//host/path", "path/only",
            "mailto:me@example.com", "HTTP://EXAMPLE.com/%7Euser", "http://[::1]:80/x", "", "?q", "#f", "a:b:c",
            "http://h/a;x/b;y", "1http://x", "http://h?q=1"):
    parts = urlparse(url)
    print(parts)
    print(urlsplit(url), parts.hostname, parts.port, parts.username, parts.password)
    print(urlunparse(parts), urlunsplit(urlsplit(url)), parts.geturl())

for base, url in (("http://a/b/c/d?q", "g"), ("http://a/b/c/d", "../g"), ("http://a/b/c/d", "./"),
                  ("http://a/b/c/d", "/g"), ("http://a/b/c/d", "//h/x"), ("http://a/b/c/d", "?y"),
                  ("http://a/b/c/d", "#s"), ("http://a/b/c/d", "http://z/"), ("http://a", "g"), ("http://a/b/", "c"),
                  ("http://a/b/c/d", "../../../../g"), ("http://a/b/c/d", "g/../h"), ("", "x"), ("http://a/b", ""),
                  ("http://a/b/c", ".."), ("a/b", "c"), ("http://a/b/c", "mailto:x")):
    print(repr(urljoin(base, url)))

for text in ("a b/c", "ä€𝄞", "~-_.!*'()", "a+b=c&d", "", b"\x00\xff", "100%"):
    print(quote(text), quote(text, safe=""), quote_plus(text))
for text in ("a%20b", "a+b", "%C3%A4%E2%82%AC", "%zz%4", "%ff", "ä%20", "%"):
    print(repr(unquote(text)), repr(unquote_plus(text)))

print(urlencode({"a": 1, "b": "x y", "c": [1, 2], "ä": None}))
print(urlencode({"a": [1, 2], "b": "xy"}, doseq=True))
print(urlencode([("k", "v"), ("k", "w&")]))
for query in ("a=1&b=2&a=3", "a=&b", "a=%20x+y", "", "a=1;b=2", "=v"):
    print(parse_qs(query), parse_qsl(query), parse_qs(query, keep_blank_values=True))
print(urldefrag("http://x/y#z"), urldefrag("http://x/y"))
for call in (lambda: urlencode("ab"), lambda: urlparse("http://h:x/").port, lambda: urlparse("http://h:99999").port,
             lambda: urlsplit("http://[::1/"), lambda: parse_qsl("a", strict_parsing=True)):
    try:
        print(call())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
