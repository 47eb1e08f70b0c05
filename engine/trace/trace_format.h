/* trace_format.h: the fixed parts of a trace file's lines, shared by writer and reader.  Private to engine/trace. */
#ifndef TRACE_FORMAT_H
#define TRACE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#define TRACE_LINE_BEGIN "{\"name\":\""
#define TRACE_LINE_META "\",\"ph\":\"M\",\"pid\":1,\"args\":{"
#define TRACE_LINE_END "}},\n"

/* Names of the lines that are no events. */
#define TRACE_NAME_HEAD "loopscope"
#define TRACE_NAME_SOURCE "loopscope source"
#define TRACE_NAME_META "loopscope meta"
#define TRACE_NAME_STRING "loopscope string"
#define TRACE_NAME_TAIL "loopscope end"
#define TRACE_NAME_THREAD "thread_name"
#define TRACE_NAME_PROCESS "process_name"

/* Well-formed UTF-8; surrogates (three bytes each) count as well-formed, as Python's strings can hold them. */
bool trace_is_utf8(const char *text, size_t size);

#endif
