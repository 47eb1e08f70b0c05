"""KeyError and SyntaxError below classes with other bases: which __str__ is found, and msg."""
print("__str__" in KeyError.__dict__, KeyError.__str__(KeyError("a")), LookupError.__str__ is KeyError.__str__)
class A(Exception):
    def __str__(self): return "A:" + super().__str__()
class B(A, KeyError): pass
print(B("x"), str(B()))
class P(Exception): pass
class N(P, KeyError): pass
print(N("x"), repr(N("x")), N("a", 1), KeyError(), KeyError("a", "b"), KeyError(("t",)))
class S(SyntaxError):
    def __init__(self, msg, pos):
        super().__init__(msg)
        self.pos = pos
e = S("oops", 3)
print(e, e.msg, e.pos, e.args, SyntaxError().msg)
