#include "tui/tui_theme.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Role {
    int dark_fg, dark_bg, light_fg, light_bg, fg16;
    uint8_t attr, attr_mono;
} Role;

static const Role ROLES[] = {
#define ROLE_ROW(symbol, dark_fg, dark_bg, light_fg, light_bg, fg16, attr, mono)                                       \
    {dark_fg, dark_bg, light_fg, light_bg, fg16, attr, mono},
    TUI_ROLE_TABLE(ROLE_ROW)
#undef ROLE_ROW
};

typedef struct Hue {
    int dark, dark_dim, light, light_dim, c16;
} Hue;

/* sky blue, orange, bluish green, purple, yellow, vermilion, blue, grey */
static const Hue PALETTE[TUI_HUES] = {
    {117, 67, 32, 110, 14},   {214, 136, 166, 179, 3}, {79, 36, 29, 72, 10},  {176, 97, 133, 176, 13},
    {228, 143, 100, 143, 11}, {209, 131, 160, 174, 9}, {111, 62, 25, 67, 12}, {253, 245, 238, 246, 7},
};

static bool says_light(const char *colorfgbg)
{
    const char *last = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
    if (!last || last[1] < '0' || last[1] > '9')
        return false;
    long background = strtol(last + 1, NULL, 10);
    return background == 7 || background == 15;
}

TuiTheme tui_theme_choose(int terminal_colours, const char *no_color, const char *colorfgbg, const char *theme,
                          const char *charset)
{
    TuiTheme chosen = {0};
    if (!no_color || !*no_color)
        chosen.colours = terminal_colours >= 256 ? 256 : terminal_colours >= 16 ? 16 : terminal_colours >= 8 ? 8 : 0;
    chosen.light = theme && *theme ? strcasecmp(theme, "light") == 0 : says_light(colorfgbg);
    chosen.ascii = charset && strcasecmp(charset, "UTF-8") != 0 && strcasecmp(charset, "utf8") != 0;
    return chosen;
}

/* A colour of 16 on a terminal with 8: the bright ones are bold. */
static void paint_16(TuiPaint *paint, int colour, const TuiTheme *theme)
{
    if (theme->light && (colour == 15 || colour == 7))
        colour = colour == 15 ? 0 : 8;
    if (theme->light && colour > 8)
        colour -= 8;
    paint->fg = colour;
    if (theme->colours < 16 && colour >= 8) {
        paint->fg = colour == 8 ? -1 : colour - 8;
        paint->attr |= colour == 8 ? TUI_FAINT : TUI_BOLD;
    }
}

static void paint_hue(TuiPaint *paint, const TuiTheme *theme, TuiStyle style)
{
    const Hue *hue = &PALETTE[(style.hue - 1u) % TUI_HUES];
    bool dim = style.role == TUI_ROLE_TASK_DIM;
    if (theme->colours == 256)
        paint->fg = theme->light ? (dim ? hue->light_dim : hue->light) : (dim ? hue->dark_dim : hue->dark);
    else
        paint_16(paint, dim && hue->c16 > 8 ? hue->c16 - 8 : hue->c16, theme);
}

TuiPaint tui_theme_paint(const TuiTheme *theme, TuiStyle style)
{
    const Role *role = &ROLES[style.role < TUI_ROLE_COUNT ? style.role : 0];
    TuiPaint paint = {.fg = -1, .bg = -1, .attr = style.attr};
    if (theme->colours == 0) {
        paint.attr |= role->attr_mono;
        return paint;
    }
    paint.attr |= role->attr;
    if (theme->colours == 256) {
        paint.fg = theme->light ? role->light_fg : role->dark_fg;
        paint.bg = theme->light ? role->light_bg : role->dark_bg;
    } else {
        if (role->fg16 >= 0)
            paint_16(&paint, role->fg16, theme);
        if (role->attr_mono & TUI_REVERSE)
            paint.attr |= TUI_REVERSE;
    }
    if (style.hue)
        paint_hue(&paint, theme, style);
    return paint;
}

typedef struct Ascii {
    const char *grapheme;
    char ascii;
} Ascii;

static const Ascii NEAREST[] = {
    {"─", '-'},  {"│", '|'},  {"└", '+'}, {"┘", '+'}, {"┌", '+'}, {"┐", '+'}, {"├", '+'}, {"┤", '+'}, {"┬", '+'},
    {"┴", '+'},  {"┼", '+'},  {"…", '~'}, {"▶", '>'}, {"◆", '*'}, {"◇", 'o'}, {"·", '.'}, {"█", '#'}, {"▉", '#'},
    {"▊", '#'},  {"▋", '#'},  {"▌", '#'}, {"▍", '|'}, {"▎", '|'}, {"▏", '|'}, {"▐", '#'}, {"░", '.'}, {"▒", ':'},
    {"▓", '%'},  {"✓", 'v'},  {"✗", 'x'}, {"⊘", '/'}, {"●", '*'}, {"○", 'o'}, {"→", '>'}, {"←", '<'}, {"↑", '^'},
    {"↓", 'v'},  {"›", '>'},  {"‹", '<'}, {"×", 'x'}, {"−", '-'}, {"–", '-'}, {"—", '-'}, {"“", '"'}, {"”", '"'},
    {"‘", '\''}, {"’", '\''}, {"▲", '^'}, {"▼", 'v'}, {"◂", '<'}, {"▸", '>'}, {"┃", '|'}, {"╌", '-'}, {"┄", '-'},
    {"‖", '|'},  {"⚑", '!'},  {"⌛", 't'}, {"│", '|'}, {"╵", '|'}, {"╷", '|'}, {"┈", '.'}, {"◌", 'o'}, {"⏎", '<'},
};

char tui_theme_ascii(const char *grapheme)
{
    for (size_t i = 0; i < sizeof NEAREST / sizeof *NEAREST; i++)
        if (strcmp(NEAREST[i].grapheme, grapheme) == 0)
            return NEAREST[i].ascii;
    return '?';
}
