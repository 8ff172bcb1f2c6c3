/* Uses the module plugin.wat as a C library. */
#include "plugin.h"
#include <stdio.h>
#include <string.h>

static wfx_status onLog(void *host, int32_t address, int32_t size) {
  plugin_instance *plugin = *(plugin_instance **)host;
  printf("the module says: %.*s\n", size, plugin_memory(plugin)->data + address);
  return WFX_OK;
}

int main(void) {
  wfx_error error;
  wfx_context *context = wfx_context_new(NULL, &error);
  plugin_instance *plugin = NULL;
  plugin_imports imports = {.host = &plugin, .env_log = onLog};
  if (context)
    plugin = plugin_new(context, &imports, &error);
  if (!plugin) {
    fprintf(stderr, "%s\n", error.message);
    return 1;
  }

  const int32_t numbers[] = {4, 8, 15, 16, 23, 42};
  memcpy(plugin_memory(plugin)->data + 1024, numbers, sizeof(numbers));
  int32_t mean;
  if (plugin_mean(plugin, 1024, 6, &mean) == WFX_OK)
    printf("mean %d\n", mean);

  wfx_status status = plugin_mean(plugin, 1024, 1 << 20, &mean);
  char text[500];
  wfx_describe(context, status, text, sizeof(text));
  printf("%s", text);
  wfx_context_free(context);
  return 0;
}
