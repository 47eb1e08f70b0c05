"""A task created just before main returns still gets its first step."""
import asyncio


async def child():
    print("child's first step")
    try:
        await asyncio.sleep(0)
        print("never")
    finally:
        print("child cancelled")


async def main():
    asyncio.create_task(child())
    print("main returns")


asyncio.run(main())
print("after run")
