/* an_compare.h: two runs of the same work on one clock.  Borrows the models. */
#ifndef AN_COMPARE_H
#define AN_COMPARE_H

#include "analysis/an_stats.h"

typedef struct AnCompare {
    AnStats stats[2];
    int64_t difference_ns; /* first run's elapsed time minus the second's: what the second one saves */
    double ratio;          /* first / second; 0 when the second took no time */
} AnCompare;

void an_compare(const AnModel *first, const AnModel *second, AnCompare *out);

/* Where a run stands at a common time: the last event at or before it (lockstep). */
uint32_t an_compare_seek(const AnModel *model, int64_t time_ns);

/* One sentence: "main_async needs 1 s, main_sync 2.25 s: 1.25 s less, 2.25 times as fast." */
void an_compare_sentence(const AnCompare *compare, const char *first_name, const char *second_name, LsBuf *out);
/* The table of `loopscope compare --text`: a line for each figure, a column for each run and one for the difference. */
void an_compare_text(const AnCompare *compare, const char *first_name, const char *second_name, LsBuf *out);

#endif
