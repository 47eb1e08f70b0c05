/* sim_time.h: virtual time, and the one border where Python's float seconds become nanoseconds.
 *
 * The rules are those of the test oracle (tests/oracle/README.md): a product is rounded once, to nearest, halves away
 * from zero; what does not fit means "never".  Nothing here allocates or fails.
 */
#ifndef SIM_TIME_H
#define SIM_TIME_H

#include <stdint.h>

#define SIM_NEVER INT64_MAX
#define SIM_NS_PER_S INT64_C(1000000000)
/* time.time() at the start of every run: 2024-01-01T00:00:00Z. */
#define SIM_EPOCH_NS INT64_C(1704067200000000000)

/* Seconds as CPython's clocks give them: whole seconds exactly, else ns / 1e9. */
double sim_seconds(int64_t ns);
/* llround(seconds * 1e9); SIM_NEVER from 2^63 on, -SIM_NEVER at or below -2^63, INT64_MIN (always due) for a NaN. */
int64_t sim_nanoseconds(double seconds);
/* a + b, staying at SIM_NEVER instead of overflowing.  b >= 0. */
int64_t sim_time_add(int64_t a_ns, int64_t b_ns);

#endif
