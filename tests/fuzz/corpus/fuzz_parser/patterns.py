"""Every kind of pattern; match, case and _ as names."""
match = case = _ = 1
match.case = match[case] = _
match(case)
match (case)[0]
match * case, match - 1
match: int = 3
print(match, case, _)
match case:
    case match: pass
match match, *case:
    case 1: pass
    case -1 | 2.5 | -3.5: pass
    case "a" "b" | b"c" | r"\d": pass
    case None | True | False: pass
    case a.b | a.b.c: pass
    case (x) if case: pass
    case _ if match: pass
    case (1 | 2) as x: pass
    case [] | (): pass
    case [1, x, *_]: pass
    case (1, *rest): pass
    case 1, x: pass
    case 1,: pass
    case *_, last: pass
    case {}: pass
    case {"a": x, -1: 2, a.b: [y], None: _, **rest}: pass
    case A(): pass
    case a.B(1, x, c=2, d=[y, *_],): pass
    case {"k": A(x) | A(y=x)} as whole if (n := x): pass
    case (((x))), [[y]]:
        match y:
            case _:
                pass
    case _ as z if z: pass
    case (x as y) as z: pass
match (x):
    case 1: pass
match [a, b]:
    case [c]: pass
match -x:
    case y: pass
match {}:
    case y: pass
match not x:
    case y: pass
match lambda: 1:
    case y: pass
match x := 1,:
    case y: pass
