"""JSONDecodeError: made by a script, by a subclass, by loads, and from a pickle."""
import json
e = json.JSONDecodeError('m', 'do\nc', 4)
print(e, e.args)
print(e.msg)
print(e.pos)
print(e.lineno)
print(e.colno)
print(e.doc)
import pickle


class Mine(json.JSONDecodeError):

    def __init__(self, *a):
        super().__init__(*a)
        self.x = 1


for doc, pos in (('', 0), ('a', 1), ('é\né', 2), ('é\né', 3), ('a\n\nb', 2), ('ab', 9), ('ab\nc', 9)):
    e = Mine('w', doc, pos)
    print(e)
    print(e.lineno)
    print(e.colno)
    print(e.args)
    print(e.x)
    print(repr(e))
f = pickle.loads(pickle.dumps(json.JSONDecodeError('q', 'abc', 2)))
print(f)
print(f.msg)
print(f.doc)
print(f.pos)
print(type(f))
for d in ('{"a": }', '', '[1,', '{"é": "b"\n x}', 'nul'):
    try:
        json.loads(d)
    except json.JSONDecodeError as e:
        print(e)
        print(e.msg)
        print(e.pos)
        print(e.lineno)
        print(e.colno)
        print(repr(e.doc))
        print(e.args)
try:
    json.JSONDecodeError('x')
except TypeError as e:
    print(e)
