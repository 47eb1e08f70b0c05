from starlette.middleware import Middleware
