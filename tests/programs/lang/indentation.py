"""Blocks by indentation: tabs, odd widths and blank lines."""
if True:
  if True:

        # a comment at another depth
    # and another
        print("deep")
  print("middle")
print("top")
for i in range(2):
	print("tab", i)
	if i:
		print("two tabs")
