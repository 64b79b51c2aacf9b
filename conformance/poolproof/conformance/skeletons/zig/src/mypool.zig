//! A buffer pool in Zig, with the functions of bufferpool.h. It conforms but for one gap: see GAP.
const std = @import("std");

const lanes = 8;
const buffers = 16;
const receipts = 1024;

/// `bp_status` of bufferpool.h.
const Status = enum(c_int) {
    ok = 0,
    invalid_size = 1,
    exhausted = 2,
    receipts_exhausted = 3,
    not_owned = 4,
    not_in_use = 5,
    invalid_config = 6,
    no_memory = 7,
};

const Config = extern struct { soa_capacity: u32, receipt_capacity: u32 };

const Usage = extern struct { soa_in_use: u32, soa_total: u32, receipts_in_use: u32, receipts_total: u32 };

const Soa = extern struct { s: [lanes]u64, p: [lanes]u64, o: [lanes]u64 };

const Receipt = extern struct {
    id: u64,
    cycle_id: u64,
    shard_id: u64,
    hook_id: u64,
    ticks: u32,
    actual_ticks: u32,
    lanes: u32,
    flags: u32,
    span_id: u64,
    a_hash: u64,
    prev_hash: [32]u8,
    hash: [32]u8,
};

const Pool = struct {
    buffers: [buffers]Soa align(64),
    receipts: [receipts]Receipt align(64),
    /// Numbers of the free buffers: the last one is lent next (ORDER-1).
    stack: [buffers]usize,
    free_count: usize,
    lent: [buffers]bool,
    receipts_in_use: u32,

    fn clear(pool: *Pool) void {
        for (&pool.stack, 0..) |*place, number| place.* = buffers - 1 - number;
        pool.free_count = buffers;
        pool.lent = @splat(false);
        pool.receipts_in_use = 0;
    }

    fn getSoa(pool: *Pool, size: usize, out: *?*Soa) Status {
        out.* = null;
        if (size > lanes) return .invalid_size; // before the capacity (GUARD-3)
        if (pool.free_count == 0) return .exhausted;
        pool.free_count -= 1;
        const number = pool.stack[pool.free_count];
        pool.lent[number] = true;
        pool.buffers[number] = std.mem.zeroes(Soa);
        out.* = &pool.buffers[number];
        return .ok;
    }

    /// The address is looked at, and never followed: it may be anything (OWN-1).
    fn returnSoa(pool: *Pool, address: usize) Status {
        const offset = address -% @intFromPtr(&pool.buffers);
        const number = offset / @sizeOf(Soa);
        if (number >= buffers or offset % @sizeOf(Soa) != 0) return .not_owned;
        // GAP: a buffer that is returned twice is taken in twice, and soon lent to two holders at once. Write here:
        //   if (!pool.lent[number]) return .not_in_use;
        pool.lent[number] = false;
        pool.stack[pool.free_count] = number;
        pool.free_count += 1;
        return .ok;
    }

    fn getReceipt(pool: *Pool, out: *?*Receipt) Status {
        out.* = null;
        if (pool.receipts_in_use == receipts) return .receipts_exhausted;
        const receipt = &pool.receipts[pool.receipts_in_use];
        receipt.* = std.mem.zeroes(Receipt);
        receipt.id = pool.receipts_in_use;
        pool.receipts_in_use += 1;
        out.* = receipt;
        return .ok;
    }

    fn usage(pool: *const Pool) Usage {
        return .{
            .soa_in_use = @intCast(buffers - pool.free_count),
            .soa_total = buffers,
            .receipts_in_use = pool.receipts_in_use,
            .receipts_total = receipts,
        };
    }
};

export fn bp_abi_version() u32 {
    return 1;
}

export fn bp_name() [*:0]const u8 {
    return "mypool";
}

export fn bp_create(config: ?*const Config, out: *?*Pool) c_int {
    out.* = null;
    if (config) |given| {
        if (given.soa_capacity != buffers or given.receipt_capacity != receipts) return @backingInt(Status.invalid_config);
    }
    const pool = std.heap.page_allocator.create(Pool) catch return @backingInt(Status.no_memory);
    @memset(std.mem.asBytes(pool), 0); // every page is touched here, so that no operation touches one first (HOT-4)
    pool.clear();
    out.* = pool;
    return @backingInt(Status.ok);
}

export fn bp_destroy(pool: ?*Pool) void {
    if (pool) |taken| std.heap.page_allocator.destroy(taken);
}

export fn bp_get_soa(pool: *Pool, size: usize, out: *?*Soa) c_int {
    return @backingInt(pool.getSoa(size, out));
}

export fn bp_return_soa(pool: *Pool, address: usize) c_int {
    return @backingInt(pool.returnSoa(address));
}

export fn bp_get_receipt(pool: *Pool, out: *?*Receipt) c_int {
    return @backingInt(pool.getReceipt(out));
}

export fn bp_reset_receipts(pool: *Pool) void {
    pool.receipts_in_use = 0;
}

export fn bp_clear(pool: *Pool) void {
    pool.clear();
}

export fn bp_capacity_usage(pool: *const Pool, out: *Usage) void {
    out.* = pool.usage();
}
