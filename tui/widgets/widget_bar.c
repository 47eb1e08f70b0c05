#include "tui/widgets/widget_bar.h"

void widget_bar(TuiCanvas *canvas, int x, int y, int columns, double share, TuiStyle style)
{
    static const char *const PARTS[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    int eighths = (int)(share * columns * 8 + 0.5);
    if (eighths == 0 && share > 0)
        eighths = 1;
    for (int i = 0; i < columns && eighths > 0; i++, eighths -= 8)
        tui_canvas_puts(canvas, x + i, y, style, PARTS[eighths < 8 ? eighths : 8]);
}
