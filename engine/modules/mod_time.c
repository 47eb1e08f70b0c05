/* The module `time`: the virtual clock. */
#include "aio/aio_thread.h"
#include "vm/vm_error.h"
#include "vm/vm_int.h"
#include "vm/vm_module.h"
#include "vm/vm_protocol.h"
#include "vm/vm_str.h"
#include "vm/vm_tuple.h"

#include <math.h>

static VmValue time_time(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_double(sim_seconds(SIM_EPOCH_NS + sim_world_now(vm->world)));
}

static VmValue time_time_ns(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, SIM_EPOCH_NS + sim_world_now(vm->world));
}

static VmValue time_monotonic(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_double(sim_seconds(sim_world_now(vm->world)));
}

static VmValue time_monotonic_ns(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, sim_world_now(vm->world));
}

/* CPU time: computing costs nothing. */
static VmValue time_process_time(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_double(0.0);
}

static VmValue time_process_time_ns(Vm *vm, const VmValue *args)
{
    (void)vm;
    (void)args;
    return vm_from_int(0);
}

static VmValue time_sleep(Vm *vm, const VmValue *args)
{
    double seconds;
    if (vm_is_int(args[0])) {
        seconds = (double)vm_to_int(args[0]);
    } else if (vm_is_double(args[0])) {
        seconds = vm_to_double(args[0]);
    } else {
        int64_t whole;
        if (!vm_as_index(vm, args[0], &whole)) {
            return VM_ERROR;
        }
        seconds = (double)whole;
    }
    if (isnan(seconds)) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "Invalid value NaN (not a number)");
    }
    if (seconds < 0) {
        return vm_raise(vm, VM_EXC_VALUE_ERROR, "sleep length must be non-negative");
    }
    int64_t ns = sim_nanoseconds(seconds);
    int64_t until_ns = sim_time_add(sim_world_now(vm->world), ns);
    if (ns == SIM_NEVER || until_ns >= SIM_NEVER - SIM_EPOCH_NS) {
        return vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "timestamp too large to convert to C _PyTime_t");
    }
    if (aio_state(vm) != NULL && aio_threads_exist(vm)) {
        return aio_thread_block(vm, until_ns, NULL, NULL, TRACE_BLOCK_SLEEP, 0) ? VM_NONE : VM_ERROR;
    }
    sim_world_block_until(vm->world, until_ns, TRACE_BLOCK_SLEEP, 0);
    return VM_NONE;
}

/* ---- calendar, in UTC ---- */

typedef struct Calendar {
    int64_t year, month, day, hour, minute, second, weekday, yearday; /* month 1.., weekday 0 = Monday, yearday 1.. */
} Calendar;

/* The civil date of a day number (days since 1970-01-01), by counting 400-year cycles from March. */
static void set_date(Calendar *calendar, int64_t days)
{
    int64_t shifted = days + 719468; /* since 0000-03-01 */
    int64_t cycle = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_cycle = shifted - cycle * 146097;
    int64_t year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
    int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* 0 = March */
    calendar->day = day_of_year - (153 * month + 2) / 5 + 1;
    calendar->month = month < 10 ? month + 3 : month - 9;
    calendar->year = year_of_cycle + cycle * 400 + (calendar->month <= 2);
    bool leap = calendar->year % 4 == 0 && (calendar->year % 100 != 0 || calendar->year % 400 == 0);
    calendar->yearday = month < 10 ? day_of_year + 60 + leap : day_of_year - 305;
    calendar->weekday = ((days + 3) % 7 + 7) % 7;
}

static Calendar calendar_of(int64_t seconds)
{
    Calendar calendar;
    int64_t days = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
    int64_t rest = seconds - days * 86400;
    set_date(&calendar, days);
    calendar.hour = rest / 3600;
    calendar.minute = rest / 60 % 60;
    calendar.second = rest % 60;
    return calendar;
}

/* The moment that an optional argument names, in whole seconds; now when it is absent. */
static bool moment(Vm *vm, VmValue given, int64_t *seconds)
{
    if (given == VM_EMPTY || given == VM_NONE) {
        *seconds = (SIM_EPOCH_NS + sim_world_now(vm->world)) / SIM_NS_PER_S;
        return true;
    }
    double value;
    if (!vm_as_double(vm, given, &value)) {
        return false;
    }
    if (!(fabs(value) < 1e11)) {
        vm_raise(vm, VM_EXC_OVERFLOW_ERROR, "timestamp out of range for platform time_t");
        return false;
    }
    *seconds = (int64_t)floor(value);
    return true;
}

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};
static const char *const day_names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/* One conversion of strftime; false when it is not known. */
static bool append_field(LsBuf *buf, char code, const Calendar *c)
{
    switch (code) {
    case 'Y': ls_buf_printf(buf, "%lld", (long long)c->year); return true;
    case 'm': ls_buf_printf(buf, "%02lld", (long long)c->month); return true;
    case 'd': ls_buf_printf(buf, "%02lld", (long long)c->day); return true;
    case 'H': ls_buf_printf(buf, "%02lld", (long long)c->hour); return true;
    case 'I': ls_buf_printf(buf, "%02lld", (long long)(c->hour % 12 == 0 ? 12 : c->hour % 12)); return true;
    case 'M': ls_buf_printf(buf, "%02lld", (long long)c->minute); return true;
    case 'S': ls_buf_printf(buf, "%02lld", (long long)c->second); return true;
    case 'j': ls_buf_printf(buf, "%03lld", (long long)c->yearday); return true;
    case 'y': ls_buf_printf(buf, "%02lld", (long long)(c->year % 100)); return true;
    case 'p': ls_buf_puts(buf, c->hour < 12 ? "AM" : "PM"); return true;
    case 'a': ls_buf_put(buf, day_names[c->weekday], 3); return true;
    case 'A': ls_buf_puts(buf, day_names[c->weekday]); return true;
    case 'b': ls_buf_put(buf, month_names[c->month - 1], 3); return true;
    case 'B': ls_buf_puts(buf, month_names[c->month - 1]); return true;
    case 'Z': ls_buf_puts(buf, "UTC"); return true;
    case 'z': ls_buf_puts(buf, "+0000"); return true;
    case '%': ls_buf_putc(buf, '%'); return true;
    case 'F':
        return append_field(buf, 'Y', c) && (ls_buf_putc(buf, '-'), append_field(buf, 'm', c)) &&
               (ls_buf_putc(buf, '-'), append_field(buf, 'd', c));
    case 'T':
        return append_field(buf, 'H', c) && (ls_buf_putc(buf, ':'), append_field(buf, 'M', c)) &&
               (ls_buf_putc(buf, ':'), append_field(buf, 'S', c));
    default: return false;
    }
}

static VmValue time_strftime(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "strftime() argument 1 must be str, not %s", vm_type_name(vm, args[0]));
    }
    int64_t seconds;
    if (args[1] != VM_EMPTY) {
        return vm_raise(vm, VM_EXC_NOT_IMPLEMENTED_ERROR,
                        "strftime() of a given time is not supported: leave the second argument out");
    }
    moment(vm, VM_EMPTY, &seconds);
    Calendar calendar = calendar_of(seconds);
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    for (const char *c = vm_str_data(args[0]); *c != '\0'; c++) {
        if (*c != '%' || c[1] == '\0') {
            ls_buf_putc(&buf, *c);
        } else if (!append_field(&buf, *++c, &calendar)) {
            ls_buf_free(&buf);
            return vm_raise(vm, VM_EXC_VALUE_ERROR, "strftime(): the code %%%c is not supported", *c);
        }
    }
    return vm_str_from_buf(vm, &buf);
}

static const VmNativeDef time_functions[] = {
    {"time", time_time, "", VM_NATIVE_BUILTIN},
    {"time_ns", time_time_ns, "", VM_NATIVE_BUILTIN},
    {"monotonic", time_monotonic, "", VM_NATIVE_BUILTIN},
    {"monotonic_ns", time_monotonic_ns, "", VM_NATIVE_BUILTIN},
    {"perf_counter", time_monotonic, "", VM_NATIVE_BUILTIN},
    {"perf_counter_ns", time_monotonic_ns, "", VM_NATIVE_BUILTIN},
    {"process_time", time_process_time, "", VM_NATIVE_BUILTIN},
    {"process_time_ns", time_process_time_ns, "", VM_NATIVE_BUILTIN},
    {"thread_time", time_process_time, "", VM_NATIVE_BUILTIN},
    {"thread_time_ns", time_process_time_ns, "", VM_NATIVE_BUILTIN},
    {"sleep", time_sleep, "seconds, /", VM_NATIVE_BUILTIN},
    {"strftime", time_strftime, "format, t=, /", VM_NATIVE_BUILTIN},
    {0},
};

static bool time_init(Vm *vm, VmValue module)
{
    return vm_module_set(vm, module, "timezone", vm_from_int(0)) &&
           vm_module_set(vm, module, "daylight", vm_from_int(0));
}

const VmModuleSpec mod_time_spec = {.name = "time", .functions = time_functions, .init = time_init};
