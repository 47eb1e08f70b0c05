/* tui_theme.h: from roles to colours, for 256, 16, 8 or no colours, on dark and light backgrounds; the task palette.
 *
 * One table of roles.  A theme is a small value; nothing is owned.  The palette keeps apart for the common kinds of
 * colour blindness (after Okabe and Ito, "Color Universal Design", 2008), and no view tells a state by colour alone.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "tui/tui_canvas.h"

/* X(symbol, dark fg, dark bg, light fg, light bg, fg of 16, attributes, attributes without colours)
 * -1: the terminal's own. */
#define TUI_ROLE_TABLE(X)                                                                                              \
    X(TEXT, -1, -1, -1, -1, -1, 0, 0)                                                                                  \
    X(DIM, 246, -1, 242, -1, -1, 0, 0)                                                                                 \
    X(FAINT, 241, -1, 249, -1, 8, 0, TUI_FAINT)                                                                        \
    X(RULE, 239, -1, 251, -1, 8, 0, TUI_FAINT)                                                                         \
    X(TITLE, 250, -1, 238, -1, -1, 0, 0)                                                                               \
    X(FOCUS, 231, -1, 16, -1, 15, TUI_BOLD, TUI_BOLD)                                                                  \
    X(NUMBER, 243, -1, 246, -1, 8, 0, TUI_FAINT)                                                                       \
    X(HEADER, 252, 236, 236, 254, -1, 0, TUI_REVERSE)                                                                  \
    X(HEADER_STRONG, 231, 236, 16, 254, 15, TUI_BOLD, TUI_REVERSE | TUI_BOLD)                                          \
    X(HEADER_DIM, 246, 236, 243, 254, -1, 0, TUI_REVERSE)                                                              \
    X(KEY, 117, -1, 25, -1, 14, 0, TUI_BOLD)                                                                           \
    X(KEY_WORD, 246, -1, 242, -1, -1, 0, 0)                                                                            \
    X(LINE, 231, 237, 16, 253, 15, 0, TUI_BOLD)                                                                        \
    X(LINE_NUMBER, 241, -1, 249, -1, 8, 0, 0)                                                                          \
    X(CODE, 252, -1, 236, -1, -1, 0, 0)                                                                                \
    X(CODE_KEYWORD, 110, -1, 25, -1, 12, 0, 0)                                                                         \
    X(CODE_STRING, 144, -1, 94, -1, -1, 0, 0)                                                                          \
    X(CODE_NUMBER, 180, -1, 94, -1, -1, 0, 0)                                                                          \
    X(CODE_COMMENT, 242, -1, 246, -1, 8, 0, TUI_FAINT)                                                                 \
    X(NOTE, 222, -1, 130, -1, 11, 0, 0)                                                                                \
    X(SAY, 231, 235, 16, 255, 15, 0, 0)                                                                                \
    X(SAY_DIM, 247, 235, 242, 255, -1, 0, 0)                                                                           \
    X(SAY_NOTE, 222, 235, 130, 255, 11, 0, 0)                                                                          \
    X(OUTPUT, 252, -1, 236, -1, -1, 0, 0)                                                                              \
    X(OUTPUT_ERROR, 210, -1, 124, -1, 9, 0, 0)                                                                         \
    X(ERROR, 210, -1, 124, -1, 9, TUI_BOLD, TUI_BOLD)                                                                  \
    X(GOOD, 79, -1, 29, -1, 10, 0, 0)                                                                                  \
    X(PLAYHEAD, 231, -1, 16, -1, 15, 0, TUI_BOLD)                                                                      \
    X(FUTURE, 239, -1, 250, -1, 8, 0, TUI_FAINT)                                                                       \
    X(AXIS, 244, -1, 244, -1, -1, 0, 0)                                                                                \
    X(TASK, -1, -1, -1, -1, -1, 0, 0)                                                                                  \
    X(TASK_DIM, -1, -1, -1, -1, -1, 0, TUI_FAINT)                                                                      \
    X(SELECTED, 231, 238, 16, 252, 15, TUI_BOLD, TUI_REVERSE)                                                          \
    X(MARK, 222, -1, 130, -1, 11, TUI_BOLD, TUI_BOLD)                                                                  \
    X(BREAK, 210, -1, 124, -1, 9, TUI_BOLD, TUI_BOLD)                                                                  \
    X(OVERLAY, 252, 235, 236, 255, -1, 0, 0)                                                                           \
    X(OVERLAY_STRONG, 231, 235, 16, 255, 15, TUI_BOLD, TUI_BOLD)                                                       \
    X(OVERLAY_KEY, 117, 235, 25, 255, 14, 0, TUI_BOLD)                                                                 \
    X(OVERLAY_DIM, 246, 235, 242, 255, -1, 0, 0)

#define TUI_ROLE_ENUM(symbol, a, b, c, d, e, f, g) TUI_ROLE_##symbol,
typedef enum TuiRole { TUI_ROLE_TABLE(TUI_ROLE_ENUM) TUI_ROLE_COUNT } TuiRole;
#undef TUI_ROLE_ENUM

enum { TUI_HUES = 8 };

typedef struct TuiTheme {
    int colours; /* 256, 16, 8, or 0 for none */
    bool light;  /* a light background */
    bool ascii;  /* nothing but ASCII is shown */
} TuiTheme;

/* What a style looks like: colour numbers of the terminal, -1 for its own, and TUI_BOLD … */
typedef struct TuiPaint {
    int fg, bg;
    uint8_t attr;
} TuiPaint;

/* What the environment says: `no_color`, `colorfgbg`, `theme` ("light", "dark") and `charset` (of the locale) may be
 * NULL; `terminal_colours` is what terminfo knows. */
TuiTheme tui_theme_choose(int terminal_colours, const char *no_color, const char *colorfgbg, const char *theme,
                          const char *charset);
TuiPaint tui_theme_paint(const TuiTheme *theme, TuiStyle style);

/* Styles. */
static inline TuiStyle tui_role(TuiRole role)
{
    return (TuiStyle){.role = (uint8_t)role};
}

static inline TuiStyle tui_task_style(unsigned hue, uint8_t attr)
{
    return (TuiStyle){.role = TUI_ROLE_TASK, .hue = (uint8_t)hue, .attr = attr};
}

static inline TuiStyle tui_task_dim(unsigned hue)
{
    return (TuiStyle){.role = TUI_ROLE_TASK_DIM, .hue = (uint8_t)hue};
}

/* The hue of the n-th task of a run (from 0): they repeat after TUI_HUES. */
static inline unsigned tui_hue(unsigned n)
{
    return 1 + n % TUI_HUES;
}

/* The ASCII character that stands for a grapheme, '?' if none is near. */
char tui_theme_ascii(const char *grapheme);

#endif
