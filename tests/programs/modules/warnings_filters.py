"""warnings: filters, errors, recording."""
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("old", DeprecationWarning)
    warnings.warn("plain")
    print([(w.category.__name__, str(w.message)) for w in caught])
with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        warnings.warn("strict")
    except UserWarning as error:
        print(type(error).__name__, error)
    warnings.simplefilter("ignore")
    warnings.warn("unseen")
try:
    warnings.warn("x", int)
except TypeError as error:
    print(error)
warnings.warn("seen on stderr", stacklevel=2)
print("end")
