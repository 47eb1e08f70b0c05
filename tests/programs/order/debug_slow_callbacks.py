"""Debug mode: what holds the loop longer than slow_callback_duration is reported (on stderr)."""
import asyncio, time
async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug(), loop.slow_callback_duration)
    await asyncio.sleep(0)
    time.sleep(0.2)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 1
    time.sleep(0.2)
    await asyncio.sleep(0)
    loop.call_soon(time.sleep, 2)
    await asyncio.sleep(0)
    print("end")
asyncio.run(main(), debug=True)
