/* mod_table.h: all modules that a script can import: one line each, and the loader, the diagnostics and the docs
 * follow.
 */
#ifndef MOD_TABLE_H
#define MOD_TABLE_H

#include "vm/vm_module.h"

/* X(spec): the const VmModuleSpec of a module, in the order in which lists of modules are printed */
#define MOD_TABLE(X)                                                                                                   \
    X(mod_asyncio_spec)                                                                                                \
    X(aio_base_events_module)                                                                                          \
    X(aio_coroutines_module)                                                                                           \
    X(aio_events_module)                                                                                               \
    X(aio_exceptions_module)                                                                                           \
    X(aio_asyncio_futures_module)                                                                                      \
    X(aio_locks_module)                                                                                                \
    X(aio_queues_module)                                                                                               \
    X(aio_runners_module)                                                                                              \
    X(aio_taskgroups_module)                                                                                           \
    X(aio_tasks_module)                                                                                                \
    X(aio_threads_module)                                                                                              \
    X(aio_timeouts_module)                                                                                             \
    X(aio_contextvars_module)                                                                                          \
    X(aio_concurrent_module)                                                                                           \
    X(aio_futures_module)                                                                                              \
    X(aio_futures_thread_module)                                                                                       \
    X(aio_futures_process_module)                                                                                      \
    X(aio_pickle_module)                                                                                               \
    X(aio_thread_module)                                                                                               \
    X(mod_threading_spec)                                                                                              \
    X(mod_queue_spec)                                                                                                  \
    X(mod_signal_spec)                                                                                                 \
    X(aio_process_module)                                                                                              \
    X(mod_multiprocessing_spec)                                                                                        \
    X(mod_multiprocessing_managers_spec)                                                                               \
    X(mod_multiprocessing_pool_spec)                                                                                   \
    X(mod_os_spec)                                                                                                     \
    X(mod_time_spec)                                                                                                   \
    X(mod_math_spec)                                                                                                   \
    X(mod_random_spec)                                                                                                 \
    X(mod_functools_spec)                                                                                              \
    X(mod_collections_spec)                                                                                            \
    X(mod_itertools_spec)                                                                                              \
    X(mod_json_spec)                                                                                                   \
    X(mod_operator_spec)                                                                                               \
    X(mod_heapq_spec)                                                                                                  \
    X(mod_bisect_spec)                                                                                                 \
    X(mod_string_spec)                                                                                                 \
    X(mod_copy_spec)                                                                                                   \
    X(mod_abc_spec)                                                                                                    \
    X(mod_collections_abc_spec)                                                                                        \
    X(mod_types_spec)                                                                                                  \
    X(mod_typing_spec)                                                                                                 \
    X(mod_contextlib_spec)                                                                                             \
    X(mod_dataclasses_spec)                                                                                            \
    X(mod_enum_spec)                                                                                                   \
    X(mod_sys_spec)                                                                                                    \
    X(mod_traceback_spec)                                                                                              \
    X(mod_logging_spec)                                                                                                \
    X(mod_inspect_spec)                                                                                                \
    X(mod_textwrap_spec)                                                                                               \
    X(mod_datetime_spec)                                                                                               \
    X(mod_io_spec)                                                                                                     \
    X(mod_statistics_spec)                                                                                             \
    X(mod_fractions_spec)                                                                                              \
    X(mod_uuid_spec)                                                                                                   \
    X(mod_hashlib_spec)                                                                                                \
    X(mod_bytearray_spec)                                                                                              \
    X(mod_network_spec)                                                                                                \
    X(mod_client_spec)                                                                                                 \
    X(mod_urllib_spec)                                                                                                 \
    X(mod_urllib_error_spec)                                                                                           \
    X(mod_urllib_parse_spec)                                                                                           \
    X(mod_urllib_request_spec)                                                                                         \
    X(mod_httpx_spec)                                                                                                  \
    X(mod_library_http_spec)                                                                                           \
    X(mod_library_http_client_spec)                                                                                    \
    X(mod_requests_spec)                                                                                               \
    X(mod_requests_exceptions_spec)                                                                                    \
    X(mod_aiohttp_spec)                                                                                                \
    X(mod_shared_database_spec)                                                                                        \
    X(mod_shared_redis_spec)                                                                                           \
    X(mod_asyncpg_spec)                                                                                                \
    X(mod_psycopg2_spec)                                                                                               \
    X(mod_psycopg2_pool_spec)                                                                                          \
    X(mod_psycopg2_extras_spec)                                                                                        \
    X(mod_aiosqlite_spec)                                                                                              \
    X(mod_redis_spec)                                                                                                  \
    X(mod_redis_exceptions_spec)                                                                                       \
    X(mod_redis_asyncio_spec)                                                                                          \
    X(mod_keyword_spec)                                                                                                \
    X(mod_warnings_spec)                                                                                               \
    X(mod_anyio_spec)                                                                                                  \
    X(mod_anyio_to_thread_spec)                                                                                        \
    X(mod_fastapi_spec)                                                                                                \
    X(mod_fastapi_applications_spec)                                                                                   \
    X(mod_fastapi_background_spec)                                                                                     \
    X(mod_fastapi_concurrency_spec)                                                                                    \
    X(mod_fastapi_datastructures_spec)                                                                                 \
    X(mod_fastapi_dependencies_spec)                                                                                   \
    X(mod_fastapi_encoders_spec)                                                                                       \
    X(mod_fastapi_exception_handlers_spec)                                                                             \
    X(mod_fastapi_exceptions_spec)                                                                                     \
    X(mod_fastapi_middleware_spec)                                                                                     \
    X(mod_fastapi_middleware_gzip_spec)                                                                                \
    X(mod_fastapi_middleware_trustedhost_spec)                                                                         \
    X(mod_fastapi_middleware_cors_spec)                                                                                \
    X(mod_fastapi_param_functions_spec)                                                                                \
    X(mod_fastapi_params_spec)                                                                                         \
    X(mod_fastapi_requests_spec)                                                                                       \
    X(mod_fastapi_responses_spec)                                                                                      \
    X(mod_fastapi_routing_spec)                                                                                        \
    X(mod_fastapi_status_spec)                                                                                         \
    X(mod_fastapi_testclient_spec)                                                                                     \
    X(mod_pydantic_spec)                                                                                               \
    X(mod_pydantic_dates_spec)                                                                                         \
    X(mod_pydantic_addresses_spec)                                                                                     \
    X(mod_starlette_spec)                                                                                              \
    X(mod_starlette_background_spec)                                                                                   \
    X(mod_starlette_concurrency_spec)                                                                                  \
    X(mod_starlette_datastructures_spec)                                                                               \
    X(mod_starlette_exceptions_spec)                                                                                   \
    X(mod_starlette_middleware_spec)                                                                                   \
    X(mod_starlette_middleware_base_spec)                                                                              \
    X(mod_starlette_middleware_gzip_spec)                                                                              \
    X(mod_starlette_middleware_trustedhost_spec)                                                                       \
    X(mod_starlette_middleware_cors_spec)                                                                              \
    X(mod_starlette_requests_spec)                                                                                     \
    X(mod_starlette_responses_spec)                                                                                    \
    X(mod_starlette_routing_spec)                                                                                      \
    X(mod_starlette_status_spec)                                                                                       \
    X(mod_starlette_testclient_spec)                                                                                   \
    X(mod_uvicorn_spec)

#define MOD_DECLARE(spec) extern const VmModuleSpec spec;
MOD_TABLE(MOD_DECLARE)
#undef MOD_DECLARE

extern const VmModuleTable mod_table;

#endif
