/* The server as a whole: its listening socket, its worker processes, the race for connections. */
#include "modules/mod_http_server_internal.h"

#include "aio/aio_process.h"
#include "aio/aio_thread.h"
#include "vm/vm_builtins.h"
#include "vm/vm_dict.h"
#include "vm/vm_error.h"
#include "vm/vm_heap.h"
#include "vm/vm_module.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

#include <stdio.h>

enum { RACE_STREAM = 0x41434350, BACKLOG = 2048 };

ModServing *mod_serving(Vm *vm)
{
    return vm->states[VM_STATE_FASTAPI].data;
}

/* ---- the server's record, which all its processes share ---- */

static void server_drop(ModServer *server)
{
    if (server == NULL || --server->refs > 0) {
        return;
    }
    ls_alloc_free(server->alloc, server->workers, (size_t)server->serve.workers * sizeof *server->workers);
    ls_alloc_free(server->alloc, server, sizeof *server);
}

static void stop_listening(ModServer *server)
{
    if (server->listener != NULL) {
        sim_socket_close(server->listener);
        server->listener = NULL;
    }
}

static ModServer *server_new(Vm *vm, const ModServe *serve)
{
    const LsAlloc *alloc = vm->world->alloc;
    size_t count = (size_t)serve->workers;
    ModServer *server = ls_alloc_zeroed(alloc, sizeof *server);
    ModServeWorker *workers = server == NULL ? NULL : ls_alloc_zeroed(alloc, count * sizeof *workers);
    if (workers == NULL) {
        ls_alloc_free(alloc, server, sizeof *server);
        vm_raise_no_memory(vm);
        return NULL;
    }
    *server = (ModServer){.alloc = alloc,
                          .refs = 1,
                          .serve = *serve,
                          .workers = workers,
                          .random = sim_random_seeded(vm->world->seed, RACE_STREAM)};
    for (size_t i = 0; i < count; i++) {
        workers[i] = (ModServeWorker){.server = server, .index = (int)i};
    }
    mod_server_draw_race(server);
    return server;
}

/* ---- a worker ---- */

/* The application: the global of that name in the copy of the script. */
static VmValue find_application(Vm *vm, const char *name)
{
    VmValue main = aio_process_main_borrow(vm);
    VmValue app = main == VM_EMPTY ? VM_EMPTY : vm_dict_get_c_borrow(vm, vm_module_dict_borrow(main), name);
    if (app == VM_EMPTY) {
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        ls_buf_printf(&text, "ERROR:    Error loading ASGI app. Attribute \"%s\" not found in module \"__main__\".\n",
                      name);
        vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
        ls_buf_free(&text);
        return VM_ERROR;
    }
    return vm_ref(app);
}

static VmValue call_worker(Vm *vm, VmValue app)
{
    VmValue function = vm_import_attr(vm, "uvicorn", "_worker");
    VmValue result = function == VM_ERROR ? VM_ERROR : vm_call1(vm, function, app);
    vm_unref(vm, function);
    return result;
}

static int exit_status_of(Vm *vm)
{
    if (vm_error_matches(vm, VM_EXC_SYSTEM_EXIT)) {
        VmValue code = vm_to_exception(vm->pending)->payload;
        return vm_is_int(code) ? (int)(vm_to_int(code) & 255) : code != VM_EMPTY && code != VM_NONE;
    }
    if (vm->stop == LS_OK) {
        VmValue exception = vm_error_take(vm);
        LsBuf text;
        ls_buf_init(&text, vm->alloc);
        if (vm_error_format(vm, exception, &text)) {
            vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
        }
        ls_buf_free(&text);
        vm_error_restore_steal(vm, exception);
    }
    return 1;
}

static int worker_body(Vm *vm, void *data)
{
    ModServeWorker *worker = data;
    ModServing *serving = mod_serving(vm);
    if (serving == NULL) {
        return 1;
    }
    serving->worker = worker;
    worker->thread = vm->world->sched->running;
    VmValue app = find_application(vm, serving->serve.app);
    VmValue result = app == VM_ERROR ? VM_ERROR : call_worker(vm, app);
    int status = result == VM_ERROR && vm_error_pending(vm) ? exit_status_of(vm) : result == VM_ERROR;
    vm_unref(vm, app);
    vm_unref(vm, result);
    serving->worker = NULL;
    worker->ended = true; /* its thread is not looked at any more */
    return status;
}

static void worker_over(void *data, int exit_status)
{
    ModServeWorker *worker = data;
    (void)exit_status;
    worker->ended = true;
    if (worker->server->serve.workers == 1) {
        stop_listening(worker->server); /* the socket was its own; several inherit it from a parent, which keeps it */
    }
    server_drop(worker->server);
}

static bool start_workers(Vm *vm, ModServer *server)
{
    for (int i = 0; i < server->serve.workers; i++) {
        char name[32] = "uvicorn";
        if (server->serve.workers > 1) {
            snprintf(name, sizeof name, "worker %d", i + 1);
        }
        AioProcessStart start = {.name = name,
                                 .body = worker_body,
                                 .over = worker_over,
                                 .data = &server->workers[i],
                                 .daemon = true,
                                 .loose = true};
        server->refs++;
        if (aio_process_start(vm, &start) == NULL) {
            server_drop(server);
            return false;
        }
    }
    return true;
}

/* ---- standing up ---- */

static bool all_ready(void *context)
{
    const ModServer *server = context;
    for (int i = 0; i < server->serve.workers; i++) {
        if (!server->workers[i].ready && !server->workers[i].ended) {
            return false;
        }
    }
    return true;
}

/* As uvicorn: the port is taken. */
static bool raise_port_in_use(Vm *vm, const ModServe *serve)
{
    LsBuf text;
    ls_buf_init(&text, vm->alloc);
    ls_buf_printf(&text,
                  "ERROR:    [Errno 98] error while attempting to bind on address ('%s', %d): address already in "
                  "use\n",
                  serve->host, serve->port);
    vm_write(vm, TRACE_STREAM_STDERR, ls_buf_text(&text), text.size);
    ls_buf_free(&text);
    vm_raise_with(vm, vm_exception_type(vm, VM_EXC_SYSTEM_EXIT), vm_from_int(1));
    return false;
}

static bool listen(Vm *vm, ModServer *server)
{
    SimNet *net = sim_net_of(vm->world);
    LsStatus status = net == NULL
                          ? LS_E_NOMEM
                          : sim_net_listen(net, server->serve.host, server->serve.port, BACKLOG, &server->listener);
    if (status == LS_E_EXISTS) {
        return raise_port_in_use(vm, &server->serve);
    }
    if (status != LS_OK) {
        vm_raise_no_memory(vm);
    }
    return status == LS_OK;
}

static bool stand_up(Vm *vm)
{
    ModServing *serving = mod_serving(vm);
    ModServer *server = aio_start(vm) ? server_new(vm, &serving->serve) : NULL;
    if (server == NULL) {
        return false;
    }
    serving->server = server;
    return listen(vm, server) && start_workers(vm, server) &&
           (all_ready(server) || aio_thread_block(vm, SIM_NEVER, all_ready, server, AIO_BLOCK_IDLE, 0));
}

static void serving_visit(Vm *vm, void *data, VmVisit visit, void *context)
{
    ModServing *serving = data;
    visit(vm, serving->on_request, context);
    visit(vm, serving->on_stop, context);
    visit(vm, serving->name, context);
}

static void serving_clear(Vm *vm, void *data)
{
    ModServing *serving = data;
    vm_set_steal(vm, &serving->on_request, VM_EMPTY);
    vm_set_steal(vm, &serving->on_stop, VM_EMPTY);
    vm_set_steal(vm, &serving->name, VM_EMPTY);
    if (serving->server != NULL) {
        stop_listening(serving->server);
        server_drop(serving->server);
    }
    ls_alloc_free(vm->alloc, serving, sizeof *serving);
}

bool mod_serve_attach(Vm *vm, const ModServe *serve)
{
    ModServing *serving = ls_alloc_zeroed(vm->alloc, sizeof *serving);
    if (serving == NULL) {
        return false;
    }
    serving->serve = *serve;
    vm->states[VM_STATE_FASTAPI] = (VmState){.data = serving, .visit = serving_visit, .clear = serving_clear};
    vm->stand_up = stand_up;
    return true;
}

/* ---- uvicorn.run() and uvicorn.Server ---- */

/* Nothing happens any more: as if somebody pressed ^C. */
static bool on_idle(void *context)
{
    ModServer *server = context;
    stop_listening(server);
    return true;
}

static bool stop_when_idle(Vm *vm, ModServer *server)
{
    SimSched *sched = vm->world->sched;
    sched->idle = on_idle;
    sched->idle_context = server;
    return true;
}

static bool is_stopped(void *context)
{
    return ((const ModServer *)context)->listener == NULL;
}

/* The server that the scenario wants, or the processes that the script has asked for, serve until nobody asks any
 * more. */
static bool wait_until_idle(Vm *vm, ModServer *server)
{
    bool ok = server->listener == NULL ||
              (stop_when_idle(vm, server) && aio_thread_block(vm, SIM_NEVER, is_stopped, server, AIO_BLOCK_IDLE, 0));
    vm->world->sched->idle = NULL;
    return ok;
}

/* What the script serves itself, from now on; NULL: an exception is pending. */
static ModServing *serve_own(Vm *vm, const ModServe *serve)
{
    if (mod_serving(vm) == NULL) {
        if (!mod_serve_attach(vm, serve)) {
            vm_raise_no_memory(vm);
            return NULL;
        }
        mod_serving(vm)->own = true;
    }
    mod_serving(vm)->serve = *serve;
    return mod_serving(vm);
}

bool mod_serve_processes(Vm *vm, const ModServe *serve, VmValue name)
{
    ModServing *serving = mod_serving(vm);
    if (serving == NULL || serving->own) { /* else the scenario's server is the one that is meant */
        serving = serve_own(vm, serve);
        if (serving == NULL) {
            return false;
        }
        if (serving->server != NULL) {
            return raise_port_in_use(vm, serve);
        }
        vm_set_steal(vm, &serving->name, vm_ref(name));
        serving->serve.app = vm_str_data(name);
        vm->stand_up = stand_up;
    }
    if (!vm_stand_up(vm)) {
        return false;
    }
    if (serving->server == NULL) {
        vm_raise(vm, VM_EXC_RUNTIME_ERROR, "a worker serves already");
        return false;
    }
    bool ok = wait_until_idle(vm, serving->server);
    if (ok && serving->own) {
        server_drop(serving->server);
        serving->server = NULL;
    }
    return ok;
}

bool mod_serve_here(Vm *vm, const ModServe *serve)
{
    ModServing *serving = serve_own(vm, serve);
    if (serving == NULL) {
        return false;
    }
    vm->stand_up = NULL;
    if (serving->server != NULL) {
        return raise_port_in_use(vm, serve);
    }
    serving->server = server_new(vm, &serving->serve);
    if (serving->server == NULL || !listen(vm, serving->server)) {
        return false;
    }
    serving->worker = &serving->server->workers[0];
    serving->worker->thread = vm->world->sched->running;
    return stop_when_idle(vm, serving->server);
}

void mod_serve_leave(Vm *vm)
{
    ModServing *serving = mod_serving(vm);
    if (serving != NULL && serving->reader != NULL) {
        AioReader *reader = serving->reader;
        serving->reader = NULL;
        aio_reader_remove(vm, reader);
    }
    if (serving != NULL && serving->server != NULL) {
        SimSched *sched = vm->world->sched;
        sched->idle = sched->idle_context == serving->server ? NULL : sched->idle;
        stop_listening(serving->server);
        server_drop(serving->server);
        serving->server = NULL;
        serving->worker = NULL;
    }
}

static bool idle_ones_ended(void *context)
{
    const ModServer *server = context;
    for (int i = 0; i < server->serve.workers; i++) {
        if (!server->workers[i].ended && server->workers[i].in_flight == 0) {
            return false;
        }
    }
    return true;
}

void mod_serve_stop(Vm *vm)
{
    ModServing *serving = mod_serving(vm);
    ModServer *server = serving == NULL ? NULL : serving->server;
    if (server == NULL || vm->stop != LS_OK || serving->worker != NULL) { /* the last: in a thread of this process */
        return;
    }
    stop_listening(server);
    VmValue pending = vm_error_pending(vm) ? vm_error_take(vm) : VM_EMPTY;
    if (!idle_ones_ended(server)) {
        (void)aio_thread_block(vm, SIM_NEVER, idle_ones_ended, server, AIO_BLOCK_IDLE, 0);
    }
    if (pending != VM_EMPTY) {
        vm_error_restore_steal(vm, pending);
    }
}

/* ---- the race for connections ----
 *
 * A connection wakes all workers that poll; who runs first accepts what is there.  Which one that is depends on where
 * they sleep and what runs on the cores, and hardly changes within a run: one worker is favoured, among the others the
 * next, and so on.  How much is a matter of luck: on Linux the largest share of a burst of 100 on four workers had the
 * median 0.40, and lay between 0.30 and 0.69.  A worker that is busy is not in the race.
 */

void mod_server_draw_race(ModServer *server)
{
    const double least = 0.30, spread = 0.42;
    size_t count = (size_t)server->serve.workers;
    double luck = sim_random_unit(&server->random);
    double favour = least + spread * luck * luck, left = 1;
    for (size_t rank = 0; rank < count; rank++) { /* the ranks fall on the workers by chance */
        size_t place = sim_random_below(&server->random, count - rank);
        for (size_t i = 0; i < count; i++) {
            if (server->workers[i].chance == 0 && place-- == 0) {
                server->workers[i].chance = rank + 1 == count ? left : left * favour;
                left -= server->workers[i].chance;
                break;
            }
        }
    }
}

/* A rival polls: it has been woken as well. */
static bool has_rival(const ModServeWorker *worker)
{
    const ModServer *server = worker->server;
    for (int i = 0; i < server->serve.workers; i++) {
        const ModServeWorker *other = &server->workers[i];
        if (other != worker && other->ready && !other->ended && other->thread->blocked &&
            other->thread->reason == AIO_BLOCK_POLL) {
            return true;
        }
    }
    return false;
}

int mod_server_turn(ModServeWorker *worker)
{
    enum { MEAN = 3 };
    ModServer *server = worker->server;
    if (!has_rival(worker)) {
        return INT32_MAX;
    }
    if (sim_random_unit(&server->random) >= worker->chance / 2) {
        return 0; /* another one was there first, or will be */
    }
    int turn = 1;
    while (sim_random_below(&server->random, MEAN) != 0) {
        turn++;
    }
    return turn;
}
