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
LIES_AT(configuration, soa_capacity, 0);
LIES_AT(configuration, receipt_capacity, 4);
LIES_AT(configuration, is_default, 8);
LIES_AT(configuration, reserved, 12);

_Static_assert(sizeof(struct operation) == 24, "operation");
LIES_AT(operation, kind, 0);
LIES_AT(operation, pool, 1);
LIES_AT(operation, target, 2);
LIES_AT(operation, flags, 3);
LIES_AT(operation, index, 4);
LIES_AT(operation, value, 8);
LIES_AT(operation, extra, 16);

_Static_assert(sizeof(struct block_name) == 8, "block_name");
LIES_AT(block_name, kind, 0);
LIES_AT(block_name, pool, 1);
LIES_AT(block_name, word, 2);
LIES_AT(block_name, index, 4);

_Static_assert(sizeof(struct observation) == 208, "observation");
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
LIES_AT(observation, disturbed, 88);
LIES_AT(observation, disturbed_expected, 96);
LIES_AT(observation, disturbed_found, 104);
LIES_AT(observation, allocations, 112);
LIES_AT(observation, releases, 116);
LIES_AT(observation, allocated_bytes, 120);
LIES_AT(observation, held_bytes, 128);
LIES_AT(observation, live_bytes, 136);
LIES_AT(observation, virtual_pages, 144);
LIES_AT(observation, system_calls, 152);
LIES_AT(observation, system_call_number, 156);
LIES_AT(observation, page_faults, 160);
LIES_AT(observation, instructions, 164);
LIES_AT(observation, locked_instructions, 168);
LIES_AT(observation, time_stamp_reads, 172);
LIES_AT(observation, free_descriptor, 176);
LIES_AT(observation, time_stamps, 180);
LIES_AT(observation, site, 184);
LIES_AT(observation, system_call_instructions, 188);
LIES_AT(observation, outside_functions, 192);
LIES_AT(observation, stale_block_bytes, 196);
LIES_AT(observation, stale_at, 200);
LIES_AT(observation, stale_count, 204);

_Static_assert(sizeof(struct slow_operation) == 16, "slow_operation");
LIES_AT(slow_operation, walk, 0);
LIES_AT(slow_operation, place, 8);
LIES_AT(slow_operation, time_stamps, 12);

_Static_assert(sizeof(struct shared) == 7862856, "shared");
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
LIES_AT(shared, process_id, 48);
LIES_AT(shared, name, 52);
LIES_AT(shared, text, 564);
LIES_AT(shared, sites, 1076);
LIES_AT(shared, functions, 13364);
LIES_AT(shared, operations, 19512);
LIES_AT(shared, observations, 117816);
LIES_AT(shared, lane_seed, 969784);
LIES_AT(shared, lane_operations, 969792);
LIES_AT(shared, configuration_count, 969800);
LIES_AT(shared, dictionary_count, 969804);
LIES_AT(shared, slow_threshold, 969808);
LIES_AT(shared, depth_limit, 969812);
LIES_AT(shared, writes_vary, 969816);
LIES_AT(shared, reserved, 969820);
LIES_AT(shared, configurations, 969824);
LIES_AT(shared, dictionary, 978016);
LIES_AT(shared, lane_done, 1502304);
LIES_AT(shared, lane_walks, 1502312);
LIES_AT(shared, lane_differs, 1502320);
LIES_AT(shared, log_count, 1502324);
LIES_AT(shared, is_whole, 1502328);
LIES_AT(shared, slow_count, 1502332);
LIES_AT(shared, deepest, 1502336);
LIES_AT(shared, exploration_end, 1502340);
LIES_AT(shared, reached, 1502344);
LIES_AT(shared, slow, 1505864);
LIES_AT(shared, log, 1571400);

#endif
