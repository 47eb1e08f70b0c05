"""A message beyond ASCII."""
raise ValueError("naïve ☕ 日本")
