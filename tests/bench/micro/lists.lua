local function run(n)
  local items, grown = {}, {}
  for k = 0, 15 do items[k] = 0 end
  for i = 0, n - 1 do
    local k = i & 15
    items[k] = items[k] + i
    grown[#grown + 1] = k
  end
  local sum = 0
  for k = 0, 15 do sum = sum + items[k] end
  return sum + #grown
end
print(run(N))
