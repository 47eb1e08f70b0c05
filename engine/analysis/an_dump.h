/* an_dump.h: the model's state as text, for tests and for looking at traces by hand. */
#ifndef AN_DUMP_H
#define AN_DUMP_H

#include "analysis/an_model.h"
#include "base/ls_buf.h"

/* Everything that the questions of an_model.h answer at the position, a line for each thing. */
void an_model_dump(const AnModel *model, LsBuf *out);

#endif
