#include <libavutil/buffer.h>

#include "blockpool.h"

int pp_create(const pp_config *config, pp_pool **out) {
  return (*out = (pp_pool *)av_buffer_pool_init(config->block_size + 64, NULL)) == NULL;
}
void pp_destroy(pp_pool *pool) { av_buffer_pool_uninit((AVBufferPool **)&pool); }
int pp_get(pp_pool *pool, void **block) {
  AVBufferRef *reference = av_buffer_pool_get((AVBufferPool *)pool);
  if (reference == NULL) return *block = NULL, 1;
  return *(AVBufferRef **)reference->data = reference, *block = reference->data + 64, 0;
}
int pp_return(pp_pool *pool, void *block) {
  AVBufferRef *reference = *(AVBufferRef **)((char *)block - 64);
  return (void)pool, av_buffer_unref(&reference), 0;
}
