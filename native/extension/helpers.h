/* What the Python side needs beyond the binding. The first part is shaped so that a call makes no Python object: CPython keeps
 * the integers from -5 to 256 ready, so a buffer or receipt is named by a row and a column of a table of 256 columns. */

/* Both lend, and return the row, or minus the status of the refusal. */
int poolproof_lend_soa(bp_pool *pool, size_t size);
int poolproof_lend_receipt(bp_pool *pool);

/* The column of what was lent last, asked right after it was. */
int poolproof_soa_column(const bp_pool *pool);
int poolproof_receipt_column(const bp_pool *pool);

/* Returns the status. */
int poolproof_return_soa(bp_pool *pool, uint32_t index);

int poolproof_soa_is_lent(const bp_pool *pool, uint32_t index);
int poolproof_receipt_is_lent(const bp_pool *pool, uint32_t number);

/* The mapping starts with the bp_pool itself. Offsets are in bytes, from there. */
uintptr_t poolproof_mapping_address(const bp_pool *pool);
size_t poolproof_mapping_bytes(const bp_pool *pool);
size_t poolproof_soa_offset(const bp_pool *pool, uint32_t index);
size_t poolproof_receipt_offset(const bp_pool *pool, uint32_t number);
bp_receipt *poolproof_receipt(bp_pool *pool, uint32_t number);
