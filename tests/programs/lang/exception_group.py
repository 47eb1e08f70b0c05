"""What an ExceptionGroup knows."""
group = ExceptionGroup("two things", [ValueError("v"), ExceptionGroup("more", [KeyError("k")])])
print(group)
print(repr(group))
print(group.message, len(group.exceptions))
match, rest = group.split(ValueError)
print(repr(match), repr(rest))
print(repr(group.subgroup(KeyError)), group.subgroup(OSError))
try:
    ExceptionGroup("empty", [])
except ValueError as error:
    print(error)
