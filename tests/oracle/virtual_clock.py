"""The virtual clock: integer nanoseconds, moved only by waiting.

One clock per process.  It stands at 0 when the program starts.  The `time`
module and the event loops of virtual_loop.py read it; a selector or a
sleeping thread moves it.  Real time never enters.
"""

import time

NS_PER_SECOND = 10**9
EPOCH_NS = 1704067200 * NS_PER_SECOND  # 2024-01-01T00:00:00Z
FOREVER_NS = 2**63 - 1

_real_sleep = time.sleep
_real_gmtime = time.gmtime
_real_localtime = time.localtime
_real_ctime = time.ctime
_real_asctime = time.asctime
_real_strftime = time.strftime


def seconds_to_ns(seconds):
    """The one rule from float seconds to nanoseconds: C's llround(seconds * 1e9).

    The product is a double, rounded as IEEE 754 does it; its fraction is then
    rounded to the nearest integer, halves away from zero.  What does not fit
    63 bits (infinity too) is FOREVER_NS, or its negative; a NaN, which
    compares false with everything, is always due.
    """
    product = float(seconds) * 1e9
    if product != product:
        return -FOREVER_NS
    if product >= 2.0**63:
        return FOREVER_NS
    if product <= -(2.0**63):
        return -FOREVER_NS
    whole = int(product)
    fraction = product - whole  # exact: both are doubles of the same scale
    if fraction >= 0.5:
        return whole + 1
    if fraction <= -0.5:
        return whole - 1
    return whole


def ns_to_seconds(ns):
    """The one rule from nanoseconds to float seconds.

    Whole seconds convert exactly; anything else is (double)ns / 1e9, where
    both the conversion and the division round to nearest.
    """
    if ns % NS_PER_SECOND == 0:
        return float(ns // NS_PER_SECOND)
    return float(ns) / 1e9


class VirtualClock:
    """Where virtual time stands.  `sleeper`, if set, is called to block the
    running thread until a time; without it the clock just moves there."""

    def __init__(self):
        self.now_ns = 0
        self.sleeper = None

    def advance_to(self, ns):
        """Moves the clock forwards to `ns`; never backwards."""
        if ns > self.now_ns:
            self.now_ns = ns

    def seconds(self):
        return ns_to_seconds(self.now_ns)

    def sleep(self, seconds):
        """time.sleep: CPython's own checks and messages, but no real wait."""
        if not isinstance(seconds, (int, float)) or not 0 <= seconds < 9e9:
            # Not a number, negative, NaN or too large: let CPython refuse it.
            # A number of another type (with __index__) passes as an int.
            index = getattr(type(seconds), "__index__", None)
            if index is None or not 0 <= index(seconds) < 9e9:
                return _real_sleep(seconds)
            seconds = index(seconds)
        until_ns = self.now_ns + seconds_to_ns(seconds)
        if self.sleeper is None:
            self.advance_to(until_ns)
        else:
            self.sleeper(until_ns)

    def install(self):
        """Puts the clock behind the functions of the `time` module."""

        def epoch_seconds():
            return ns_to_seconds(EPOCH_NS + self.now_ns)

        def sleep(seconds, /):
            self.sleep(seconds)

        def broken_down(real):
            def convert(seconds=None, /):
                return real(epoch_seconds() if seconds is None else seconds)

            return convert

        time.sleep = sleep
        time.time = epoch_seconds
        time.time_ns = lambda: EPOCH_NS + self.now_ns
        time.monotonic = time.perf_counter = self.seconds
        time.monotonic_ns = time.perf_counter_ns = lambda: self.now_ns
        # Computing costs no virtual time, so no processor time ever passes.
        time.process_time = time.thread_time = lambda: 0.0
        time.process_time_ns = time.thread_time_ns = lambda: 0
        time.gmtime = broken_down(_real_gmtime)
        time.localtime = broken_down(_real_localtime)
        time.ctime = broken_down(_real_ctime)
        time.asctime = lambda *when: _real_asctime(*(when or (time.localtime(),)))
        time.strftime = lambda form, *when: _real_strftime(form, *(when or (time.localtime(),)))
