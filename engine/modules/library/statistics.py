# Statistics with exact sums.
import math as _math
from collections import Counter as _Counter, namedtuple as _namedtuple
from fractions import Fraction as _Fraction
from random import Random as _Random


class StatisticsError(ValueError):
    pass


def _ratio(value):
    try:
        return _Fraction(*value.as_integer_ratio())
    except AttributeError:
        raise TypeError(f"can't convert type '{type(value).__name__}' to numerator/denominator") from None
    except (OverflowError, ValueError):
        return value


def _kind(data):
    # The type that results have: int, float, Fraction, as coerced from all of them.
    kind = int
    for value in data:
        if isinstance(value, float):
            return float
        if isinstance(value, _Fraction):
            kind = _Fraction
        elif not isinstance(value, int):
            kind = type(value) if kind is int else kind
    return kind


def _as(value, kind):
    if not isinstance(value, _Fraction):
        return value
    if kind is int:
        return int(value) if value.denominator == 1 else float(value)
    return value if kind is _Fraction else kind(value.numerator) / kind(value.denominator) if kind is not float \
        else float(value)


def _total(data):
    # An exact sum; NaN and infinities win.
    exact, special = {}, None
    for value in data:
        part = _ratio(value)
        if isinstance(part, _Fraction):
            exact[part.denominator] = exact.get(part.denominator, 0) + part.numerator
        else:
            special = part if special is None else special + part
    if special is not None:
        return special
    return sum((_Fraction(top, bottom) for bottom, top in sorted(exact.items())), _Fraction(0))


def mean(data):
    data = list(data)
    if not data:
        raise StatisticsError("mean requires at least one data point")
    return _as(_total(data) / len(data), _kind(data))


def fmean(data, weights=None):
    data = list(data)
    if weights is None:
        if not data:
            raise StatisticsError("fmean requires at least one data point")
        return _math.fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError("data and weights must be the same length")
    total = _math.fsum(weights)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return _math.fsum(map(lambda a, b: a * b, data, weights)) / total


def geometric_mean(data):
    try:
        return _math.exp(fmean(map(_math.log, data)))
    except ValueError:
        raise StatisticsError("geometric mean requires a non-empty dataset containing positive numbers") from None


def harmonic_mean(data, weights=None):
    data = list(data)
    if not data:
        raise StatisticsError("harmonic_mean requires at least one data point")
    if len(data) == 1 and weights is None:
        if data[0] < 0:
            raise StatisticsError("harmonic mean does not support negative values")
        return data[0]
    if weights is None:
        weights, sum_weights = [1] * len(data), len(data)
    else:
        weights = list(weights)
        if len(weights) != len(data):
            raise StatisticsError("Number of weights does not match data size")
        sum_weights = _total(weights)
    if any(value < 0 for value in data):
        raise StatisticsError("harmonic mean does not support negative values")
    try:
        parts = [w / x if w else 0 for w, x in zip(weights, data)]
    except ZeroDivisionError:
        return 0
    total = _total(parts)
    if total <= 0:
        raise StatisticsError("Weighted sum must be positive")
    return _as(sum_weights / total, _kind(parts))


def _sorted(data, name="median"):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data


def median(data):
    data = _sorted(data)
    middle = len(data) // 2
    return data[middle] if len(data) % 2 else (data[middle - 1] + data[middle]) / 2


def median_low(data):
    data = _sorted(data)
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = _sorted(data)
    return data[len(data) // 2]


def median_grouped(data, interval=1.0):
    data = _sorted(data)
    size = len(data)
    x = data[size // 2]
    below, same = sum(v < x for v in data), sum(v == x for v in data)
    low = float(x) - float(interval) / 2.0
    return low + float(interval) * (size / 2 - below) / same


def mode(data):
    pairs = _Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError("no mode for empty data")
    return pairs[0][0]


def multimode(data):
    counts = _Counter(iter(data))
    if not counts:
        return []
    most = max(counts.values())
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method="exclusive"):
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    result = []
    for i in range(1, n):
        if method == "inclusive":
            j, delta = divmod(i * (size - 1), n)
            result.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        elif method == "exclusive":
            j = min(max(i * (size + 1) // n, 1), size - 1)
            delta = i * (size + 1) - j * n
            result.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        else:
            raise ValueError(f"Unknown method: {method!r}")
    if n == 1 and method not in ("inclusive", "exclusive"):
        raise ValueError(f"Unknown method: {method!r}")
    return result


def _squares(data, center):
    # The exact sum of squared deviations.
    if center is None:
        center = _total(data) / len(data)
    else:
        center = _ratio(center)
    return _total([(_ratio(value) - center) ** 2 for value in data])


def _spread(data, center, least, name):
    data = list(data)
    if len(data) < least:
        raise StatisticsError(f"{name} requires at least {'one data point' if least == 1 else 'two data points'}")
    return data, _squares(data, center) / (len(data) - least + 1)


def variance(data, xbar=None):
    data, value = _spread(data, xbar, 2, "variance")
    return _as(value, _kind(data))


def pvariance(data, mu=None):
    data, value = _spread(data, mu, 1, "pvariance")
    return _as(value, _kind(data))


def _root(value):
    # The correctly rounded square root of a ratio.
    if not isinstance(value, _Fraction):
        return _math.sqrt(value)
    top, bottom = value.numerator, value.denominator
    shift = (top.bit_length() - bottom.bit_length() - 109) // 2
    if shift >= 0:
        bottom <<= 2 * shift
    else:
        top <<= -2 * shift
    root = _math.isqrt(top // bottom)
    root |= root * root * bottom != top
    return (root << shift) / 1 if shift >= 0 else root / (1 << -shift)


def stdev(data, xbar=None):
    return _root(_spread(data, xbar, 2, "stdev")[1])


def pstdev(data, mu=None):
    return _root(_spread(data, mu, 1, "pstdev")[1])


def _pairs(x, y, name):
    x, y = list(x), list(y)
    if len(x) != len(y):
        raise StatisticsError(f"{name} requires that both inputs have same number of data points")
    if len(x) < 2:
        raise StatisticsError(f"{name} requires at least two data points")
    x_mean, y_mean = _math.fsum(x) / len(x), _math.fsum(y) / len(y)
    xy = _math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y))
    xx = _math.fsum((a - x_mean) ** 2.0 for a in x)
    yy = _math.fsum((b - y_mean) ** 2.0 for b in y)
    return len(x), x_mean, y_mean, xy, xx, yy


def covariance(x, y, /):
    size, _, _, xy, _, _ = _pairs(x, y, "covariance")
    return xy / (size - 1)


def correlation(x, y, /):
    _, _, _, xy, xx, yy = _pairs(x, y, "correlation")
    try:
        return xy / _math.sqrt(xx * yy)
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant") from None


LinearRegression = _namedtuple("LinearRegression", ("slope", "intercept"))


def linear_regression(x, y, /, *, proportional=False):
    x, y = list(x), list(y)
    _, x_mean, y_mean, xy, xx, _ = _pairs(x, y, "linear regression")
    if proportional:
        xy = _math.fsum(a * b for a, b in zip(x, y))
        xx = _math.fsum(a * a for a in x)
    try:
        slope = xy / xx
    except ZeroDivisionError:
        raise StatisticsError("x is constant") from None
    return LinearRegression(slope=slope, intercept=0.0 if proportional else y_mean - slope * x_mean)


class NormalDist:
    __slots__ = {"_mu": "Arithmetic mean of a normal distribution",
                 "_sigma": "Standard deviation of a normal distribution"}

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError("sigma must be non-negative")
        self._mu, self._sigma = float(mu), float(sigma)

    @classmethod
    def from_samples(cls, data):
        data = list(data)
        return cls(fmean(data), stdev(data))

    mean = property(lambda self: self._mu)
    median = property(lambda self: self._mu)
    mode = property(lambda self: self._mu)
    stdev = property(lambda self: self._sigma)
    variance = property(lambda self: self._sigma * self._sigma)

    def samples(self, n, *, seed=None):
        gauss = _Random(seed).gauss
        return [gauss(self._mu, self._sigma) for _ in range(n)]

    def pdf(self, x):
        variance = self._sigma * self._sigma
        if not variance:
            raise StatisticsError("pdf() not defined when sigma is zero")
        return _math.exp((x - self._mu) * (x - self._mu) / (-2.0 * variance)) / _math.sqrt(_math.tau * variance)

    def cdf(self, x):
        if not self._sigma:
            raise StatisticsError("cdf() not defined when sigma is zero")
        return 0.5 * (1.0 + _math.erf((x - self._mu) / (self._sigma * _math.sqrt(2.0))))

    def zscore(self, x):
        if not self._sigma:
            raise StatisticsError("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, _math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, _math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __mul__(self, other):
        return NormalDist(self._mu * other, self._sigma * abs(other))

    def __truediv__(self, other):
        return NormalDist(self._mu / other, self._sigma / abs(other))

    __radd__ = __add__
    __rmul__ = __mul__

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f"{type(self).__name__}(mu={self._mu!r}, sigma={self._sigma!r})"
