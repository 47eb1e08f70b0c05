from starlette import status as _status

globals().update({name: value for name, value in vars(_status).items() if name.startswith("HTTP_")})
