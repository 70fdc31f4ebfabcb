"""``python -m duijie``."""

from duijie.cli import main

if __name__ == "__main__":
    main()
