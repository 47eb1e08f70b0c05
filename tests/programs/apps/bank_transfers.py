"""Transfers with ordered locks: money is neither made nor lost."""
import asyncio


class InsufficientFunds(Exception):
    def __init__(self, name, missing):
        super().__init__(f"{name} lacks {missing}")
        self.missing = missing


class Account:
    def __init__(self, name, balance):
        self.name, self.balance, self.lock = name, balance, asyncio.Lock()


async def transfer(source, target, amount):
    first, second = sorted([source, target], key=lambda account: account.name)
    async with first.lock, second.lock:
        if source.balance < amount:
            raise InsufficientFunds(source.name, amount - source.balance)
        balance = source.balance
        await asyncio.sleep(0.1)
        source.balance = balance - amount
        balance = target.balance
        await asyncio.sleep(0.1)
        target.balance = balance + amount
        return f"{source.name} -> {target.name}: {amount}"


async def main():
    a, b, c = [Account(name, 100) for name in "abc"]
    orders = [(a, b, 50), (b, c, 120), (c, a, 30), (a, c, 500), (b, a, 10)]
    results = await asyncio.gather(*[transfer(*order) for order in orders], return_exceptions=True)
    for result in results:
        print(repr(result) if isinstance(result, Exception) else result)
    print([(account.name, account.balance) for account in (a, b, c)], sum(account.balance for account in (a, b, c)))
    print(f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
