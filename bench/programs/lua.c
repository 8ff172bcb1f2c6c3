// lua.c - Lua's interpreter runs lua.lua. Argument: how often.
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdlib.h>

static const char script[] = {
#embed "lua.lua"
};

static void open(lua_State *state, const char *name, lua_CFunction library) {
  luaL_requiref(state, name, library, 1);
  lua_pop(state, 1);
}

int main(int count, char **arguments) {
  lua_State *state = luaL_newstate();
  if (!state)
    return 1;
  open(state, LUA_GNAME, luaopen_base);
  open(state, LUA_TABLIBNAME, luaopen_table);
  open(state, LUA_STRLIBNAME, luaopen_string);
  open(state, LUA_MATHLIBNAME, luaopen_math);
  lua_pushinteger(state, count > 1 ? atoi(arguments[1]) : 1);
  lua_setglobal(state, "times");
  if (luaL_loadbufferx(state, script, sizeof script, "lua.lua", "t") != LUA_OK)
    return 1;
  lua_call(state, 0, 0);
  lua_close(state);
  return 0;
}
