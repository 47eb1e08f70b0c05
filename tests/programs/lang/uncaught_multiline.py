"""A message of two lines."""
raise RuntimeError("first line\nsecond line")
