"""A chat room: one queue for each member, a broadcaster, members who leave."""
import asyncio


class Room:
    def __init__(self):
        self.members = {}

    def join(self, name):
        self.members[name] = asyncio.Queue()
        self.say("room", f"{name} joined")
        return self.members[name]

    def leave(self, name):
        del self.members[name]
        self.say("room", f"{name} left")

    def say(self, sender, text):
        for name, inbox in self.members.items():
            if name != sender:
                inbox.put_nowait(f"{sender}: {text}")


async def member(room, name, delay, words):
    inbox = room.join(name)
    for word in words:
        await asyncio.sleep(delay)
        room.say(name, word)
    await asyncio.sleep(delay)
    room.leave(name)
    received = []
    while not inbox.empty():
        received.append(inbox.get_nowait())
    return name, received


async def main():
    room = Room()
    results = await asyncio.gather(
        member(room, "ann", 1, ["hi", "how are you"]),
        member(room, "bob", 1.5, ["hello", "bye"]),
        member(room, "cem", 0.7, ["hey"]),
    )
    for name, received in results:
        print(name)
        for line in received:
            print("   ", line)


asyncio.run(main())
