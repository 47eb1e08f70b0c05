/* tui_keymap.h: the actions of the user interface and their keys, one table.
 *
 * From it follow the dispatch of keys, the line of keys at the foot of the screen, the help screen, and the list of
 * keys in the README.  Nothing here owns memory or fails.
 */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "base/ls_buf.h"
#include "tui/tui_input.h"

/* X(symbol, title) */
#define TUI_GROUP_TABLE(X)                                                                                             \
    X(TIME, "Moving through the run")                                                                                  \
    X(PLAY, "Playing")                                                                                                 \
    X(ASK, "Asking")                                                                                                   \
    X(FIND, "Finding")                                                                                                 \
    X(SCREEN, "The screen")                                                                                            \
    X(PROGRAM, "The program")

/* X(symbol, key, second key, group, word at the foot or NULL, help)
 * Neighbours with the same word share one entry.  The order at the foot is the order here. */
#define TUI_ACTION_TABLE(X)                                                                                            \
    X(PLAY, ' ', 0, PLAY, "play", "play or pause")                                                                     \
    X(EVENT_BACK, TUI_KEY_LEFT, 'h', TIME, "event", "one event back")                                                  \
    X(EVENT_NEXT, TUI_KEY_RIGHT, 'l', TIME, "event", "one event on")                                                   \
    X(LINE_BACK, TUI_KEY_UP, 'k', TIME, "line", "back to the source line that ran before")                             \
    X(LINE_NEXT, TUI_KEY_DOWN, 'j', TIME, "line", "on to the next source line that runs")                              \
    X(STEP_NEXT, 'n', 0, TIME, "step", "on to the next step of any task")                                              \
    X(STEP_BACK, 'p', 0, TIME, NULL, "back to the step before")                                                        \
    X(ITERATION_NEXT, 'N', 0, TIME, "iteration", "on to the loop's next iteration")                                    \
    X(ITERATION_BACK, 'P', 0, TIME, NULL, "back to the iteration before")                                              \
    X(HOME, TUI_KEY_HOME, 'g', TIME, NULL, "to the begin")                                                             \
    X(END, TUI_KEY_END, 'G', TIME, NULL, "to the end")                                                                 \
    X(PAGE_NEXT, TUI_KEY_PAGE_DOWN, 0, TIME, NULL, "a tenth of the run on")                                            \
    X(PAGE_BACK, TUI_KEY_PAGE_UP, 0, TIME, NULL, "a tenth of the run back")                                            \
    X(TASK_NEXT, '.', 0, TIME, NULL, "next event of the selected task")                                                \
    X(TASK_BACK, ',', 0, TIME, NULL, "previous event of the selected task")                                            \
    X(FASTER, '+', '=', PLAY, NULL, "play faster, up to 100×")                                                         \
    X(SLOWER, '-', '_', PLAY, NULL, "play slower, down to 0.25×")                                                      \
    X(WHY, 'w', 0, ASK, "why", "why did this happen: the chain of causes, back to the begin")                          \
    X(CAUSE_BACK, '[', 0, ASK, NULL, "to the event that caused this one")                                              \
    X(CAUSE_NEXT, ']', 0, ASK, NULL, "to the first event that this one caused")                                        \
    X(COMPARE, 'c', 0, ASK, "compare", "the compared run beside this one, if the scenario names two")                  \
    X(SELECT, 't', 0, ASK, NULL, "select the next task (Enter or a click selects one, too)")                           \
    X(MARK, 'm', 0, FIND, NULL, "set or remove a mark here")                                                           \
    X(MARK_NEXT, '\'', 0, FIND, NULL, "go to the next mark, around the end")                                           \
    X(FIND, '/', 0, FIND, NULL, "find a text in events, output and task names")                                        \
    X(FIND_NEXT, 'x', 0, FIND, NULL, "find the next one")                                                              \
    X(FIND_BACK, 'X', 0, FIND, NULL, "find the one before")                                                            \
    X(BREAK, 'b', 0, FIND, NULL, "set or remove a break at the line shown: playing stops there")                       \
    X(BREAK_NEXT, 'B', 0, FIND, NULL, "run on to the next break")                                                      \
    X(ZOOM_IN, 'z', 0, SCREEN, NULL, "zoom into the timeline")                                                         \
    X(ZOOM_OUT, 'Z', 0, SCREEN, NULL, "zoom out")                                                                      \
    X(ZOOM_FIT, 'f', 0, SCREEN, NULL, "show the whole run")                                                            \
    X(AXIS, 'a', 0, SCREEN, NULL, "timeline by time, or by steps in which every event is as wide")                     \
    X(FOCUS_NEXT, TUI_KEY_TAB, 0, SCREEN, NULL, "next pane (a digit goes to the pane with that number)")               \
    X(FOCUS_BACK, TUI_KEY_BACKTAB, 0, SCREEN, NULL, "previous pane")                                                   \
    X(SCROLL_NEXT, 'd', 0, SCREEN, NULL, "scroll the pane down (the mouse wheel, too)")                                \
    X(SCROLL_BACK, 'u', 0, SCREEN, NULL, "scroll the pane up")                                                         \
    X(LARGE, 'o', 0, SCREEN, NULL, "the pane alone on the screen, and back")                                           \
    X(EDIT, 'e', 0, PROGRAM, NULL, "edit the file in $EDITOR, run it anew if it was saved")                            \
    X(RELOAD, 'r', 0, PROGRAM, NULL, "run the file anew")                                                              \
    X(PICKER, 'i', 0, PROGRAM, NULL, "pick another scenario")                                                          \
    X(HELP, '?', 0, PROGRAM, "help", "this help")                                                                      \
    X(REDRAW, TUI_KEY_CTRL + 'l', 0, PROGRAM, NULL, "draw the screen anew")                                            \
    X(SUSPEND, TUI_KEY_CTRL + 'z', 0, PROGRAM, NULL, "to the shell (fg comes back)")                                   \
    X(QUIT, 'q', TUI_KEY_CTRL + 'c', PROGRAM, "quit", "quit")

#define TUI_ACTION_ENUM(symbol, a, b, c, d, e) TUI_DO_##symbol,
typedef enum TuiAction { TUI_DO_NOTHING, TUI_ACTION_TABLE(TUI_ACTION_ENUM) TUI_ACTION_COUNT } TuiAction;
#undef TUI_ACTION_ENUM

#define TUI_GROUP_ENUM(symbol, title) TUI_GROUP_##symbol,
typedef enum TuiGroup { TUI_GROUP_TABLE(TUI_GROUP_ENUM) TUI_GROUP_COUNT } TuiGroup;
#undef TUI_GROUP_ENUM

typedef struct TuiBinding {
    TuiAction action;
    uint32_t keys[2]; /* 0 where there is none */
    TuiGroup group;
    const char *word; /* at the foot of the screen, or NULL */
    const char *help;
    const char *name; /* the symbol */
} TuiBinding;

/* The action of a key, TUI_DO_NOTHING if it has none. */
TuiAction tui_keymap_action(uint32_t key);
/* All bindings in the table's order, TUI_ACTION_COUNT - 1 of them. */
const TuiBinding *tui_keymap(size_t *count);
const char *tui_group_title(TuiGroup group);
/* "←", "q or Ctrl-c": the keys of a binding as the help shows them. */
void tui_keymap_keys(const TuiBinding *binding, LsBuf *out);
/* The key list in Markdown, for the README. */
void tui_keymap_markdown(LsBuf *out);

#endif
