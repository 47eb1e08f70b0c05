/* The module `time`: the virtual clock. */
#include "aio/aio_thread.h"
#include "modules/mod_library.h"
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

/* CPU time, of the process and of the running thread; always 0 where computing costs nothing. */
static int64_t process_ns(Vm *vm)
{
    return vm->world->sched == NULL ? 0 : vm->world->sched->running->process->gil.used_ns;
}

static int64_t thread_ns(Vm *vm)
{
    return vm->world->sched == NULL ? 0 : vm->world->sched->running->cpu.used_ns;
}

static VmValue time_process_time(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_double(sim_seconds(process_ns(vm)));
}

static VmValue time_process_time_ns(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, process_ns(vm));
}

static VmValue time_thread_time(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_from_double(sim_seconds(thread_ns(vm)));
}

static VmValue time_thread_time_ns(Vm *vm, const VmValue *args)
{
    (void)args;
    return vm_int_from(vm, thread_ns(vm));
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
    until_ns = aio_thread_late(vm, until_ns);
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

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The ISO week and the year that it belongs to. */
static int64_t iso_week(const Calendar *c, int64_t *year)
{
    int64_t week = (c->yearday - c->weekday + 9) / 7;
    *year = c->year;
    if (week == 0) {
        *year -= 1;
        int64_t yearday = c->yearday + 365 + is_leap(c->year - 1);
        return (yearday - c->weekday + 9) / 7;
    }
    int64_t days = 365 + is_leap(c->year);
    if (week == 53 && days - c->yearday + c->weekday < 3) {
        *year += 1;
        return 1;
    }
    return week;
}

static bool append_iso_year(LsBuf *buf, char code, const Calendar *c)
{
    int64_t year;
    (void)iso_week(c, &year);
    if (code == 'G') {
        ls_buf_printf(buf, "%lld", (long long)year);
    } else if (code == 'g') {
        ls_buf_printf(buf, "%02lld", (long long)(year % 100));
    }
    return code == 'G' || code == 'g';
}

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
    case 'h': ls_buf_put(buf, month_names[c->month - 1], 3); return true;
    case 'e': ls_buf_printf(buf, "%2lld", (long long)c->day); return true;
    case 'k': ls_buf_printf(buf, "%2lld", (long long)c->hour); return true;
    case 'l': ls_buf_printf(buf, "%2lld", (long long)(c->hour % 12 == 0 ? 12 : c->hour % 12)); return true;
    case 'C': ls_buf_printf(buf, "%02lld", (long long)(c->year / 100)); return true;
    case 'P': ls_buf_puts(buf, c->hour < 12 ? "am" : "pm"); return true;
    case 'u': ls_buf_printf(buf, "%lld", (long long)c->weekday + 1); return true;
    case 'w': ls_buf_printf(buf, "%lld", (long long)((c->weekday + 1) % 7)); return true;
    case 'U': ls_buf_printf(buf, "%02lld", (long long)((c->yearday + 6 - (c->weekday + 1) % 7) / 7)); return true;
    case 'W': ls_buf_printf(buf, "%02lld", (long long)((c->yearday + 6 - c->weekday) / 7)); return true;
    case 'V': ls_buf_printf(buf, "%02lld", (long long)iso_week(c, &(int64_t){0})); return true;
    case 'n': ls_buf_putc(buf, '\n'); return true;
    case 't': ls_buf_putc(buf, '\t'); return true;
    default: return append_iso_year(buf, code, c);
    }
}

/* Codes that stand for several others. */
static const char *expansion(char code)
{
    switch (code) {
    case 'F': return "%Y-%m-%d";
    case 'T':
    case 'X': return "%H:%M:%S";
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'R': return "%H:%M";
    case 'r': return "%I:%M:%S %p";
    case 'c': return "%a %b %e %H:%M:%S %Y";
    default: return NULL;
    }
}

/* As the C library does: what is no code stays as it is. */
static void append_time(LsBuf *buf, const char *format, const Calendar *calendar)
{
    for (const char *c = format; *c != '\0'; c++) {
        if (*c != '%' || c[1] == '\0') {
            ls_buf_putc(buf, *c);
            continue;
        }
        const char *longer = expansion(*++c);
        if (longer != NULL) {
            append_time(buf, longer, calendar);
        } else if (!append_field(buf, *c, calendar)) {
            ls_buf_putc(buf, '%');
            ls_buf_putc(buf, *c);
        }
    }
}

static VmValue calendar_tuple(Vm *vm, const Calendar *c)
{
    const int64_t parts[] = {c->year, c->month, c->day, c->hour, c->minute, c->second, c->weekday, c->yearday, 0};
    VmValue items[9];
    for (size_t i = 0; i < 9; i++) {
        items[i] = vm_from_int(parts[i]);
    }
    return vm_tuple_new_steal(vm, items, 9);
}

/* The nine numbers of a struct_time. */
static bool calendar_from(Vm *vm, VmValue v, Calendar *c)
{
    if (!vm_is_tuple(v)) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "Tuple or struct_time argument required");
        return false;
    }
    if (vm_to_tuple(v)->count != 9) {
        vm_raise(vm, VM_EXC_TYPE_ERROR, "strftime(): illegal time tuple argument");
        return false;
    }
    int64_t *const parts[] = {&c->year, &c->month, &c->day, &c->hour, &c->minute, &c->second, &c->weekday, &c->yearday};
    static const struct {
        int least, most;
        const char *wrong;
    } ranges[] = {{INT32_MIN, INT32_MAX, "year out of range"},
                  {0, 12, "month out of range"},
                  {0, 31, "day of month out of range"},
                  {0, 23, "hour out of range"},
                  {0, 59, "minute out of range"},
                  {0, 61, "seconds out of range"},
                  {0, 6, "day of week out of range"},
                  {0, 366, "day of year out of range"}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!vm_as_index(vm, vm_to_tuple(v)->items[i], parts[i])) {
            return false;
        }
        if (*parts[i] < ranges[i].least || *parts[i] > ranges[i].most) {
            vm_raise(vm, VM_EXC_VALUE_ERROR, "%s", ranges[i].wrong);
            return false;
        }
    }
    c->month += c->month == 0;
    c->day += c->day == 0;
    c->yearday += c->yearday == 0;
    return true;
}

/* _calendar(seconds): what gmtime and localtime make a struct_time of. */
static VmValue time_calendar(Vm *vm, const VmValue *args)
{
    int64_t seconds;
    if (!moment(vm, args[0], &seconds)) {
        return VM_ERROR;
    }
    Calendar calendar = calendar_of(seconds);
    return calendar_tuple(vm, &calendar);
}

static VmValue time_strftime(Vm *vm, const VmValue *args)
{
    if (!vm_is_str(args[0])) {
        return vm_raise(vm, VM_EXC_TYPE_ERROR, "strftime() argument 1 must be str, not %s", vm_type_name(vm, args[0]));
    }
    Calendar calendar;
    if (args[1] != VM_EMPTY) {
        if (!calendar_from(vm, args[1], &calendar)) {
            return VM_ERROR;
        }
    } else {
        int64_t seconds;
        (void)moment(vm, VM_EMPTY, &seconds);
        calendar = calendar_of(seconds);
    }
    LsBuf buf;
    ls_buf_init(&buf, vm->alloc);
    append_time(&buf, vm_str_data(args[0]), &calendar);
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
    {"thread_time", time_thread_time, "", VM_NATIVE_BUILTIN},
    {"thread_time_ns", time_thread_time_ns, "", VM_NATIVE_BUILTIN},
    {"sleep", time_sleep, "seconds, /", VM_NATIVE_BUILTIN},
    {"_calendar", time_calendar, "seconds=, /", VM_NATIVE_BUILTIN},
    {"strftime", time_strftime, "format, t=, /", VM_NATIVE_BUILTIN},
    {0},
};

static bool time_init(Vm *vm, VmValue module)
{
    return vm_module_set(vm, module, "timezone", vm_from_int(0)) &&
           vm_module_set(vm, module, "altzone", vm_from_int(0)) &&
           vm_module_set(vm, module, "daylight", vm_from_int(0));
}

const VmModuleSpec mod_time_spec = {
    .name = "time", .functions = time_functions, .init = time_init, .rest = mod_library_init};
