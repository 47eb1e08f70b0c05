local function numbers(n)
  return coroutine.wrap(function()
    for i = 0, n - 1 do coroutine.yield(i) end
  end)
end
local function run(n)
  local total = 0
  for i in numbers(n) do
    total = total + i
  end
  return total
end
print(run(N))
