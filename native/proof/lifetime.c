/* create and destroy, and what is taken for granted there: memory from the system. */
#include "lifetime_contracts.h"
#include "internal/memory.h"

/*@ assigns \nothing;
    ensures pages: \result >= bytes;
*/
size_t bp_memory_round(size_t bytes);

/*@ assigns \nothing;
    ensures blank: \result != \null ==> \valid((bp_pool *)\result) && ((bp_pool *)\result)->receipts_in_use == 0;
*/
void *bp_memory_take(size_t bytes);

/*@ assigns \nothing; */
void bp_memory_give_back(void *memory, size_t bytes);

#include "../src/lifetime.c"

#define SUPPORTED(config) \
  (0 < (config).soa_capacity <= BP_LARGEST_SOA_CAPACITY && 0 < (config).receipt_capacity <= BP_LARGEST_RECEIPT_CAPACITY)

/*@ requires few: bytes <= 0x7fffffff;
    assigns \nothing;
    ensures whole: \result % 64 == 0 && bytes <= \result < bytes + 64;
*/
static size_t whole_lines(size_t bytes);

/*@ requires supported: SUPPORTED(config);
    assigns \nothing;
    ensures aligned: \result.slots % 64 == 0 && \result.soa % 64 == 0 && \result.receipts % 64 == 0 && \result.end % 64 == 0;
    ensures slots_behind: sizeof(bp_pool) + (config.soa_capacity + 2) * 8 <= \result.slots;
    ensures soa_behind: \result.slots + config.soa_capacity * 8 <= \result.soa;
    ensures receipts_behind: \result.soa + config.soa_capacity * 192 == \result.receipts;
    ensures end_behind: \result.receipts + config.receipt_capacity * 128 == \result.end;
    ensures small: \result.end <= 148000000;
*/
static layout layout_of(bp_config config);

/*@ assigns \nothing;
    ensures supported: \result != 0 <==> SUPPORTED(config);
*/
static int is_supported(bp_config config);

/*@ assigns \nothing; */
static void *at(bp_pool *pool, size_t offset);

/*@ requires room: \valid(out);
    requires asked: config == \null || (\valid_read(config) && \separated(config, out));
    behavior refuses_the_config:
      assumes config != \null && !SUPPORTED(*config);
      assigns *out;
      ensures status: \result == BP_INVALID_CONFIG;
      ensures nothing: *out == \null;
    behavior creates:
      assumes config == \null || SUPPORTED(*config);
      ensures status: \result == BP_OK || \result == BP_NO_MEMORY;
      ensures nothing: \result == BP_NO_MEMORY ==> *out == \null;
      ensures as_asked: \result == BP_OK && config != \null ==>
        (*out)->soa_capacity == \old(config->soa_capacity) && (*out)->receipt_capacity == \old(config->receipt_capacity);
      ensures as_usual: \result == BP_OK && config == \null ==>
        (*out)->soa_capacity == BP_DEFAULT_SOA_CAPACITY && (*out)->receipt_capacity == BP_DEFAULT_RECEIPT_CAPACITY;
      ensures valid: \result == BP_OK ==> valid_pool(*out);
      ensures blank: \result == BP_OK ==> (*out)->receipts_in_use == 0 && free_count(*out) == (*out)->soa_capacity;
    complete behaviors;
    disjoint behaviors;
*/
int bp_create(const bp_config *config, bp_pool **out);

/*@ requires valid: pool == \null || valid_pool(pool);
    assigns \nothing;
*/
void bp_destroy(bp_pool *pool);
