"""Format specs of ints."""
for value in [0, 7, -42, 123456789]:
    print(f"{value} {value:d} {value:5d}| {value:<6}| {value:^9}| {value:+} {value: } {value:06} {value:,} {value:_} {value:x} {value:X} {value:#x} {value:o} {value:b} {value:#b}")
print(f"{65:c} {255:#06x} {1000000:>12,} {-5:*^7} {-5:=5} {5:=+5} {True} {True:d} {False:>6}")
for spec in [".2", "s", "q", "5.1d", ",x", "10c "]:
    try:
        print(f"{5:{spec}}")
    except ValueError as error:
        print(spec, "ValueError:", error)
