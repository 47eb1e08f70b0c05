"""A small class, used by coroutines."""
import asyncio


class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance
        self.history = []

    async def deposit(self, amount):
        before = self.balance
        await asyncio.sleep(0.1)
        self.balance = before + amount
        self.history.append(amount)

    def __str__(self):
        return f"{self.owner}: {self.balance}"


async def main():
    account = Account("Ada", 100)
    await account.deposit(50)
    print(account, account.history)
    await asyncio.gather(account.deposit(1), account.deposit(2))
    print(account, account.history)


asyncio.run(main())
