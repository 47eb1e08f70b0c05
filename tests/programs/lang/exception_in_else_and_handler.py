"""An exception in else or in a handler is not caught by the same try."""


def run(kind):
    try:
        try:
            if kind == "body":
                raise ValueError("body")
        except ValueError:
            if kind == "body":
                raise KeyError("handler")
        except KeyError:
            print("never")
        else:
            raise KeyError("else")
        finally:
            print("finally", kind)
    except KeyError as error:
        print("outside", error)


run("body")
run("none")
