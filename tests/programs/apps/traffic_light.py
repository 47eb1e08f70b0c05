"""A state machine driven by timers, with pedestrians who press a button."""
import asyncio


class Light:
    def __init__(self):
        self.state = "red"
        self.button = asyncio.Event()
        self.walk = asyncio.Event()
        self.log = []

    def change(self, state):
        self.state = state
        self.log.append((round(asyncio.get_running_loop().time(), 2), state))

    async def run(self, cycles):
        for _ in range(cycles):
            self.change("green")
            try:
                await asyncio.wait_for(self.button.wait(), 5)
                await asyncio.sleep(1)
            except TimeoutError:
                pass
            self.change("yellow")
            await asyncio.sleep(1)
            self.change("red")
            self.button.clear()
            self.walk.set()
            await asyncio.sleep(2)
            self.walk.clear()


async def pedestrian(name, light, arrives):
    await asyncio.sleep(arrives)
    if light.state != "red":
        light.button.set()
    await light.walk.wait()
    print(f"{asyncio.get_running_loop().time():.1f} {name} crosses")


async def main():
    light = Light()
    await asyncio.gather(light.run(3), pedestrian("ann", light, 2), pedestrian("bob", light, 4.5), pedestrian("cem", light, 9))
    for moment, state in light.log:
        print(moment, state)


asyncio.run(main())
