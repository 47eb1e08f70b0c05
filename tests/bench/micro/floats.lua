local function run(n)
  local x = 0.5
  for i = 0, n - 1 do
    x = x * 3.7 * (1.0 - x)
  end
  return x
end
print(string.format("%.12g", run(N)))
