local function run(n)
  local total = 0
  for i = 0, n - 1 do
    if i & 3 ~= 2 then total = total + 1 end
  end
  return total
end
print(run(N))
