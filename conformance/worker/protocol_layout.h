/* The compiler lays the records of protocol.h as Python reads them, or there is no worker.
 *
 * Generated from spec/poolproof/spec/data/vocabulary.toml: change it there, and run `make generate`.
 * The generator lays it out: */
/* clang-format off */
#ifndef POOLPROOF_PROTOCOL_LAYOUT_H
#define POOLPROOF_PROTOCOL_LAYOUT_H

#include <stddef.h>

#include "protocol.h"

#define LIES_AT(record, field, offset) _Static_assert(offsetof(struct record, field) == (offset), #record "." #field)

_Static_assert(sizeof(struct configuration) == 16, "configuration");
LIES_AT(configuration, block_count, 0);
LIES_AT(configuration, record_count, 4);
LIES_AT(configuration, is_default, 8);
LIES_AT(configuration, reserved, 12);

_Static_assert(sizeof(struct operation) == 24, "operation");
LIES_AT(operation, kind, 0);
LIES_AT(operation, pool, 2);
LIES_AT(operation, target, 4);
LIES_AT(operation, flags, 5);
LIES_AT(operation, index, 8);
LIES_AT(operation, extra, 12);
LIES_AT(operation, value, 16);

_Static_assert(sizeof(struct block_name) == 12, "block_name");
LIES_AT(block_name, kind, 0);
LIES_AT(block_name, pool, 2);
LIES_AT(block_name, word, 4);
LIES_AT(block_name, index, 8);

_Static_assert(sizeof(struct observation) == 416, "observation");
LIES_AT(observation, state, 0);
LIES_AT(observation, status, 4);
LIES_AT(observation, out, 8);
LIES_AT(observation, target, 12);
LIES_AT(observation, out_flags, 16);
LIES_AT(observation, usage_observed, 20);
LIES_AT(observation, usage, 24);
LIES_AT(observation, dirty_count, 40);
LIES_AT(observation, dirty_at, 44);
LIES_AT(observation, addressless, 48);
LIES_AT(observation, dirty_value, 56);
LIES_AT(observation, receipt_id, 64);
LIES_AT(observation, address, 72);
LIES_AT(observation, overlaps, 80);
LIES_AT(observation, disturbed, 92);
LIES_AT(observation, disturbed_expected, 104);
LIES_AT(observation, disturbed_found, 112);
LIES_AT(observation, allocations, 120);
LIES_AT(observation, releases, 124);
LIES_AT(observation, allocated_bytes, 128);
LIES_AT(observation, held_bytes, 136);
LIES_AT(observation, live_bytes, 144);
LIES_AT(observation, virtual_pages, 152);
LIES_AT(observation, system_calls, 160);
LIES_AT(observation, system_call_number, 164);
LIES_AT(observation, page_faults, 168);
LIES_AT(observation, instructions, 172);
LIES_AT(observation, locked_instructions, 176);
LIES_AT(observation, time_stamp_reads, 180);
LIES_AT(observation, free_descriptor, 184);
LIES_AT(observation, time_stamps, 188);
LIES_AT(observation, site, 192);
LIES_AT(observation, system_call_instructions, 196);
LIES_AT(observation, outside_functions, 200);
LIES_AT(observation, stale_block_bytes, 204);
LIES_AT(observation, stale_at, 208);
LIES_AT(observation, stale_count, 212);
LIES_AT(observation, breach, 216);
LIES_AT(observation, breach_count, 220);
LIES_AT(observation, breach_taken_by, 224);
LIES_AT(observation, breach_given_back_by, 228);
LIES_AT(observation, breach_distance, 232);
LIES_AT(observation, breach_block_bytes, 240);
LIES_AT(observation, allocations_failed, 248);
LIES_AT(observation, said_at, 252);
LIES_AT(observation, said_bytes, 256);
LIES_AT(observation, surrounding, 260);
LIES_AT(observation, surrounding_number, 264);
LIES_AT(observation, surrounding_before, 272);
LIES_AT(observation, surrounding_after, 280);
LIES_AT(observation, surrounding_of_usage, 288);
LIES_AT(observation, errno_before, 292);
LIES_AT(observation, variable, 296);
LIES_AT(observation, variable_place, 300);
LIES_AT(observation, variable_number, 304);
LIES_AT(observation, variable_is_gone, 308);
LIES_AT(observation, variable_before, 312);
LIES_AT(observation, variable_after, 320);
LIES_AT(observation, counters_seen, 328);
LIES_AT(observation, ending, 332);
LIES_AT(observation, counted, 336);
LIES_AT(observation, dirty_expected, 368);
LIES_AT(observation, changed_free, 376);
LIES_AT(observation, changed_free_expected, 392);
LIES_AT(observation, changed_free_found, 400);
LIES_AT(observation, ending_number, 408);
LIES_AT(observation, breach_of_storage, 412);

_Static_assert(sizeof(struct slow_operation) == 16, "slow_operation");
LIES_AT(slow_operation, walk, 0);
LIES_AT(slow_operation, place, 8);
LIES_AT(slow_operation, time_stamps, 12);

_Static_assert(sizeof(struct growth_sample) == 16, "growth_sample");
LIES_AT(growth_sample, live_bytes, 0);
LIES_AT(growth_sample, virtual_pages, 8);

_Static_assert(sizeof(struct answer) == 8, "answer");
LIES_AT(answer, how, 0);
LIES_AT(answer, code, 4);

_Static_assert(sizeof(struct terms) == 240, "terms");
LIES_AT(terms, binding, 0);
LIES_AT(terms, block_bytes, 4);
LIES_AT(terms, block_align, 8);
LIES_AT(terms, block_count, 12);
LIES_AT(terms, first_count, 16);
LIES_AT(terms, last_count, 20);
LIES_AT(terms, most_blocks, 24);
LIES_AT(terms, is_at_least, 28);
LIES_AT(terms, record_bytes, 32);
LIES_AT(terms, record_align, 36);
LIES_AT(terms, record_count, 40);
LIES_AT(terms, most_records, 44);
LIES_AT(terms, number_at, 48);
LIES_AT(terms, at_get, 52);
LIES_AT(terms, at_get_byte, 56);
LIES_AT(terms, while_free, 60);
LIES_AT(terms, while_free_byte, 64);
LIES_AT(terms, reuse, 68);
LIES_AT(terms, fresh, 72);
LIES_AT(terms, fresh_first, 76);
LIES_AT(terms, clear_as_created, 80);
LIES_AT(terms, has_size, 84);
LIES_AT(terms, smallest, 88);
LIES_AT(terms, largest, 92);
LIES_AT(terms, size_before_capacity, 96);
LIES_AT(terms, is_single, 100);
LIES_AT(terms, has_clear, 104);
LIES_AT(terms, destroy, 108);
LIES_AT(terms, destroys_null, 112);
LIES_AT(terms, storage_is_given, 116);
LIES_AT(terms, storage_align, 120);
LIES_AT(terms, counters, 124);
LIES_AT(terms, storage_fixed, 128);
LIES_AT(terms, storage_per_block, 136);
LIES_AT(terms, exhausted, 144);
LIES_AT(terms, too_large, 152);
LIES_AT(terms, records_exhausted, 160);
LIES_AT(terms, bad_config, 168);
LIES_AT(terms, out_of_memory, 176);
LIES_AT(terms, of_null, 184);
LIES_AT(terms, of_foreign, 192);
LIES_AT(terms, of_other_pool, 200);
LIES_AT(terms, of_interior, 208);
LIES_AT(terms, of_double, 216);
LIES_AT(terms, of_revoked, 224);
LIES_AT(terms, of_record, 232);

_Static_assert(sizeof(struct shared) == 8715368, "shared");
LIES_AT(shared, version, 0);
LIES_AT(shared, phase, 4);
LIES_AT(shared, count, 8);
LIES_AT(shared, begun, 12);
LIES_AT(shared, new_session, 16);
LIES_AT(shared, command, 20);
LIES_AT(shared, abi_version, 24);
LIES_AT(shared, counts_allocations, 28);
LIES_AT(shared, operation_bytes, 32);
LIES_AT(shared, observation_bytes, 36);
LIES_AT(shared, wanted_probes, 40);
LIES_AT(shared, available_probes, 44);
LIES_AT(shared, traced_probes, 48);
LIES_AT(shared, tracer_error, 52);
LIES_AT(shared, page_bytes, 56);
LIES_AT(shared, process_id, 60);
LIES_AT(shared, looks_at_all, 64);
LIES_AT(shared, errno_is_zero, 68);
LIES_AT(shared, has_create, 72);
LIES_AT(shared, is_suspect, 76);
LIES_AT(shared, is_waiting, 80);
LIES_AT(shared, terms, 88);
LIES_AT(shared, name, 328);
LIES_AT(shared, text, 840);
LIES_AT(shared, sites, 1352);
LIES_AT(shared, functions, 13640);
LIES_AT(shared, operations, 19784);
LIES_AT(shared, observations, 118088);
LIES_AT(shared, lane_seed, 1822024);
LIES_AT(shared, lane_operations, 1822032);
LIES_AT(shared, configuration_count, 1822040);
LIES_AT(shared, dictionary_count, 1822044);
LIES_AT(shared, slow_threshold, 1822048);
LIES_AT(shared, without_misuse, 1822052);
LIES_AT(shared, depth_limit, 1822056);
LIES_AT(shared, writes_vary, 1822060);
LIES_AT(shared, done_again, 1822064);
LIES_AT(shared, configurations, 1822068);
LIES_AT(shared, dictionary, 1830264);
LIES_AT(shared, lane_done, 2354552);
LIES_AT(shared, lane_walks, 2354560);
LIES_AT(shared, lane_differs, 2354568);
LIES_AT(shared, log_count, 2354572);
LIES_AT(shared, is_whole, 2354576);
LIES_AT(shared, slow_count, 2354580);
LIES_AT(shared, deepest, 2354584);
LIES_AT(shared, exploration_end, 2354588);
LIES_AT(shared, reached, 2354592);
LIES_AT(shared, growth_count, 2358112);
LIES_AT(shared, growth, 2358120);
LIES_AT(shared, slow, 2358376);
LIES_AT(shared, log, 2423912);

#endif
