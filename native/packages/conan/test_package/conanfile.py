"""A user of the package: the programs that judge every other way to find the libraries, too."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout


class ConsumerRecipe(ConanFile):
    settings = "os", "arch", "compiler", "build_type"
    generators = ("VirtualRunEnv",)

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # beside the programs, which are others' too
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure(build_script_folder="../../../tests/consumers/find_package")
        cmake.build()

    def test(self):
        if can_run(self):
            for program in ("consumer", "consumer_static", "blocks", "blocks_static", "threads"):
                self.run(f'"{Path(self.cpp.build.bindir, program).absolute()}"', env="conanrun")
