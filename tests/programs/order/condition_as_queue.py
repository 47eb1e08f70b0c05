"""A bounded buffer made of a condition."""
import asyncio


async def producer(condition, buffer, log):
    for n in range(5):
        async with condition:
            await condition.wait_for(lambda: len(buffer) < 2)
            buffer.append(n)
            log.append(f"+{n}")
            condition.notify_all()


async def consumer(condition, buffer, log):
    for _ in range(5):
        async with condition:
            await condition.wait_for(lambda: buffer)
            log.append(f"-{buffer.pop(0)}")
            condition.notify_all()
        await asyncio.sleep(0.1)


async def main():
    condition, buffer, log = asyncio.Condition(), [], []
    await asyncio.gather(producer(condition, buffer, log), consumer(condition, buffer, log))
    print(" ".join(log), f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
