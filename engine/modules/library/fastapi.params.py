from pydantic import FieldInfo as _FieldInfo


class Param(_FieldInfo):
    in_ = ""

    def __init__(self, default=..., **options):
        self.deprecated = options.pop("deprecated", None)
        self.include_in_schema = options.pop("include_in_schema", True)
        super().__init__(default, **options)

    def __repr__(self):
        return f"{self.__class__.__name__}({self.default})"


class Path(Param):
    in_ = "path"

    def __init__(self, default=..., **options):
        if default is not ...:
            raise AssertionError("Path parameters cannot have a default value")
        super().__init__(default, **options)


class Query(Param):
    in_ = "query"


class Header(Param):
    in_ = "header"

    def __init__(self, default=..., *, convert_underscores=True, **options):
        self.convert_underscores = convert_underscores
        super().__init__(default, **options)


class Cookie(Param):
    in_ = "cookie"


class Body(_FieldInfo):
    def __init__(self, default=..., *, embed=False, media_type="application/json", **options):
        self.embed, self.media_type = embed, media_type
        super().__init__(default, **options)

    def __repr__(self):
        return f"{self.__class__.__name__}({self.default})"


class Form(Body):
    def __init__(self, default=..., **options):
        super().__init__(default, embed=True, media_type="application/x-www-form-urlencoded", **options)


class Depends:
    def __init__(self, dependency=None, *, use_cache=True):
        self.dependency, self.use_cache = dependency, use_cache

    def __repr__(self):
        name = getattr(self.dependency, "__name__", type(self.dependency).__name__)
        return f"{self.__class__.__name__}({name}{'' if self.use_cache else ', use_cache=False'})"


class Security(Depends):
    def __init__(self, dependency=None, *, scopes=None, use_cache=True):
        super().__init__(dependency=dependency, use_cache=use_cache)
        self.scopes = scopes or []
