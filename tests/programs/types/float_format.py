"""Format specs of floats."""
for value in [0.0, 1.0, -1.5, 3.14159265, 1234567.891, 0.000012345, 1e21, 2.5, 0.5]:
    print(f"{value:.0f} {value:.2f} {value:.3e} {value:.4g} {value:g} {value:10.1f}| {value:<10.1f}| {value:+.1f} {value:,.2f} {value:.1%} {value:08.2f}")
print(f"{float('inf'):.2f} {float('nan'):5}| {float('-inf'):f}")
print(f"{1.0} {1e20} {1.5:} {1:.2f} {1:e} {7:%} {True:.1f}")
print(f"{1e10:g} {123456:g} {1234567:g} {0.0001:g} {0.00001:g} {1.0:#g} {100000.0:.3g}")
print(f"{1234.5:_.1f} {1e6:,} {12345.678:15,.1f}| {-0.0:.1f} {-0.4:.0f} {-0.0:+}")
print(f"{0.1:.20f} {1/3:.17g} {2.675:.2f} {1e-10:.3f} {999.9996:.3f}")
