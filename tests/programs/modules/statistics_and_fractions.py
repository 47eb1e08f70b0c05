import statistics as st
from fractions import Fraction as F
from statistics import mean, median, mode, stdev, StatisticsError, NormalDist
for data in ([1, 2, 3, 4], [1.5, 2.25, 3.1, 0.1], [F(1, 3), F(1, 6)], [3, 1, 2], [2.5, 0.1, 0.2, 0.3, 7]):
    print(mean(data), median(data), st.pvariance(data), st.pstdev(data), st.variance(data), stdev(data), st.fmean(data), st.median_low(data), st.median_high(data))
print(st.quantiles(range(1, 11)), st.quantiles([1, 5, 2, 9], n=3, method="inclusive"), st.geometric_mean([54, 24, 36]), st.harmonic_mean([40, 60]), st.mode("aabbb"), st.multimode([1, 1, 2, 2, 3]))
print(st.correlation([1, 2, 3], [1, 5, 7]), st.covariance([1, 2, 3], [1, 5, 7]), st.linear_regression([1, 2, 3], [2, 4, 7]), st.median_grouped([52, 52, 53, 54]))
for f in (mean, median, mode, stdev, st.variance, st.fmean, st.pvariance, st.harmonic_mean, st.geometric_mean):
    try:
        f([])
    except StatisticsError as e:
        print(f.__name__, e)
try:
    stdev([1])
except StatisticsError as e:
    print(e)
try:
    mean(["a"])
except TypeError as e:
    print(e)
n = NormalDist(100, 15)
print(n, n.cdf(115), n.pdf(100), n.zscore(130), n + NormalDist(1, 2), n * 2, NormalDist.from_samples([1, 2, 3]))
a = F(3, 4)
print(a, repr(a), a + 1, a - F(1, 4), a * 2, a / 3, 1 / a, a ** 2, a ** -2, a ** 0.5, 2 ** F(2), -a, abs(-a), float(a), int(F(7, 2)), round(F(7, 2)), round(F(10, 3), 2), a // F(1, 3), a % F(1, 3), divmod(F(7, 2), 1))
print(F("3/7"), F("-1.25"), F("1e-3"), F(0.5), F(0.1), F(0.1).limit_denominator(10), F(3.14159).limit_denominator(100), F(6, -8), F(), F(5))
print(a == 0.75, a < 1, a > 0.7, F(2) == 2, hash(F(2)) == hash(2), hash(F(1, 2)) == hash(0.5), {F(1, 2): 1}[0.5], sum([F(1, 2), F(1, 3)]), max(F(1, 2), F(2, 3)), a.numerator, a.denominator, a.as_integer_ratio())
for args in [(1, 0), ("x",), (1.5, 2), ([],)]:
    try:
        F(*args)
    except Exception as e:
        print(type(e).__name__, e)
import math
print(math.floor(F(-7, 2)), math.ceil(F(-7, 2)), math.trunc(F(-7, 2)), F(1, 3) + 0.5, 0.5 * F(1, 3), F(1, 3) + 1j, sorted([F(1, 2), F(1, 3), 0.4]), f"{F(1, 3)}", isinstance(a, F))
