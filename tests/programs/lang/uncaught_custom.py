"""A custom class appears with its module, except for __main__."""


class ConfigError(Exception):
    pass


def load(name):
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ConfigError(f"no setting {name}") from error


load("port")
