"""A bare Debian of another machine in a folder: made by debootstrap, run by QEMU's emulator of the processor."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ARCHITECTURE: Final = "arm64"
PACKAGES: Final = ("build-essential", "ca-certificates", "python3-dev", "python3-venv")
"""What README asks for, on top of what debootstrap installs."""
EMULATOR: Final = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
KEPT: Final = ("http_proxy", "https_proxy", "no_proxy", "TERM")


def lacking() -> Iterator[str]:
    """One line for each thing that is missing, with what to do."""
    if os.geteuid() != 0:
        yield "only root may enter a folder as a system of its own: sudo make emulated"
    if shutil.which("debootstrap") is None:
        yield "debootstrap is missing: apt-get install debootstrap"
    if shutil.which("apt-get") is None:
        yield "apt is missing, which knows the mirror that this Debian is installed from"
    if not EMULATOR.exists():
        yield "the kernel hands no aarch64 program to an emulator: apt-get install qemu-user-static (and binfmt-support)"
    elif "F" not in EMULATOR.read_text(encoding="ascii").split("flags:")[1].split()[0]:
        yield f"the emulator is not opened before a folder is entered (no flag F in {EMULATOR}): install qemu-user-static"


def make(root: Path) -> None:
    """Takes some minutes. Raises CalledProcessError; what is half made is named otherwise, and made anew."""
    half = root.with_name(f"{root.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    half.parent.mkdir(parents=True, exist_ok=True)
    mirror, suite = mirror_and_suite()
    print(f"Making a Debian {suite} for {ARCHITECTURE} in {root} (some minutes)", flush=True)
    words = ["debootstrap", f"--arch={ARCHITECTURE}", "--variant=minbase", f"--include={','.join(PACKAGES)}", suite]
    with (root.parent / "debootstrap.log").open("w", encoding="utf-8") as log:
        subprocess.run([*words, str(half), mirror], stdout=log, stderr=log, check=True)
    half.rename(root)


def mirror_and_suite() -> tuple[str, str]:
    """Those from which this machine's own apt takes `main`: an archive of Debian's has it for every architecture."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        words = line.split()
        if len(words) == 3 and words[2] == "main" and "-" not in words[1]:
            return words[0], words[1]
    print("apt knows no archive of Debian's here: write one into /etc/apt/sources.list", file=sys.stderr)
    raise SystemExit(3)


def pip_settings(root: Path) -> list[Path]:
    """Put this machine's pip settings there, and return the folders and files of this machine that they name."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    settings = configparser.RawConfigParser()
    settings.add_section("global")
    named: list[Path] = []
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        value = value.strip("'\"").replace("\\n", "\n")
        settings.set("global", name.rpartition(".")[2], value)
        places = [Path(word.removeprefix("file://")) for word in value.split()]
        named += [topmost(place) for place in places if place.is_absolute() and topmost(place).exists()]
    with (root / "etc" / "pip.conf").open("w", encoding="utf-8") as file:
        settings.write(file)
    return [
        each for each in dict.fromkeys(named) if each != Path("/etc/ssl/certs/ca-certificates.crt") or not there(root, each)
    ]


def topmost(place: Path) -> Path:
    """An index is a folder in the folder that was given out."""
    return place.parent if place.name == "simple" else place


def there(root: Path, place: Path) -> bool:
    return (root / place.relative_to("/")).exists()


def show(root: Path, places: list[Path]) -> None:
    """Bind what is this machine's. Call in a space of mounts of one's own: all goes with its last process."""
    subprocess.run(["mount", "-t", "proc", "proc", str(root / "proc")], check=True)
    subprocess.run(["mount", "--rbind", "/dev", str(root / "dev")], check=True)
    for place in places:
        target = root / place.relative_to("/")
        if place.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        subprocess.run(["mount", "--bind", str(place), str(target)], check=True)
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(f"/etc/{name}", root / "etc" / name)


def run(root: Path, folder: str, command: str, log: Path, seconds: float | None) -> int | None:
    """In that folder there, by a shell; None: it took longer than so many seconds, and was ended."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    words = ["chroot", str(root), "/bin/sh", "-c", f"cd {folder} && {command}"]
    with log.open("w", encoding="utf-8") as file, subprocess.Popen(words, env=environment, stdout=file, stderr=file) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            return None
