"""What needs a running loop says so."""
import asyncio

try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print("RuntimeError:", error)
try:
    asyncio.current_task()
except RuntimeError as error:
    print("RuntimeError:", error)
