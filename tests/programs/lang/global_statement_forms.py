"""global and nonlocal in nested and class scopes."""
x = "global"


def outer():
    x = "outer"

    class C:
        x = "class"

        def method(self):
            return x

        listed = [x for _ in range(1)]

    def setter():
        global x
        x = "changed"

    setter()
    return C().method(), C.x, C.listed, x


print(outer(), x)
