"""The C pools as a package of Conan 2: `conan create native/packages/conan`. It holds what `cmake --install` installs."""

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class BufferpoolRecipe(ConanFile):
    name = "bufferpool"
    license = "Apache-2.0"
    description = "Fixed-capacity pools of buffers and of blocks for hot paths"
    topics = ("pool", "allocator", "real-time")
    package_type = "shared-library"
    settings = "os", "arch", "compiler", "build_type"

    def set_version(self):
        project = load(self, Path(self.recipe_folder, "../../CMakeLists.txt"))
        self.version = re.search(r"project\(bufferpool VERSION (\S+)", project)[1]

    def export_sources(self):
        checkout = Path(self.recipe_folder, "../../..")
        copy(self, "LICENSE", checkout, self.export_sources_folder)
        for folder in ("native/cmake", "native/include", "native/src"):
            copy(self, "*", checkout / folder, Path(self.export_sources_folder, folder))
        copy(self, "CMakeLists.txt", checkout / "native", Path(self.export_sources_folder, "native"))
        headers = "spec/poolproof/spec/data"
        copy(self, "*.h", checkout / headers, Path(self.export_sources_folder, headers))

    def configure(self):
        self.settings.rm_safe("compiler.cppstd")
        self.settings.rm_safe("compiler.libcxx")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeToolchain(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure(build_script_folder="native")
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        # Users find the CMake packages that are installed, with bufferpool::bufferpool, blockpool::blockpool and the others.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = ["lib/cmake"]
        self.cpp_info.libs = ["bufferpool", "blockpool"]
