-- What the flash tool uses of NodeMCU's modules, over files in this folder. Started as `lua5.3 -i`.
local fd = {}
fd.__index = fd
function fd:seek(whence, offset) return self.handle:seek(whence, offset) end
function fd:read(count) return self.handle:read(count) end
function fd:write(bytes) self.handle:write(bytes) end
function fd:close() self.handle:close() end

file = {
  open = function(name, mode)
    local handle = io.open(name, mode .. 'b')
    return handle and setmetatable({ handle = handle }, fd)
  end,
  remove = function(name) os.remove(name) end,
  stat = function(name)
    local handle = io.open(name, 'rb')
    if not handle then return nil end
    local size = handle:seek('end')
    handle:close()
    return { size = size }
  end,
}
node = { restart = function() print('restarted') end }
