/* HTTP over the sockets of `_network`; and what modelled databases answer. */
#include "modules/mod_http.h"
#include "modules/mod_network.h"
#include "modules/mod_support.h"
#include "vm/vm_bytes.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_list.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <string.h>

/* ---- from script values ---- */

static bool add_pair(Vm *vm, VmValue pair, void *context)
{
    if (!vm_is_tuple(pair) || vm_to_tuple(pair)->count != 2 || !vm_check_str(vm, vm_to_tuple(pair)->items[0], "name") ||
        !vm_check_str(vm, vm_to_tuple(pair)->items[1], "value")) {
        if (!vm_error_pending(vm)) {
            vm_raise(vm, VM_EXC_TYPE_ERROR, "headers must be pairs of str");
        }
        return false;
    }
    VmValue name = vm_to_tuple(pair)->items[0], value = vm_to_tuple(pair)->items[1];
    if (!mod_http_add_field_n(context, vm_str_data(name), vm_str_size(name), vm_str_data(value), vm_str_size(value))) {
        vm_raise_no_memory(vm);
        return false;
    }
    return true;
}

static bool fill(Vm *vm, ModHttp *message, VmValue fields, VmValue body)
{
    if (!vm_for_each(vm, fields, add_pair, message)) {
        return false;
    }
    if (!vm_is_bytes(body)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "the body must be bytes, not %s", vm_type_name(vm, body));
        return false;
    }
    if (!mod_http_set_body(message, vm_bytes_of_value(body)->data, vm_bytes_of_value(body)->size)) {
        vm_raise_no_memory(vm);
        return false;
    }
    return true;
}

static bool all_strings(Vm *vm, const VmValue *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!vm_check_str(vm, values[i], "argument")) {
            return false;
        }
    }
    return true;
}

/* send_request(method, scheme, host, port, path, query, headers, body, entity, close=False) -> bool */
static VmValue send_request(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    int port;
    if (socket == NULL || !all_strings(vm, args + 1, 3) || !vm_as_c_int(vm, args[4], &port) ||
        !all_strings(vm, args + 5, 2)) {
        return VM_ERROR;
    }
    ModHttp *request = mod_http_request_new(vm->alloc, vm_str_data(args[1]), vm_str_data(args[2]), vm_str_data(args[3]),
                                            port, vm_str_data(args[5]), vm_str_data(args[6]));
    if (request == NULL) {
        return vm_raise_no_memory(vm);
    }
    request->trace_id = vm_is_int(args[9]) ? (uint32_t)vm_to_int(args[9]) : 0;
    request->close = args[10] == VM_TRUE;
    if (!fill(vm, request, args[7], args[8])) {
        mod_http_free(request);
        return VM_ERROR;
    }
    return vm_from_bool(mod_http_send(socket, request));
}

/* send_answer(request, status, headers, body, close=False) -> bool; `request` is what receive_request gave, or None. */
static VmValue send_answer(Vm *vm, const VmValue *args)
{
    SimSocket *socket = mod_network_socket(vm, args[0]);
    int status;
    if (socket == NULL || !vm_as_c_int(vm, args[2], &status)) {
        return VM_ERROR;
    }
    ModHttp request = {0};
    bool known = vm_is_tuple(args[1]) && vm_to_tuple(args[1])->count == 11;
    if (known) {
        const VmValue *items = vm_to_tuple(args[1])->items;
        request.method = vm_is_object(items[0]) ? vm_str_of_value(items[0])->data : NULL;
        request.trace_id = vm_is_int(items[8]) ? (uint32_t)vm_to_int(items[8]) : 0;
        request.as_text = items[9] == VM_TRUE;
        request.close = items[10] == VM_TRUE;
    }
    ModHttp *answer = mod_http_answer_new(vm->alloc, status);
    if (answer == NULL) {
        return vm_raise_no_memory(vm);
    }
    answer->close = args[5] == VM_TRUE;
    if (!fill(vm, answer, args[3], args[4])) {
        mod_http_free(answer);
        return VM_ERROR;
    }
    return vm_from_bool(mod_http_send_answer(socket, known ? &request : NULL, answer));
}

/* ---- to script values ---- */

static VmValue field_list(Vm *vm, const ModHttp *message)
{
    VmValue list = vm_list_new_empty(vm, message->field_count);
    for (size_t i = 0; list != VM_ERROR && i < message->field_count; i++) {
        VmValue pair[2] = {vm_str_c(vm, message->fields[i].name), vm_str_c(vm, message->fields[i].value)};
        VmValue tuple = pair[0] == VM_ERROR || pair[1] == VM_ERROR ? VM_ERROR : vm_tuple_new(vm, pair, 2);
        vm_unref(vm, pair[0]);
        vm_unref(vm, pair[1]);
        if (tuple == VM_ERROR || !vm_list_append_steal(vm, list, tuple)) {
            vm_unref(vm, list);
            return VM_ERROR;
        }
    }
    return list;
}

/* A tuple of owned items; VM_ERROR when one of them is. */
static VmValue pack(Vm *vm, VmValue *items, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        ok = ok && items[i] != VM_ERROR;
    }
    VmValue tuple = ok ? vm_tuple_new(vm, items, count) : VM_ERROR;
    for (size_t i = 0; i < count; i++) {
        vm_unref(vm, items[i]);
    }
    return tuple;
}

static ModHttp *receive(Vm *vm, VmValue self, VmValue *otherwise)
{
    *otherwise = VM_ERROR;
    SimSocket *socket = mod_network_socket(vm, self);
    if (socket == NULL) {
        return NULL;
    }
    LsStatus status;
    ModHttp *message = mod_http_receive(socket, &status);
    if (status == LS_E_NOMEM) {
        vm_raise_no_memory(vm);
    } else if (status == LS_E_FORMAT) {
        vm_raise(vm, VM_EXC_VALUE_ERROR, "Invalid HTTP request received.");
    } else if (message == NULL) {
        *otherwise = VM_NONE;
    }
    return message;
}

/* (status, headers, body, close, truncated), or None: nothing has arrived */
static VmValue receive_answer(Vm *vm, const VmValue *args)
{
    VmValue otherwise;
    ModHttp *answer = receive(vm, args[0], &otherwise);
    if (answer == NULL) {
        return otherwise;
    }
    VmValue items[5] = {vm_from_int(answer->status), field_list(vm, answer),
                        vm_bytes_new(vm, answer->body == NULL ? "" : answer->body, answer->body_size),
                        vm_from_bool(answer->close), vm_from_bool(answer->truncated)};
    mod_http_free(answer);
    return pack(vm, items, 5);
}

/* (method, scheme, host, port, path, query, headers, body, entity, as_text, close), or None; ValueError: no HTTP */
static VmValue receive_request(Vm *vm, const VmValue *args)
{
    VmValue otherwise;
    ModHttp *request = receive(vm, args[0], &otherwise);
    if (request == NULL) {
        return otherwise;
    }
    VmValue items[11] = {
        vm_str_c(vm, request->method),
        vm_str_c(vm, request->scheme),
        vm_str_c(vm, request->host),
        vm_from_int(request->port),
        vm_str_c(vm, request->path),
        vm_str_c(vm, request->query),
        field_list(vm, request),
        vm_bytes_new(vm, request->body == NULL ? "" : request->body, request->body_size),
        vm_from_int(request->trace_id),
        vm_from_bool(request->as_text),
        vm_from_bool(request->close),
    };
    mod_http_free(request);
    return pack(vm, items, 11);
}

const VmNativeDef mod_network_http_methods[] = {
    {"send_request", send_request,
     "method, scheme, host, port, path, query, headers, body, entity, close=", VM_NATIVE_PYTHON},
    {"receive_answer", receive_answer, "", VM_NATIVE_PYTHON},
    {"receive_request", receive_request, "", VM_NATIVE_PYTHON},
    {"send_answer", send_answer, "request, status, headers, body, close=", VM_NATIVE_PYTHON},
    {0},
};

/* ---- databases ---- */

/* One blank for each stretch of white space, none at the ends, no semicolon at the end: two texts of one query. */
static bool same_query(const char *a, const char *b, size_t size)
{
    const char *end = b + size;
    for (;;) {
        bool gap_a = *a == ' ' || *a == '\n' || *a == '\t' || *a == ';';
        bool gap_b = b < end && (*b == ' ' || *b == '\n' || *b == '\t' || *b == ';');
        while (*a == ' ' || *a == '\n' || *a == '\t' || *a == ';') {
            a++;
        }
        while (b < end && (*b == ' ' || *b == '\n' || *b == '\t' || *b == ';')) {
            b++;
        }
        if (*a == '\0' || b == end) {
            return *a == '\0' && b == end;
        }
        if (gap_a != gap_b || *a != *b) {
            return false;
        }
        a++;
        b++;
    }
}

/* The answer: "=" and JSON, or "?" when the table has none. */
static void database_received(SimNet *net, SimHost *host, SimSocket *end, SimMessage *message)
{
    host->requests++;
    SimRandom *random = sim_net_random(net);
    bool breaks = host->failure > 0 && sim_random_unit(random) < host->failure;
    bool silent = !breaks && host->silence > 0 && sim_random_unit(random) < host->silence;
    const SimAnswer *found = NULL;
    for (size_t i = 0; found == NULL && i < host->answer_count; i++) {
        if (same_query(host->answers[i].key, message->data, message->size)) {
            found = &host->answers[i];
        }
    }
    sim_message_free(net, message);
    if (silent) {
        return;
    }
    size_t size = found == NULL ? 0 : found->body_size;
    SimMessage *answer = breaks ? NULL : sim_message_bytes(net, NULL, size + 1);
    if (answer == NULL) {
        sim_socket_close(end);
        return;
    }
    answer->data[0] = found == NULL ? '?' : '=';
    if (size > 0) {
        memcpy(answer->data + 1, found->body, size);
    }
    int64_t delay_ns = found != NULL && found->delay_ns >= 0 ? found->delay_ns : host->delay_ns;
    if (!sim_socket_send_later(end, answer, delay_ns)) {
        sim_socket_close(end);
    }
}

const SimService mod_network_database_service = {.received = database_received};
