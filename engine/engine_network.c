/* __scenario__["network"]: the declared hosts: checked when the script is loaded, made when it runs. */
#include "engine_internal.h"
#include "sim/sim_net.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the pass over the literal stands.  `diags` NULL: it was checked before; `net` NULL: only check. */
typedef struct Reader {
    const LangModule *module;
    LangDiagList *diags;
    SimNet *net;
    const LsAlloc *alloc;
    const char *host; /* its name, for messages */
    int host_size;
} Reader;

static LsStatus wrong(const Reader *r, LangSpan span, const char *what, const char *right)
{
    if (r->diags == NULL) {
        return LS_E_REFUSED;
    }
    LsBuf message;
    ls_buf_init(&message, r->alloc);
    ls_buf_printf(&message, "__scenario__: '%s' of network host '%.*s' must be %s", what, r->host_size, r->host, right);
    LsStatus status = lang_module_error(r->module, r->diags, span, ls_buf_text(&message), NULL);
    ls_buf_free(&message);
    return status == LS_OK ? LS_E_REFUSED : status;
}

/* ---- quantities ---- */

typedef struct Unit {
    const char *name;
    double factor;
} Unit;

static const Unit time_units[] = {{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}};
static const Unit rate_units[] = {{"B/s", 1},       {"kB/s", 1e3},   {"KB/s", 1e3},     {"MB/s", 1e6},    {"GB/s", 1e9},
                                  {"bit/s", 0.125}, {"kbit/s", 125}, {"Mbit/s", 125e3}, {"Gbit/s", 125e6}};

/* "120ms": a number, perhaps a blank, a unit; a bare number counts `bare`. */
static bool quantity(const LangValue *value, const Unit *units, size_t count, double bare, double *out)
{
    if (value->kind == LANG_VALUE_INT || value->kind == LANG_VALUE_FLOAT) {
        *out = (value->kind == LANG_VALUE_INT ? (double)value->integer : value->number) * bare;
        return *out >= 0 && isfinite(*out);
    }
    char text[64];
    if (value->kind != LANG_VALUE_STR || value->text.size >= sizeof text) {
        return false;
    }
    memcpy(text, value->text.data, value->text.size);
    text[value->text.size] = '\0';
    char *end;
    double number = strtod(text, &end);
    if (end == text || number < 0 || !isfinite(number)) {
        return false;
    }
    end += strspn(end, " ");
    for (size_t i = 0; i < count; i++) {
        if (strcmp(end, units[i].name) == 0) {
            *out = number * units[i].factor;
            return true;
        }
    }
    return false;
}

static LsStatus read_time(const Reader *r, const LangValue *value, const char *key, int64_t *ns)
{
    double number;
    if (!quantity(value, time_units, sizeof time_units / sizeof time_units[0], 1e9, &number) || number > 1e15) {
        return wrong(r, value->span, key, "a duration, e.g. \"120ms\" or 0.12 (seconds)");
    }
    *ns = (int64_t)(number + 0.5);
    return LS_OK;
}

static LsStatus read_share(const Reader *r, const LangValue *value, const char *key, double *share)
{
    *share = value->kind == LANG_VALUE_INT ? (double)value->integer : value->number;
    bool is_number = value->kind == LANG_VALUE_INT || value->kind == LANG_VALUE_FLOAT;
    if (!is_number || !(*share >= 0 && *share <= 1)) {
        return wrong(r, value->span, key, "a share from 0 to 1, e.g. 0.05");
    }
    return LS_OK;
}

static bool text_is(const LangText *text, const char *word)
{
    return text->size == strlen(word) && memcmp(text->data, word, text->size) == 0;
}

/* ---- literals as JSON ---- */

static void put_json_text(LsBuf *out, const LangText *text)
{
    ls_buf_putc(out, '"');
    for (size_t i = 0; i < text->size; i++) {
        unsigned char c = (unsigned char)text->data[i];
        if (c == '"' || c == '\\') {
            ls_buf_putc(out, '\\');
            ls_buf_putc(out, (char)c);
        } else if (c == '\n') {
            ls_buf_puts(out, "\\n");
        } else if (c < 0x20) {
            ls_buf_printf(out, "\\u%04x", c);
        } else {
            ls_buf_putc(out, (char)c);
        }
    }
    ls_buf_putc(out, '"');
}

static void put_json_number(LsBuf *out, double number)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number) {
            break;
        }
    }
    ls_buf_puts(out, text);
    if (strpbrk(text, ".eni") == NULL) {
        ls_buf_puts(out, ".0");
    }
}

static void put_json(LsBuf *out, const LangValue *value)
{
    switch (value->kind) {
    case LANG_VALUE_NONE: ls_buf_puts(out, "null"); break;
    case LANG_VALUE_BOOL: ls_buf_puts(out, value->boolean ? "true" : "false"); break;
    case LANG_VALUE_INT: ls_buf_printf(out, "%lld", (long long)value->integer); break;
    case LANG_VALUE_FLOAT: put_json_number(out, value->number); break;
    case LANG_VALUE_STR: put_json_text(out, &value->text); break;
    case LANG_VALUE_LIST:
    case LANG_VALUE_DICT:
        ls_buf_putc(out, value->kind == LANG_VALUE_LIST ? '[' : '{');
        for (uint32_t i = 0; i < value->count; i++) {
            if (i > 0) {
                ls_buf_putc(out, ',');
            }
            if (value->kind == LANG_VALUE_DICT) {
                put_json_text(out, &value->keys[i].text);
                ls_buf_putc(out, ':');
            }
            put_json(out, &value->items[i]);
        }
        ls_buf_putc(out, value->kind == LANG_VALUE_LIST ? ']' : '}');
        break;
    }
}

/* ---- answers ---- */

static const char *const answer_keys[] = {"status", "json", "text", "delay", "headers"};

/* A dict whose keys all are those of an answer describes one; anything else is the answer's JSON. */
static bool describes_answer(const LangValue *value)
{
    if (value->kind != LANG_VALUE_DICT || value->count == 0) {
        return false;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof answer_keys / sizeof answer_keys[0]; k++) {
            known = known || text_is(&value->keys[i].text, answer_keys[k]);
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

static char *copy(const LsAlloc *alloc, const char *data, size_t size)
{
    char *text = ls_alloc_bytes(alloc, size + 1);
    if (text != NULL) {
        memcpy(text, data, size);
        text[size] = '\0';
    }
    return text;
}

static LsStatus set_body(const Reader *r, SimAnswer *answer, const LangValue *value, bool is_json)
{
    if (answer == NULL) {
        return LS_OK;
    }
    LsBuf body;
    ls_buf_init(&body, r->alloc);
    if (is_json) {
        put_json(&body, value);
    } else {
        ls_buf_put(&body, value->text.data, value->text.size);
    }
    ls_alloc_free(r->alloc, answer->body, answer->body == NULL ? 0 : answer->body_size + 1);
    answer->body = body.failed ? NULL : copy(r->alloc, ls_buf_text(&body), body.size);
    answer->body_size = answer->body == NULL ? 0 : body.size;
    answer->is_json = is_json;
    ls_buf_free(&body);
    return answer->body == NULL ? LS_E_NOMEM : LS_OK;
}

static LsStatus read_headers(const Reader *r, const LangValue *value, SimAnswer *answer)
{
    for (uint32_t i = 0; value->kind == LANG_VALUE_DICT && i < value->count; i++) {
        if (value->items[i].kind != LANG_VALUE_STR) {
            return wrong(r, value->items[i].span, "headers", "a dict of strings");
        }
    }
    if (value->kind != LANG_VALUE_DICT) {
        return wrong(r, value->span, "headers", "a dict of strings");
    }
    if (answer == NULL || value->count == 0 || answer->fields != NULL) {
        return LS_OK;
    }
    answer->fields = ls_alloc_zeroed(r->alloc, 2 * value->count * sizeof *answer->fields);
    if (answer->fields == NULL) {
        return LS_E_NOMEM;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        const LangText *given = &value->keys[i].text, *meant = &value->items[i].text;
        char *name = copy(r->alloc, given->data, strnlen(given->data, given->size));
        char *text = copy(r->alloc, meant->data, strnlen(meant->data, meant->size));
        answer->fields[2 * i] = name;
        answer->fields[2 * i + 1] = text;
        if (name == NULL || text == NULL) {
            return LS_E_NOMEM;
        }
        answer->field_count++;
    }
    return LS_OK;
}

static LsStatus read_answer_key(const Reader *r, const LangText *key, const LangValue *value, SimAnswer *answer)
{
    if (text_is(key, "status")) {
        if (value->kind != LANG_VALUE_INT || value->integer < 100 || value->integer > 599) {
            return wrong(r, value->span, "status", "an int from 100 to 599");
        }
        if (answer != NULL) {
            answer->status = (int)value->integer;
        }
        return LS_OK;
    }
    if (text_is(key, "text")) {
        return value->kind == LANG_VALUE_STR ? set_body(r, answer, value, false)
                                             : wrong(r, value->span, "text", "a string");
    }
    if (text_is(key, "delay")) {
        int64_t ns = 0;
        LsStatus status = read_time(r, value, "delay", &ns);
        if (answer != NULL) {
            answer->delay_ns = ns;
        }
        return status;
    }
    return text_is(key, "headers") ? read_headers(r, value, answer) : set_body(r, answer, value, true);
}

static LsStatus read_answer(const Reader *r, SimHost *host, const LangText *key, const LangValue *value)
{
    SimAnswer *answer = NULL;
    if (host != NULL) {
        answer = sim_host_add_answer(r->net, host, key->data, key->size);
        if (answer == NULL) {
            return LS_E_NOMEM;
        }
    }
    LsStatus status = LS_OK;
    if (!describes_answer(value)) {
        return set_body(r, answer, value, true);
    }
    for (uint32_t i = 0; i < value->count && status == LS_OK; i++) {
        status = read_answer_key(r, &value->keys[i].text, &value->items[i], answer);
    }
    if (status == LS_OK && answer != NULL && answer->body == NULL) {
        answer->body = copy(r->alloc, "", 0);
        return answer->body == NULL ? LS_E_NOMEM : LS_OK;
    }
    return status;
}

static bool is_route(const LangText *key)
{
    const char *blank = memchr(key->data, ' ', key->size);
    const char *path = blank == NULL ? key->data : blank + 1;
    return path < key->data + key->size && (*path == '/' || *path == '*');
}

static LsStatus read_answers(const Reader *r, const LangValue *value, const char *what, SimHost *host)
{
    bool routes = strcmp(what, "routes") == 0;
    if (value->kind != LANG_VALUE_DICT) {
        return wrong(r, value->span, what,
                     routes ? "a dict, e.g. {\"GET /users/{id}\": {\"status\": 200, \"json\": {\"id\": 1}}}"
                            : "a dict, e.g. {\"SELECT 1\": [[1]]}");
    }
    LsStatus status = LS_OK;
    for (uint32_t i = 0; i < value->count && status == LS_OK; i++) {
        if (routes && !is_route(&value->keys[i].text)) {
            return wrong(r, value->keys[i].span, what, "made of paths, e.g. \"/users\" or \"POST /users/{id}\"");
        }
        status = read_answer(r, host, &value->keys[i].text, &value->items[i]);
    }
    return status;
}

/* ---- hosts ---- */

static LsStatus read_spread(const Reader *r, const LangValue *value, SimSpread *spread)
{
    static const char *const names[] = {"uniform", "normal", "exponential"};
    for (unsigned i = 0; value->kind == LANG_VALUE_STR && i < 3; i++) {
        if (text_is(&value->text, names[i])) {
            *spread = (SimSpread)i;
            return LS_OK;
        }
    }
    return wrong(r, value->span, "distribution", "\"uniform\", \"normal\" or \"exponential\"");
}

static LsStatus read_bandwidth(const Reader *r, const LangValue *value, int64_t *bandwidth)
{
    double rate;
    if (!quantity(value, rate_units, sizeof rate_units / sizeof rate_units[0], 1, &rate) || rate < 1 || rate > 1e15) {
        return wrong(r, value->span, "bandwidth", "a rate, e.g. \"10MB/s\" or \"100Mbit/s\"");
    }
    *bandwidth = (int64_t)rate;
    return LS_OK;
}

static LsStatus read_key(const Reader *r, const LangText *key, const LangValue *value, SimHost *plain, SimHost *host)
{
    if (text_is(key, "latency")) {
        return read_time(r, value, "latency", &plain->latency_ns);
    }
    if (text_is(key, "jitter")) {
        return read_time(r, value, "jitter", &plain->jitter_ns);
    }
    if (text_is(key, "connect")) {
        return read_time(r, value, "connect", &plain->connect_ns);
    }
    if (text_is(key, "delay")) {
        return read_time(r, value, "delay", &plain->delay_ns);
    }
    if (text_is(key, "distribution")) {
        return read_spread(r, value, &plain->spread);
    }
    if (text_is(key, "bandwidth")) {
        return read_bandwidth(r, value, &plain->bandwidth);
    }
    if (text_is(key, "failure")) {
        return read_share(r, value, "failure", &plain->failure);
    }
    if (text_is(key, "timeout")) {
        return read_share(r, value, "timeout", &plain->silence);
    }
    if (text_is(key, "down")) {
        plain->down = value->kind == LANG_VALUE_BOOL && value->boolean;
        return value->kind == LANG_VALUE_BOOL ? LS_OK : wrong(r, value->span, "down", "True or False");
    }
    return read_answers(r, value, text_is(key, "routes") ? "routes" : "answers", host);
}

static const char *const host_keys[] = {"latency", "jitter", "distribution", "connect", "bandwidth", "failure",
                                        "timeout", "delay",  "down",         "routes",  "answers"};

static LsStatus read_host(Reader *r, const LangValue *name, const LangValue *value)
{
    r->host = name->text.data;
    r->host_size = (int)name->text.size;
    if (value->kind != LANG_VALUE_DICT) {
        return wrong(r, value->span, "description", "a dict, e.g. {\"latency\": \"120ms\"}");
    }
    LsStatus status = LS_OK;
    if (r->diags != NULL) {
        status = lang_header_check_keys(r->module, value, "a network host", host_keys,
                                        sizeof host_keys / sizeof host_keys[0], r->diags);
    }
    SimHost *host = NULL;
    if (r->net != NULL) {
        host = sim_net_add_host(r->net, name->text.data, name->text.size);
        if (host == NULL) {
            return LS_E_NOMEM;
        }
    }
    SimHost plain = {.connect_ns = -1};
    for (uint32_t i = 0; i < value->count && status == LS_OK; i++) {
        status = read_key(r, &value->keys[i].text, &value->items[i], host == NULL ? &plain : host, host);
    }
    return status;
}

static LsStatus read_hosts(Reader *r, const LangValue *network)
{
    LsStatus status = LS_OK;
    for (uint32_t i = 0; i < network->count && status == LS_OK; i++) {
        status = read_host(r, &network->keys[i], &network->items[i]);
    }
    return status;
}

LsStatus engine_network_check(const LangModule *module, const LangValue *network, LangDiagList *diags)
{
    Reader r = {.module = module, .diags = diags, .alloc = diags->alloc};
    if (network->kind != LANG_VALUE_DICT) {
        LsStatus status = lang_module_error(
            module, diags, network->span,
            "__scenario__: 'network' must be a dict of hosts, e.g. {\"api.example.com\": {\"latency\": \"120ms\"}}",
            NULL);
        return status == LS_OK ? LS_E_REFUSED : status;
    }
    return read_hosts(&r, network);
}

LsStatus engine_network_set_up(const EngineScript *script, bool strict, SimWorld *world)
{
    const LangValue *network =
        script->header.scenario == NULL ? NULL : lang_value_find(script->header.scenario, "network");
    if (network == NULL && !strict) {
        return LS_OK;
    }
    Reader r = {.module = script->module, .net = sim_net_of(world), .alloc = world->alloc};
    if (r.net == NULL) {
        return LS_E_NOMEM;
    }
    sim_net_set_strict(r.net, strict);
    return network == NULL ? LS_OK : read_hosts(&r, network);
}

bool engine_network_note(SimWorld *world, LsBuf *out)
{
    SimNet *net = world->net;
    SimHost *host = net == NULL ? NULL : sim_net_next_assumed(net, NULL);
    if (host == NULL) {
        return false;
    }
    bool strict = sim_net_is_strict(net);
    ls_buf_puts(out, "loopscope: note: ");
    for (SimHost *first = host; host != NULL; host = sim_net_next_assumed(net, host)) {
        ls_buf_printf(out, "%s%s", host == first ? "" : ", ", host->name);
    }
    ls_buf_puts(out, strict
                         ? ": not declared in __scenario__[\"network\"], so it cannot be reached (--strict-network)\n"
                         : ": not declared in __scenario__[\"network\"], so it was assumed that each request is "
                           "answered 200 with {} after 100 ms\n");
    return true;
}
