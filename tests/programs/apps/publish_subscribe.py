"""Topics, subscribers with their own speed, and an end of stream."""
import asyncio

END = object()


class Broker:
    def __init__(self):
        self.topics = {}

    def subscribe(self, topic, size=0):
        queue = asyncio.Queue(size)
        self.topics.setdefault(topic, []).append(queue)
        return queue

    async def publish(self, topic, message):
        for queue in self.topics.get(topic, []):
            await queue.put(message)

    async def close(self):
        for queues in self.topics.values():
            for queue in queues:
                await queue.put(END)


async def subscriber(name, queue, seconds):
    count = 0
    while True:
        message = await queue.get()
        if message is END:
            break
        count += 1
        await asyncio.sleep(seconds)
        print(f"{asyncio.get_running_loop().time():.2f} {name} {message}")
    return name, count


async def main():
    broker = Broker()
    tasks = [
        asyncio.create_task(subscriber("fast", broker.subscribe("news", 1), 0.1)),
        asyncio.create_task(subscriber("slow", broker.subscribe("news", 1), 0.4)),
        asyncio.create_task(subscriber("sport", broker.subscribe("sport"), 0.2)),
    ]
    for n in range(4):
        await broker.publish("news", f"news {n}")
        if n % 2:
            await broker.publish("sport", f"goal {n}")
        await asyncio.sleep(0.05)
    await broker.close()
    print(await asyncio.gather(*tasks))


asyncio.run(main())
