text = "abc"
text.upperr()
