/* engine_internal.h: what the files of the facade share. */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include "engine.h"
#include "lang/lang_compile.h"
#include "lang/lang_header.h"
#include "lang/lang_parser.h"
#include "modules/mod_http_server.h"
#include "sim/sim_world.h"

struct EngineScript {
    const LsAlloc *alloc;
    LangModule *module; /* owned */
    LangHeader header;  /* lives in the module */
    LangUnit *unit;     /* compiled without lines; owned */
    char *title;        /* first line of the docstring; owned, NULL when empty */
    size_t title_size;
    char *lesson; /* the rest, without the indentation of continuation lines */
    size_t lesson_size;
};

/* What Python has and scripts cannot have, with what to do instead. */
typedef struct EngineRefused {
    const char *name, *why;
} EngineRefused;

extern const EngineRefused engine_refused_modules[], engine_refused_builtins[];
extern const size_t engine_refused_module_count, engine_refused_builtin_count;

/* That what `from module import name` and `module.name` ask for exists; the latter where the name cannot but be that
 * module, and the script does not look whether it is there. */
LsStatus engine_check_names(LangModule *module, LangDiagList *diags);
/* "module.name" of what needs no check; ended by NULL. */
extern const char *const engine_common_names[];
/* Checks what the parser cannot know: imports, builtins that scripts cannot have, and the keys and values of
 * __scenario__.  LS_E_REFUSED with diagnostics. */
LsStatus engine_check(LangModule *module, const LangHeader *header, LangDiagList *diags);

/* __scenario__["serve"]: LS_E_REFUSED with a diagnostic when it is not right. */
LsStatus engine_check_serve(const LangModule *module, const LangHeader *header, LangDiagList *diags);
/* What it says; false: nothing is served. */
bool engine_serve_of(const EngineScript *script, ModServe *out);

/* __scenario__["network"] (engine_network.c): its check when the script is loaded, and the hosts of a run. */
LsStatus engine_network_check(const LangModule *module, const LangValue *network, LangDiagList *diags);
LsStatus engine_network_set_up(const EngineScript *script, bool strict, SimWorld *world);
/* Appends the note about hosts that nobody declared; false: there are none. */
bool engine_network_note(SimWorld *world, LsBuf *out);

/* The paths that --set may add to __scenario__ although the file does not write them. */
extern const char *const engine_addable_paths[];
extern const size_t engine_addable_path_count;

#endif
