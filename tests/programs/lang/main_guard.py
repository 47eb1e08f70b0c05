"""__name__ is "__main__" when a file is run."""
print(__name__)


def main():
    print("main runs")


if __name__ == "__main__":
    main()
