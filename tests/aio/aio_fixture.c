#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aio/aio_fixture.h"
#include "modules/mod_table.h"

static void keep(void *context, TraceStream stream, const char *text, size_t size)
{
    if (stream == TRACE_STREAM_STDERR) {
        ls_buf_put(context, text, size);
    }
}

void aio_fixture_begin(AioFixture *fixture)
{
    *fixture = (AioFixture){0};
    support_alloc_init(&fixture->memory);
    ls_buf_init(&fixture->err, &fixture->memory.alloc);
    sim_world_init(&fixture->world, &fixture->memory.alloc, &fixture->recorder, 0);
    VmHost host = {.context = &fixture->err, .write = keep};
    fixture->vm = vm_new(&fixture->memory.alloc, &host, &(VmLimits){0}, &fixture->recorder);
    assert_non_null(fixture->vm);
    fixture->vm->world = &fixture->world;
    fixture->vm->module_table = &mod_table;
    fixture->vm->budget = 1000000;
    assert_true(aio_start(fixture->vm));
    VmValue loop = aio_loop_new(fixture->vm);
    assert_true(loop != VM_ERROR);
    fixture->loop = aio_loop_of(loop);
}

void aio_fixture_enter(AioFixture *fixture)
{
    aio_state(fixture->vm)->running = fixture->loop;
}

void aio_fixture_leave(AioFixture *fixture)
{
    aio_state(fixture->vm)->running = NULL;
}

void aio_fixture_end(AioFixture *fixture)
{
    aio_fixture_leave(fixture);
    vm_unref(fixture->vm, vm_from_object(fixture->loop));
    vm_free(fixture->vm);
    ls_buf_free(&fixture->err);
    support_alloc_end(&fixture->memory);
}
