"""json."""
import json

data = {"name": "é", "n": 1, "x": 1.5, "list": [1, None, True, "a\"b\n"], "nested": {"k": []}}
print(json.dumps(data))
print(json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False))
print(json.loads('{"a": [1, 2.5, "x", null, true], "b": {"c": "\\u00e9"}}'), json.dumps("x"), json.dumps([1, 2], separators=(",", ":")))
try:
    json.loads("{bad}")
except json.JSONDecodeError as error:
    print(error)
try:
    json.dumps(object)
except TypeError as error:
    print(error)
