/* vm_fixture.h: a machine for tests: counted memory, output kept as text, scripts given as strings. */
#ifndef VM_FIXTURE_H
#define VM_FIXTURE_H

#include "support/support_alloc.h"
#include "vm/vm.h"

typedef struct VmFixture {
    SupportAlloc memory;
    LsAlloc plain; /* for the output, which is not part of what is tested */
    bool slow;     /* without what only makes it faster: no instructions that do the work of several, nothing cached */
    VmLimits limits;
    TraceRecorder recorder;
    LsBuf out, err;
    Vm *vm; /* NULL after fixture_start when there was no memory */
} VmFixture;

/* Machine with counted memory; the fixture must not move.  With `counted` false memory.alloc is to be set up before by
 * support_alloc_begin. */
void fixture_start(VmFixture *fixture, bool counted);
/* Frees the machine; a leak fails the test. */
void fixture_end(VmFixture *fixture);

/* For cmocka: a counted machine around each test, in `the_fixture`. */
extern VmFixture the_fixture;
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* A function for scripts: what a call raises. */
#define RAISES_TO_TEXT                                                                                                 \
    "def err(f, *a):\n"                                                                                                \
    "    try: print(\"no error:\", f(*a))\n"                                                                           \
    "    except Exception as e: print(type(e).__name__ + \":\", e)\n"

/* Runs a script; its stdout, and stderr with the traceback of an uncaught exception, are appended to out and err. */
LsStatus fixture_run(VmFixture *fixture, const char *source);
/* Runs a script in a machine of its own and compares what it printed. */
void assert_prints(const char *source, const char *expected);
/* The same for the traceback on stderr. */
void assert_fails_with(const char *source, const char *expected);
/* Runs the script with every allocation failing once: no crash, no leak, and the right output when none failed. */
void assert_survives_failing_memory(const char *source, const char *expected, size_t step);

#endif
