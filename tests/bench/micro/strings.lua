local function run(n)
  local parts, count, total = {}, 0, 0
  for i = 0, n - 1 do
    count = count + 1
    parts[count] = i .. ", "
    if i & 1023 == 0 then
      total = total + #table.concat(parts, "", 1, count)
      count = 0
    end
  end
  return total
end
print(run(N))
