#include "inner.h"
#include <stdio.h>

static wfx_status ignore(void *host, int32_t value) {
  (void)host;
  (void)value;
  return WFX_OK;
}

int main(void) {
  wfx_error error;
  wfx_context *context = wfx_context_new(NULL, &error);
  inner_imports imports = {.env_log = ignore};
  inner_instance *inner = context ? inner_new(context, &imports, &error) : NULL;
  int32_t mean = 0;
  if (!inner || inner_mean(inner, 20, 5, &mean) != WFX_OK)
    return 1;
  printf("mean %d\n", mean);
  wfx_context_free(context);
  return 0;
}
