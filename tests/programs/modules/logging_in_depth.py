"""logging: levels, the tree, handlers, formatters, filters, last resort."""
import logging, sys
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)-8s %(name)s:%(lineno)d %(message)s")
log = logging.getLogger("app")
log.info("hello %s", "you")
log.debug("no")
log.warning("w %d %s", 3, "x")
log.error("e %(a)s", {"a": 1})
logging.getLogger("app.sub").critical("c")
logging.info("root")
try: 1/0
except ZeroDivisionError: log.exception("failed")
print(log, logging.getLogger(), log.getEffectiveLevel(), log.isEnabledFor(10), logging.getLevelName(30), logging.getLevelName("INFO"), logging.getLogger("app") is log, log.parent, logging.getLogger("app.sub").parent)
class H(logging.Handler):
    def __init__(self):
        super().__init__(); self.msgs=[]
    def emit(self, record): self.msgs.append((record.levelname, record.getMessage(), record.name))
h=H(); l2=logging.getLogger("x"); l2.addHandler(h); l2.propagate=False; l2.setLevel("DEBUG"); l2.debug("q %s","r"); print(h.msgs, l2.handlers == [h], l2.level)
sh=logging.StreamHandler(sys.stdout); sh.setFormatter(logging.Formatter("{levelname}|{message}", style="{")); l3=logging.getLogger("y"); l3.addHandler(sh); l3.propagate=False; l3.setLevel(logging.DEBUG); l3.info("a %s", 1)
class F(logging.Formatter):
    def format(self, record): return "F:"+super().format(record)
sh.setFormatter(F("%(name)s %(funcName)s %(message)s")); 
def fn(): l3.error("zz")
fn()
sh.setLevel(logging.ERROR); l3.info("no"); l3.log(40,"yes")
class Fi(logging.Filter):
    def filter(self, r): return "secret" not in r.getMessage()
l3.addFilter(Fi()); l3.error("secret"); l3.error("open")
l3.removeHandler(sh); print(l3.handlers, l3.hasHandlers())
try: l3.setLevel("FOO")
except ValueError as e: print(e)
l3.error("bad", exc_info=True)
logging.disable(logging.CRITICAL); log.critical("off"); logging.disable(logging.NOTSET)
log.info("extra", extra={"k":1}); log.warning("no args %s")
lf = logging.Formatter(); print(lf.format(logging.LogRecord("n",20,"p",3,"m %s",("z",),None)))
