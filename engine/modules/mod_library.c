#include "modules/mod_library.h"

#include "vm/vm_error.h"
#include "vm/vm_library.h"
#include "vm/vm_module_object.h"
#include "vm/vm_str.h"

#include <string.h>

bool mod_library_init(Vm *vm, VmValue module)
{
    const char *name = vm_str_data(((const VmModule *)vm_to_object(module))->name);
    for (const ModLibraryText *text = mod_library_texts; text->name != NULL; text++) {
        if (strcmp(text->name, name) == 0) {
            return vm_library_run(vm, module, name, (const char *)text->text, text->size);
        }
    }
    vm_raise(vm, VM_EXC_IMPORT_ERROR, "the program was built without the text of '%s'", name);
    return false;
}

const VmModuleSpec mod_threading_spec = {.name = "threading", .init = mod_library_init};
const VmModuleSpec mod_multiprocessing_spec = {.name = "multiprocessing", .init = mod_library_init};
const VmModuleSpec mod_multiprocessing_managers_spec = {.name = "multiprocessing.managers", .init = mod_library_init};
const VmModuleSpec mod_multiprocessing_pool_spec = {.name = "multiprocessing.pool", .init = mod_library_init};
const VmModuleSpec mod_os_spec = {.name = "os", .init = mod_library_init};
const VmModuleSpec mod_signal_spec = {.name = "signal", .init = mod_library_init};
const VmModuleSpec mod_queue_spec = {.name = "queue", .init = mod_library_init};
const VmModuleSpec mod_anyio_to_thread_spec = {.name = "anyio.to_thread", .init = mod_library_init};
const VmModuleSpec mod_fastapi_spec = {.name = "fastapi", .init = mod_library_init};
const VmModuleSpec mod_fastapi_applications_spec = {.name = "fastapi.applications", .init = mod_library_init};
const VmModuleSpec mod_fastapi_background_spec = {.name = "fastapi.background", .init = mod_library_init};
const VmModuleSpec mod_fastapi_concurrency_spec = {.name = "fastapi.concurrency", .init = mod_library_init};
const VmModuleSpec mod_fastapi_datastructures_spec = {.name = "fastapi.datastructures", .init = mod_library_init};
const VmModuleSpec mod_fastapi_dependencies_spec = {.name = "fastapi.dependencies", .init = mod_library_init};
const VmModuleSpec mod_fastapi_encoders_spec = {.name = "fastapi.encoders", .init = mod_library_init};
const VmModuleSpec mod_fastapi_exception_handlers_spec = {.name = "fastapi.exception_handlers",
                                                          .init = mod_library_init};
const VmModuleSpec mod_fastapi_exceptions_spec = {.name = "fastapi.exceptions", .init = mod_library_init};
const VmModuleSpec mod_fastapi_middleware_spec = {.name = "fastapi.middleware", .init = mod_library_init};
const VmModuleSpec mod_fastapi_middleware_gzip_spec = {.name = "fastapi.middleware.gzip", .init = mod_library_init};
const VmModuleSpec mod_fastapi_middleware_trustedhost_spec = {.name = "fastapi.middleware.trustedhost",
                                                              .init = mod_library_init};
const VmModuleSpec mod_fastapi_middleware_cors_spec = {.name = "fastapi.middleware.cors", .init = mod_library_init};
const VmModuleSpec mod_fastapi_param_functions_spec = {.name = "fastapi.param_functions", .init = mod_library_init};
const VmModuleSpec mod_fastapi_params_spec = {.name = "fastapi.params", .init = mod_library_init};
const VmModuleSpec mod_fastapi_requests_spec = {.name = "fastapi.requests", .init = mod_library_init};
const VmModuleSpec mod_fastapi_responses_spec = {.name = "fastapi.responses", .init = mod_library_init};
const VmModuleSpec mod_fastapi_routing_spec = {.name = "fastapi.routing", .init = mod_library_init};
const VmModuleSpec mod_fastapi_status_spec = {.name = "fastapi.status", .init = mod_library_init};
const VmModuleSpec mod_fastapi_testclient_spec = {.name = "fastapi.testclient", .init = mod_library_init};
const VmModuleSpec mod_pydantic_dates_spec = {.name = "_pydantic_dates", .init = mod_library_init};
const VmModuleSpec mod_pydantic_addresses_spec = {.name = "_pydantic_addresses", .init = mod_library_init};
const VmModuleSpec mod_pydantic_spec = {.name = "pydantic", .init = mod_library_init};
const VmModuleSpec mod_starlette_spec = {.name = "starlette", .init = mod_library_init};
const VmModuleSpec mod_starlette_background_spec = {.name = "starlette.background", .init = mod_library_init};
const VmModuleSpec mod_starlette_concurrency_spec = {.name = "starlette.concurrency", .init = mod_library_init};
const VmModuleSpec mod_starlette_datastructures_spec = {.name = "starlette.datastructures", .init = mod_library_init};
const VmModuleSpec mod_starlette_exceptions_spec = {.name = "starlette.exceptions", .init = mod_library_init};
const VmModuleSpec mod_starlette_middleware_spec = {.name = "starlette.middleware", .init = mod_library_init};
const VmModuleSpec mod_starlette_middleware_base_spec = {.name = "starlette.middleware.base", .init = mod_library_init};
const VmModuleSpec mod_starlette_middleware_gzip_spec = {.name = "starlette.middleware.gzip", .init = mod_library_init};
const VmModuleSpec mod_starlette_middleware_trustedhost_spec = {.name = "starlette.middleware.trustedhost",
                                                                .init = mod_library_init};
const VmModuleSpec mod_starlette_middleware_cors_spec = {.name = "starlette.middleware.cors", .init = mod_library_init};
const VmModuleSpec mod_starlette_requests_spec = {.name = "starlette.requests", .init = mod_library_init};
const VmModuleSpec mod_starlette_responses_spec = {.name = "starlette.responses", .init = mod_library_init};
const VmModuleSpec mod_starlette_routing_spec = {.name = "starlette.routing", .init = mod_library_init};
const VmModuleSpec mod_starlette_status_spec = {.name = "starlette.status", .init = mod_library_init};
const VmModuleSpec mod_starlette_testclient_spec = {.name = "starlette.testclient", .init = mod_library_init};
const VmModuleSpec mod_client_spec = {.name = "_client", .init = mod_library_init};
const VmModuleSpec mod_urllib_error_spec = {.name = "urllib.error", .init = mod_library_init};
const VmModuleSpec mod_urllib_parse_spec = {.name = "urllib.parse", .init = mod_library_init};
const VmModuleSpec mod_urllib_request_spec = {.name = "urllib.request", .init = mod_library_init};
const VmModuleSpec mod_httpx_spec = {.name = "httpx", .init = mod_library_init};
const VmModuleSpec mod_urllib_spec = {.name = "urllib"};
const VmModuleSpec mod_library_http_client_spec = {.name = "http.client", .init = mod_library_init};
const VmModuleSpec mod_requests_spec = {.name = "requests", .init = mod_library_init};
const VmModuleSpec mod_requests_exceptions_spec = {.name = "requests.exceptions", .init = mod_library_init};
const VmModuleSpec mod_aiohttp_spec = {.name = "aiohttp", .init = mod_library_init};
const VmModuleSpec mod_library_http_spec = {.name = "http"};
const VmModuleSpec mod_shared_database_spec = {.name = "_database", .init = mod_library_init};
const VmModuleSpec mod_shared_redis_spec = {.name = "_redis", .init = mod_library_init};
const VmModuleSpec mod_asyncpg_spec = {.name = "asyncpg", .init = mod_library_init};
const VmModuleSpec mod_psycopg2_spec = {.name = "psycopg2", .init = mod_library_init};
const VmModuleSpec mod_psycopg2_pool_spec = {.name = "psycopg2.pool", .init = mod_library_init};
const VmModuleSpec mod_psycopg2_extras_spec = {.name = "psycopg2.extras", .init = mod_library_init};
const VmModuleSpec mod_aiosqlite_spec = {.name = "aiosqlite", .init = mod_library_init};
const VmModuleSpec mod_redis_spec = {.name = "redis", .init = mod_library_init};
const VmModuleSpec mod_redis_exceptions_spec = {.name = "redis.exceptions", .init = mod_library_init};
const VmModuleSpec mod_redis_asyncio_spec = {.name = "redis.asyncio", .init = mod_library_init};
