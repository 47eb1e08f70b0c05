from fastapi import params as _params


def Path(default=..., **options):
    return _params.Path(default, **options)


def Query(default=..., **options):
    return _params.Query(default, **options)


def Header(default=..., **options):
    return _params.Header(default, **options)


def Cookie(default=..., **options):
    return _params.Cookie(default, **options)


def Body(default=..., **options):
    return _params.Body(default, **options)


def Form(default=..., **options):
    return _params.Form(default, **options)


def Depends(dependency=None, *, use_cache=True):
    return _params.Depends(dependency, use_cache=use_cache)


def Security(dependency=None, *, scopes=None, use_cache=True):
    return _params.Security(dependency, scopes=scopes, use_cache=use_cache)
