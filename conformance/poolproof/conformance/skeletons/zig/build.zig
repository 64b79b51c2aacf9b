const std = @import("std");

pub fn build(b: *std.Build) void {
    const library = b.addLibrary(.{
        .name = "mypool",
        .linkage = .dynamic,
        .root_module = b.createModule(.{
            .root_source_file = b.path("src/mypool.zig"),
            .target = b.standardTargetOptions(.{}),
            .optimize = b.standardOptimizeOption(.{}),
        }),
    });
    b.installArtifact(library);
}
