"""logging to stderr leaves stdout alone."""
import logging

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
log = logging.getLogger("app")
log.info("hello %s", "you")
log.debug("not shown")
print(log.isEnabledFor(logging.DEBUG), log.name, log.level, logging.WARNING)
