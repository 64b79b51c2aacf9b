#include <gst/gst.h>

#include "blockpool.h"

static GstBufferPoolAcquireParams at_once = {.flags = GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT};
int pp_create(const pp_config *config, pp_pool **out) {
  GstBufferPool *pool = (GstBufferPool *)(*out = (gst_init(NULL, NULL), (pp_pool *)gst_buffer_pool_new()));
  GstStructure *wanted = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(wanted, NULL, config->block_size + 16, config->block_count, config->block_count);
  return !gst_buffer_pool_set_config(pool, wanted) || !gst_buffer_pool_set_active(pool, TRUE);
}
void pp_destroy(pp_pool *pool) { gst_buffer_pool_set_active((GstBufferPool *)pool, FALSE), gst_object_unref(pool); }
int pp_get(pp_pool *pool, void **block) {
  GstMapInfo map = {.data = NULL};
  int code = gst_buffer_pool_acquire_buffer((GstBufferPool *)pool, (GstBuffer **)block, &at_once);
  if (code == GST_FLOW_OK && gst_buffer_map(*block, &map, GST_MAP_WRITE)) gst_buffer_unmap(*(void **)map.data = *block, &map);
  return *block = code == GST_FLOW_OK ? map.data + 16 : NULL, code;
}
int pp_return(pp_pool *pool, void *block) { return (void)pool, gst_buffer_unref(*(GstBuffer **)((char *)block - 16)), 0; }
