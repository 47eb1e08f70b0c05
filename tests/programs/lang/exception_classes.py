"""Exception classes of one's own."""


class AppError(Exception):
    """The root of ours."""


class NotFound(AppError):
    def __init__(self, name, code=404):
        super().__init__(f"{name} was not found")
        self.name = name
        self.code = code


class Silent(AppError):
    pass


for error in [AppError("plain"), NotFound("page"), NotFound("x", code=410), Silent(), Silent(1, 2)]:
    try:
        raise error
    except NotFound as caught:
        print("NotFound", caught, caught.name, caught.code)
    except AppError as caught:
        print(type(caught).__name__, str(caught), caught.args)
print(isinstance(NotFound("a"), AppError), issubclass(NotFound, Exception), issubclass(AppError, NotFound))
print(repr(NotFound("page")))
