"""Runs a scenario for real and reports on descriptor 3: one "word value" a line."""
import ast, asyncio, importlib, importlib.util, json, os, random, socket, subprocess, sys, tempfile, threading, time
import traceback

class Started(BaseException):
    """The client of a served scenario would begin here; a worker only wants the app."""

def report(word, value):
    try:
        if REPORT:
            REPORT.write(f"{word} {value}\n")
            REPORT.flush()
    except BrokenPipeError:
        pass  # loopscope was interrupted, too

def watch(seconds, servers):
    """Ends a run that takes much longer than the simulation says."""
    def end():
        report("late", seconds)
        for server in servers:
            server.terminate()
        os._exit(124)
    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()

def tell(error):
    """The traceback without the frames of this program."""
    place = error.__traceback__
    while place and place.tb_frame.f_code.co_filename == "<string>":
        place = place.tb_next
    sys.stdout.flush()
    traceback.print_exception(type(error), error, place)
    return 130 if isinstance(error, KeyboardInterrupt) else 1

def literal(text):
    try:
        value = ast.parse(text, mode="eval").body
        ast.literal_eval(value)
        return value
    except (SyntaxError, ValueError, TypeError):
        return ast.Constant(text)

def read(path, settings):
    tree, scenario = ast.parse(open(path, encoding="utf-8").read(), path), {}
    for node in tree.body:
        names = [t.id for t in getattr(node, "targets", [getattr(node, "target", None)]) if isinstance(t, ast.Name)]
        for name in names:
            if name in settings:
                node.value = ast.copy_location(literal(settings[name]), node.value)
            if name == "__scenario__":
                scenario = ast.literal_eval(node.value)
    for path_, text in settings.items():
        *parts, last = path_.split(".")
        place = scenario
        for part in parts:
            place = place.setdefault(part, {})
        if parts:
            place[last] = ast.literal_eval(literal(text))
    return ast.fix_missing_locations(tree), scenario

def imported(tree):
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names

def missing(names):
    return {name for name in names if importlib.util.find_spec(name) is None}

def execute(tree, path, entry, name):
    module = type(sys)(name)
    module.__file__ = path
    sys.modules[name] = module
    exec(compile(tree, path, "exec"), module.__dict__)
    if entry:
        result = getattr(module, entry)()
        if asyncio.iscoroutine(result):
            asyncio.run(result)
    return module

def serve(path, scenario, settings, folder):
    wanted = scenario["serve"]
    with open(os.path.join(folder, "loopscope_app.py"), "w", encoding="utf-8") as file:
        file.write("HARNESS = " + repr(SOURCE) + "\n"
                   f"globals_ = {{'__name__': 'loopscope_worker', 'SOURCE': HARNESS, 'REPORT': None}}\n"
                   "exec(HARNESS, globals_)\n"
                   f"app = globals_['load_app']({path!r}, {wanted.get('app', 'app')!r}, {settings!r})\n")
    port = int(wanted.get("port", 8000))
    server = subprocess.Popen([sys.executable, "-m", "uvicorn", "loopscope_app:app", "--app-dir", folder, "--port",
                               str(port), "--workers", str(wanted.get("workers", 1)), "--loop",
                               str(wanted.get("loop", "auto")), "--log-level", "warning"])
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        if server.poll() is not None:
            break
        time.sleep(0.05)
    server.terminate()
    raise SystemExit(f"loopscope verify: uvicorn did not open port {port}")

def load_app(path, app, settings):
    def stop(client, *_, **__):
        client.close()
        raise Started
    tree, _ = read(path, settings)
    run, connect = asyncio.run, socket.socket.connect
    asyncio.run = socket.socket.connect = stop
    try:
        execute(tree, path, "", "__main__")
    except Started:
        pass
    finally:
        asyncio.run, socket.socket.connect = run, connect
    return sys.modules["__main__"].__dict__[app]

def main():
    path, entry, seed, settings = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
    tree, scenario = read(path, settings)
    needed = imported(tree) | ({"uvicorn", "fastapi"} if "serve" in scenario else set())
    absent = missing(needed)
    report("version", ".".join(map(str, sys.version_info[:3])))
    if absent:
        report("missing", ", ".join(sorted(absent)))
        return
    longest = 0.0
    run_handle = asyncio.events.Handle._run
    def timed(handle):
        nonlocal longest
        begun = time.perf_counter()
        run_handle(handle)
        longest = max(longest, time.perf_counter() - begun)
    asyncio.events.Handle._run = timed
    for name in needed:
        importlib.import_module(name)  # what an import takes is not the scenario's time
    random.seed(seed)
    with tempfile.TemporaryDirectory(prefix="loopscope-") as folder:
        servers = [serve(path, scenario, settings, folder)] if "serve" in scenario else []
        watch(float(sys.argv[5]), servers)
        begun = time.perf_counter()
        try:
            execute(tree, path, entry, "loopscope_entry" if entry else "__main__")
        except SystemExit:
            raise
        except BaseException as error:
            sys.exit(tell(error))
        finally:
            report("elapsed", time.perf_counter() - begun)
            report("delay", longest)
            for server in servers:
                server.terminate()
                server.wait()

if __name__ == "__main__":
    SOURCE = sys.argv.pop()
    REPORT = os.fdopen(3, "w")
    sys.argv[0] = sys.argv[1]
    main()
