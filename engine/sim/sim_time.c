#include "sim/sim_time.h"

#include <math.h>

double sim_seconds(int64_t ns)
{
    if (ns % SIM_NS_PER_S == 0) {
        return (double)(ns / SIM_NS_PER_S);
    }
    return (double)ns / 1e9;
}

int64_t sim_nanoseconds(double seconds)
{
    double ns = seconds * 1e9;
    if (ns >= 0 && ns < 0x1p52) { /* llround for the usual case: the fraction is exact */
        int64_t whole = (int64_t)ns;
        return whole + (ns - (double)whole >= 0.5);
    }
    if (isnan(ns)) {
        return INT64_MIN;
    }
    if (ns >= 0x1p63) {
        return SIM_NEVER;
    }
    if (ns <= -0x1p63) {
        return -SIM_NEVER;
    }
    return (int64_t)llround(ns);
}

int64_t sim_time_add(int64_t a_ns, int64_t b_ns)
{
    int64_t sum;
    return __builtin_add_overflow(a_ns, b_ns, &sum) ? SIM_NEVER : sum;
}
