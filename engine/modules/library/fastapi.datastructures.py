from starlette.datastructures import Address, Headers, QueryParams, State, URL
