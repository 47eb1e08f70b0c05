# Fraction: exact ratios.
import math as _math
import operator as _operator

_MODULUS = 2 ** 61 - 1


def _read(text):
    # The numerator and denominator in "3/4", "-1.25", "1e-3"; None for anything else.
    text = text.strip()
    sign = -1 if text[:1] == "-" else 1
    body = text[1:] if text[:1] in ("+", "-") else text

    def number(part):
        return int(part) if part.replace("_", "").isdecimal() and part[:1] != "_" and part[-1:] != "_" else None

    if "/" in body:
        top, _, bottom = body.partition("/")
        top, bottom = number(top), number(bottom)
        return None if top is None or bottom is None else (sign * top, bottom)
    mantissa, mark, exponent = body.lower().partition("e")
    power = 0
    if mark:
        power = number(exponent[1:] if exponent[:1] in ("+", "-") else exponent)
        if power is None:
            return None
        power = -power if exponent[0] == "-" else power
    whole, _, decimals = mantissa.partition(".")
    if not whole and not decimals:
        return None
    if (whole and number(whole) is None) or (decimals and number(decimals) is None):
        return None
    whole, decimals = whole.replace("_", ""), decimals.replace("_", "")
    top, bottom = int((whole or "0") + decimals), 10 ** len(decimals)
    return (sign * top * 10 ** power, bottom) if power >= 0 else (sign * top, bottom * 10 ** -power)


def _forward(exact, other_way):
    # The method for `a <op> b` with a Fraction on the left.
    def method(a, b):
        if isinstance(b, Fraction):
            return exact(a, b)
        if isinstance(b, int):
            return exact(a, Fraction(b))
        if isinstance(b, float):
            return other_way(float(a), b)
        if isinstance(b, complex):
            return other_way(complex(a), b)
        return NotImplemented
    return method


def _backward(exact, other_way):
    def method(b, a):
        if isinstance(a, int):
            return exact(Fraction(a), b)
        if isinstance(a, float):
            return other_way(a, float(b))
        if isinstance(a, complex):
            return other_way(a, complex(b))
        return NotImplemented
    return method


class Fraction:
    __slots__ = ("_numerator", "_denominator")

    def __new__(cls, numerator=0, denominator=None, *, _normalize=True):
        self = object.__new__(cls)
        if denominator is None:
            if type(numerator) is int:
                self._numerator, self._denominator = numerator, 1
                return self
            if isinstance(numerator, str):
                found = _read(numerator)
                if found is None:
                    raise ValueError(f"Invalid literal for Fraction: {numerator!r}")
                numerator, denominator = found
            elif isinstance(numerator, (int, Fraction)):
                self._numerator, self._denominator = int(numerator.numerator), int(numerator.denominator)
                return self
            elif isinstance(numerator, float) or hasattr(numerator, "as_integer_ratio"):
                self._numerator, self._denominator = numerator.as_integer_ratio()
                return self
            else:
                raise TypeError("argument should be a string or a Rational instance")
        elif isinstance(numerator, (int, Fraction)) and isinstance(denominator, (int, Fraction)):
            numerator, denominator = (numerator.numerator * denominator.denominator,
                                      denominator.numerator * numerator.denominator)
        else:
            raise TypeError("both arguments should be Rational instances")
        if denominator == 0:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        common = _math.gcd(numerator, denominator)
        if denominator < 0:
            common = -common
        self._numerator, self._denominator = numerator // common, denominator // common
        return self

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(*f.as_integer_ratio())

    @classmethod
    def from_decimal(cls, dec):
        return cls(*dec.as_integer_ratio())

    numerator = property(lambda self: self._numerator)
    denominator = property(lambda self: self._denominator)
    real = property(lambda self: +self)
    imag = property(lambda self: 0)

    def conjugate(self):
        return +self

    def as_integer_ratio(self):
        return self._numerator, self._denominator

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        # The last two convergents of its continued fraction that fit.
        p0, q0, p1, q1 = 0, 1, 1, 0
        top, bottom = self._numerator, self._denominator
        while True:
            step = top // bottom
            if q0 + step * q1 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + step * p1, q0 + step * q1
            top, bottom = bottom, top - step * bottom
        times = (max_denominator - q0) // q1
        near, far = Fraction(p0 + times * p1, q0 + times * q1), Fraction(p1, q1)
        return far if abs(far - self) <= abs(near - self) else near

    def __repr__(self):
        return f"{self.__class__.__name__}({self._numerator}, {self._denominator})"

    def __str__(self):
        return str(self._numerator) if self._denominator == 1 else f"{self._numerator}/{self._denominator}"

    def _add(a, b):
        return Fraction(a._numerator * b._denominator + b._numerator * a._denominator, a._denominator * b._denominator)

    def _sub(a, b):
        return Fraction(a._numerator * b._denominator - b._numerator * a._denominator, a._denominator * b._denominator)

    def _mul(a, b):
        return Fraction(a._numerator * b._numerator, a._denominator * b._denominator)

    def _div(a, b):
        return Fraction(a._numerator * b._denominator, a._denominator * b._numerator)

    def _floordiv(a, b):
        return (a._numerator * b._denominator) // (a._denominator * b._numerator)

    def _mod(a, b):
        return a - b * Fraction._floordiv(a, b)

    def _divmod(a, b):
        whole = Fraction._floordiv(a, b)
        return whole, a - b * whole

    __add__, __radd__ = _forward(_add, _operator.add), _backward(_add, _operator.add)
    __sub__, __rsub__ = _forward(_sub, _operator.sub), _backward(_sub, _operator.sub)
    __mul__, __rmul__ = _forward(_mul, _operator.mul), _backward(_mul, _operator.mul)
    __truediv__, __rtruediv__ = _forward(_div, _operator.truediv), _backward(_div, _operator.truediv)
    __floordiv__, __rfloordiv__ = _forward(_floordiv, _operator.floordiv), _backward(_floordiv, _operator.floordiv)
    __mod__, __rmod__ = _forward(_mod, _operator.mod), _backward(_mod, _operator.mod)
    __divmod__, __rdivmod__ = _forward(_divmod, divmod), _backward(_divmod, divmod)

    def __pow__(self, other):
        if isinstance(other, (int, Fraction)):
            if other.denominator != 1:
                return float(self) ** float(other)
            power = other.numerator
            if power >= 0:
                return Fraction(self._numerator ** power, self._denominator ** power)
            if self._numerator == 0:
                raise ZeroDivisionError(f"Fraction({self._denominator ** -power}, 0)")
            return Fraction(self._denominator ** -power, self._numerator ** -power)
        return float(self) ** other

    def __rpow__(self, other):
        if self._denominator == 1 and self._numerator >= 0:
            return other ** self._numerator
        if isinstance(other, int):
            return Fraction(other) ** self
        return other ** float(self)

    def __pos__(self):
        return Fraction(self._numerator, self._denominator)

    def __neg__(self):
        return Fraction(-self._numerator, self._denominator)

    def __abs__(self):
        return Fraction(abs(self._numerator), self._denominator)

    def __int__(self):
        return self.__trunc__()

    def __trunc__(self):
        whole = abs(self._numerator) // self._denominator
        return -whole if self._numerator < 0 else whole

    def __floor__(self):
        return self._numerator // self._denominator

    def __ceil__(self):
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits=None):
        if ndigits is None:
            whole, rest = divmod(self._numerator, self._denominator)
            if rest * 2 > self._denominator or (rest * 2 == self._denominator and whole % 2):
                whole += 1
            return whole
        shift = 10 ** abs(ndigits)
        return Fraction(round(self * shift), shift) if ndigits > 0 else Fraction(round(self / shift) * shift)

    def __float__(self):
        return self._numerator / self._denominator

    def __complex__(self):
        return complex(float(self))

    def __bool__(self):
        return self._numerator != 0

    def __hash__(self):
        if self._denominator % _MODULUS == 0:
            value = 314159
        else:
            value = hash(abs(self._numerator) * pow(self._denominator, -1, _MODULUS))
        value = value if self._numerator >= 0 else -value
        return -2 if value == -1 else value

    def __eq__(self, other):
        if isinstance(other, (int, Fraction)):
            return self._numerator == other.numerator and self._denominator == other.denominator
        if isinstance(other, float):
            if _math.isnan(other) or _math.isinf(other):
                return 0.0 == other
            return self == Fraction(*other.as_integer_ratio())
        if isinstance(other, complex) and other.imag == 0:
            return self == other.real
        return NotImplemented

    def _compare(self, other, compare):
        if isinstance(other, (int, Fraction)):
            return compare(self._numerator * other.denominator, self._denominator * other.numerator)
        if isinstance(other, float):
            if _math.isnan(other) or _math.isinf(other):
                return compare(0.0, other)
            return self._compare(Fraction(*other.as_integer_ratio()), compare)
        return NotImplemented

    def __lt__(self, other):
        return self._compare(other, _operator.lt)

    def __gt__(self, other):
        return self._compare(other, _operator.gt)

    def __le__(self, other):
        return self._compare(other, _operator.le)

    def __ge__(self, other):
        return self._compare(other, _operator.ge)
