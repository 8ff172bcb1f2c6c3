#include "plugin.h"
#include <stdio.h>

static wfx_status onLog(void *host, int32_t value) {
  *(int32_t *)host += value;
  return WFX_OK;
}

int main(void) {
  wfx_error error;
  wfx_context *context = wfx_context_new(NULL, &error);
  if (!context) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  int32_t logged = 0, mean = 0;
  plugin_imports imports = {.host = &logged, .env_log = onLog};
  plugin_instance *plugin = plugin_new(context, &imports, &error);
  if (!plugin) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }
  if (plugin_mean(plugin, 12, 4, &mean) == WFX_OK)
    printf("mean %d, logged %d, calls %d\n", mean, logged, plugin_calls_get(plugin));
  wfx_status status = plugin_mean(plugin, 1, 0, &mean);
  char text[500];
  wfx_describe(context, status, text, sizeof(text));
  printf("%s", text);
  printf("calls %d, %lu bytes\n", plugin_calls_get(plugin),
         (unsigned long)plugin_memory(plugin)->size);
  wfx_context_free(context);
  return 0;
}
