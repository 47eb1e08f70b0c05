"""Processes that start after others were killed by their parent."""
import multiprocessing
import time


def double(n):
    return 2 * n


def send(connection, value):
    connection.send(value)


def ask(value):
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=send, args=(theirs, value))
    child.start()
    answer = ours.recv()
    child.join()
    return answer, child.exitcode


def main():
    with multiprocessing.Pool(1):
        pass  # never used, terminated at once
    print(ask(1))
    with multiprocessing.Pool(2) as pool:
        print(pool.map(double, [10, 20, 30], chunksize=2))
    print(ask(2))
    sleeper = multiprocessing.Process(target=time.sleep, args=(5,))
    sleeper.start()
    sleeper.terminate()
    print(ask(3))
    sleeper.join()
    print(sleeper.exitcode, ask(4))
    killed = multiprocessing.Process(target=time.sleep, args=(5,))
    killed.start()
    time.sleep(0.1)
    killed.kill()
    killed.join()
    print(killed.exitcode, ask(5))
    with multiprocessing.Pool(2) as pool:
        print(pool.map(double, [1, 2, 3]))


if __name__ == "__main__":
    main()
