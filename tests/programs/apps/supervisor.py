"""A supervisor restarts workers that fail, up to a limit."""
import asyncio


async def worker(name, attempt):
    await asyncio.sleep(0.5 * attempt)
    if name == "flaky" and attempt < 3:
        raise RuntimeError(f"{name} crashed in attempt {attempt}")
    if name == "hopeless":
        raise ValueError("always")
    return f"{name} succeeded in attempt {attempt}"


async def supervise(name, most):
    for attempt in range(1, most + 1):
        task = asyncio.create_task(worker(name, attempt), name=f"{name}-{attempt}")
        try:
            return await task
        except Exception as error:
            print(f"{asyncio.get_running_loop().time():.1f} {task.get_name()}: {type(error).__name__}: {error}")
    raise RuntimeError(f"{name}: gave up")


async def main():
    results = await asyncio.gather(*[supervise(name, 3) for name in ("steady", "flaky", "hopeless")], return_exceptions=True)
    for result in results:
        print(result if isinstance(result, str) else f"error: {result}")


asyncio.run(main())
