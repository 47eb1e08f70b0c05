/* The comparison of a simulated run with a real one. */
#include "tui/commands/cmd_verify.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SHOWN = 60 };

static void copy_value(char *to, size_t size, const char *from, size_t length)
{
    length = length < size - 1 ? length : size - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

void cmd_verify_read(VerifySide *side, const LsBuf *report)
{
    for (const char *line = ls_buf_text(report); *line;) {
        size_t length = strcspn(line, "\n"), word = strcspn(line, " \n");
        const char *value = line + word + (line[word] == ' ');
        size_t value_length = length > word ? length - word - 1 : 0;
        if (word == 7 && memcmp(line, "elapsed", word) == 0) {
            side->elapsed_s = strtod(value, NULL);
            side->timed = true;
        } else if (word == 4 && memcmp(line, "late", word) == 0) {
            side->late = true;
        } else if (word == 5 && memcmp(line, "delay", word) == 0) {
            side->delay_s = strtod(value, NULL);
        } else if (word == 7 && memcmp(line, "version", word) == 0) {
            copy_value(side->version, sizeof side->version, value, value_length);
        } else if (word == 7 && memcmp(line, "missing", word) == 0) {
            copy_value(side->missing, sizeof side->missing, value, value_length);
        }
        line += length + (line[length] == '\n');
    }
}

/* ---- the two outputs ---- */

typedef struct Outputs {
    size_t lines[2];
    size_t numbers;   /* lines that differ in numbers only */
    size_t different; /* the first line that differs otherwise, from 1; 0: none */
    const char *at[2];
} Outputs;

static bool is_number_part(char c)
{
    return isdigit((unsigned char)c) || c == '.';
}

/* 0: the same, 1: apart from numbers, 2: different.  Both end at a newline or at the end. */
static int compare_lines(const char *a, const char *b)
{
    int result = 0;
    for (;;) {
        bool number = isdigit((unsigned char)*a) && isdigit((unsigned char)*b);
        if (number) {
            size_t i = 0, k = 0;
            while (is_number_part(a[i]))
                i++;
            while (is_number_part(b[k]))
                k++;
            if (i != k || memcmp(a, b, i) != 0)
                result = 1;
            a += i;
            b += k;
            continue;
        }
        bool a_ends = *a == '\0' || *a == '\n', b_ends = *b == '\0' || *b == '\n';
        if (a_ends || b_ends)
            return a_ends && b_ends ? result : 2;
        if (*a++ != *b++)
            return 2;
    }
}

static const char *next_line(const char *text)
{
    text += strcspn(text, "\n");
    return *text ? text + 1 : text;
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text; text = next_line(text))
        count++;
    return count;
}

static void compare_outputs(const char *a, const char *b, Outputs *out)
{
    *out = (Outputs){.lines = {count_lines(a), count_lines(b)}};
    for (size_t line = 1; *a || *b; line++) {
        int difference = *a && *b ? compare_lines(a, b) : 2;
        out->numbers += difference == 1;
        if (difference == 2) {
            out->different = line;
            out->at[0] = a;
            out->at[1] = b;
            return;
        }
        a = next_line(a);
        b = next_line(b);
    }
}

/* ---- the table ---- */

static void put_line_text(const char *name, const char *text, LsBuf *out)
{
    int length = (int)strcspn(text, "\n");
    ls_buf_printf(out, "  %-10s ", name);
    if (*text == '\0')
        ls_buf_puts(out, "(there is no such line)");
    for (int i = 0; i < length && i < LINE_SHOWN; i++)
        ls_buf_putc(out, (unsigned char)text[i] < ' ' || text[i] == 0x7F ? '?' : text[i]);
    ls_buf_puts(out, length > LINE_SHOWN ? "…\n" : "\n");
}

static void put_time(LsBuf *out, const char *name, double simulated, double real)
{
    ls_buf_printf(out, "%-24s %12.4f s %14.4f s", name, simulated, real);
    if (simulated > 0 && real > 0)
        ls_buf_printf(out, " %9.3f", real / simulated);
    else
        ls_buf_printf(out, " %9s", "-");
    ls_buf_putc(out, '\n');
}

bool cmd_verify_print(const VerifySide *simulated, const VerifySide *real, LsBuf *out)
{
    char python[48];
    Outputs outputs;
    compare_outputs(ls_buf_text(&simulated->output), ls_buf_text(&real->output), &outputs);
    snprintf(python, sizeof python, "python %s", real->version);
    ls_buf_printf(out, "%-24s %14s %16s %9s\n", "", "simulated", python, "ratio");
    if (real->timed) {
        put_time(out, "elapsed", simulated->elapsed_s, real->elapsed_s);
        put_time(out, "longest hold of a loop", simulated->delay_s, real->delay_s);
    }
    ls_buf_printf(out, "%-24s %14d %16d\n", "exit status", simulated->status, real->status);
    ls_buf_printf(out, "%-24s %14zu %16zu\n", "lines of output", outputs.lines[0], outputs.lines[1]);
    if (outputs.different) {
        ls_buf_printf(out, "\nThe outputs differ from line %zu on:\n", outputs.different);
        put_line_text("simulated", outputs.at[0], out);
        put_line_text("python", outputs.at[1], out);
    } else if (outputs.numbers) {
        ls_buf_printf(out, "\nThe same lines in the same order; numbers differ in %zu of them.\n", outputs.numbers);
    } else {
        ls_buf_puts(out, "\nThe same lines in the same order.\n");
    }
    return !outputs.different && simulated->status == real->status;
}
