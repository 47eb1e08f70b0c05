function add(a, b)
  return a + b
end
local function run(n)
  local total = 0
  for i = 0, n - 1 do
    total = add(total, i)
  end
  return total
end
print(run(N))
