/* cmd_verify.h: what the files of `verify` share.
 */
#ifndef CMD_VERIFY_H
#define CMD_VERIFY_H

#include "base/ls_buf.h"

/* One run of the two: simulated, or executed for real. */
typedef struct VerifySide {
    LsBuf output;
    int status;
    double elapsed_s, delay_s; /* the whole run; the longest time that one callback held its loop */
    bool timed;                /* the two are there */
    bool late;                 /* it was stopped: it took much longer than simulated */
    char version[32];          /* of python3 */
    char missing[512];         /* packages, separated by commas; "" */
} VerifySide;

/* The Python program that executes a scenario and reports (cmd_verify_harness.py), NUL-terminated. */
extern const unsigned char cmd_verify_harness[];

/* Reads the report: a word and a value on each line. */
void cmd_verify_read(VerifySide *side, const LsBuf *report);
/* Both as a table; true when output and exit status agree (numbers may differ where real time is in them). */
bool cmd_verify_print(const VerifySide *simulated, const VerifySide *real, LsBuf *out);

#endif
