"""``python native/packages/declarations.py``: write the crate ``bufferpool-sys`` from both headers of the binding.

pycparser reads a header as C, so the crate says of a function what a C compiler is told. The comments of the header become the
documentation. A test compares what is committed with what would be written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from cffi import FFI
from pycparser import c_ast, c_parser

CHECKOUT = Path(__file__).resolve().parents[2]
DATA = CHECKOUT / "spec/poolproof/spec/data"
CRATE = CHECKOUT / "native/packages/bufferpool-sys"
HEADERS = ("bufferpool", "blockpool")

_TYPES = {
    "int": "c_int",
    "char": "c_char",
    "void": "c_void",
    "size_t": "usize",
    "uint8_t": "u8",
    "uint32_t": "u32",
    "uint64_t": "u64",
}
_KNOWN = "".join(f"typedef int {name};\n" for name in ("size_t", "uint8_t", "uint32_t", "uint64_t"))


def rust_of(name: str) -> str:
    """The text of the module that declares what the header of this name does."""
    header = (DATA / f"{name}.h").read_text(encoding="utf-8")
    plain = _without_preprocessor(header)
    tree = c_parser.CParser().parse(_KNOWN.replace("\n", " ") + _without_comments(plain))
    return "\n".join(_Module(name, header.splitlines(), plain, tree).lines()) + "\n"


def _without_preprocessor(header: str) -> str:
    """The declarations, each in its line."""
    plain = re.sub(r"#ifdef __cplusplus.*?#endif", lambda found: "\n" * found[0].count("\n"), header, flags=re.DOTALL)
    return "\n".join("" if line.startswith("#") else line for line in plain.splitlines())


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)


class _Module:
    def __init__(self, name: str, header: list[str], plain: str, tree: c_ast.FileAST) -> None:
        self._name = name
        self._header = header
        self._declared = [each for each in tree.ext if not (isinstance(each, c_ast.Typedef) and each.name in _TYPES)]
        self._layouts = FFI()
        self._layouts.cdef("\n".join([*self._constants_of_c(), _without_comments(plain)]))

    def lines(self) -> Iterator[str]:
        yield f"// Written by declarations.py from {self._name}.h: change that, and run it again."
        yield f"//! Version {1 if self._name == 'bufferpool' else 2} of the binding, as `{self._name}.h` declares it."
        yield ""
        yield from ["use std::marker::PhantomData;"]
        yield f"use std::os::raw::{{{', '.join(self._raw_types())}}};"
        for line in self._constants_of_c():
            _, name, value = line.split()
            kind = "u32" if name.endswith("VERSION") else "usize"
            yield from ("", f"pub const {name}: {kind} = {value};")
        functions = []
        for each in self._declared:
            if isinstance(each, c_ast.Typedef):
                yield from self._struct(each)
            elif isinstance(each.type, c_ast.Enum):
                yield from self._enum(each.type)
            else:
                functions += [each]
        yield from ("", 'extern "C" {')
        for at, each in enumerate(functions):
            yield from [""] * (at > 0)
            yield from (f"    {line}" for line in self._function(each))
        yield "}"

    def _raw_types(self) -> list[str]:
        text = _without_comments("\n".join(self._header))
        words = {name: re.search(rf"\b{name}\b", text) for name in ("char", "int", "void")}
        has_void = re.search(r"\bvoid \*", text)
        return [_TYPES[name] for name, found in words.items() if found and (name != "void" or has_void)]

    def _constants_of_c(self) -> list[str]:
        return [line for line in self._header if re.fullmatch(r"#define \w+ \d+", line)]

    def _enum(self, enum: c_ast.Enum) -> Iterator[str]:
        yield from ("", "/// What functions that can refuse answer: one of the constants.", f"pub type {enum.name} = c_int;")
        for each in enum.values.enumerators:
            yield from self._behind(each.coord.line)
            yield f"pub const {each.name}: {enum.name} = {each.value.value};"

    def _struct(self, declared: c_ast.Typedef) -> Iterator[str]:
        name, fields = declared.name, declared.type.type.decls
        yield ""
        yield from self._above(declared.coord.line)
        yield "#[repr(C)]"
        if fields is None:
            yield from (f"pub struct {name} {{", "    _private: [u8; 0],", "    _not_sent: PhantomData<*mut u8>,", "}")
            return
        yield from ("#[derive(Clone, Copy, Debug)]", f"pub struct {name} {{")
        for each in fields:
            yield from (f"    {line}" for line in self._behind(each.coord.line))
            yield f"    pub {_safe(each.name)}: {self._type(each.type)},"
        yield "}"
        size = self._layouts.sizeof(name)
        yield from (
            "",
            '#[cfg(target_pointer_width = "64")]',
            f"const _: () = assert!(std::mem::size_of::<{name}>() == {size});",
        )

    def _function(self, declared: c_ast.Decl) -> Iterator[str]:
        function = declared.type
        given = [each for each in (function.args.params if function.args else []) if each.name]
        arguments = ", ".join(f"{_safe(each.name)}: {self._type(each.type)}" for each in given)
        answer = self._type(function.type)
        yield from self._above(declared.coord.line)
        yield f"pub fn {declared.name}({arguments})" + ("" if answer == "c_void" else f" -> {answer}") + ";"

    def _type(self, kind: c_ast.Node) -> str:
        match kind:
            case c_ast.PtrDecl():
                constant = "const" if "const" in getattr(kind.type, "quals", []) else "mut"
                return f"*{constant} {self._type(kind.type)}"
            case c_ast.ArrayDecl():
                count = kind.dim.value if isinstance(kind.dim, c_ast.Constant) else kind.dim.name
                return f"[{self._type(kind.type)}; {count}]"
            case c_ast.TypeDecl():
                (name,) = kind.type.names
                return _TYPES.get(name, name)
        raise ValueError(f"{self._name}.h declares what is not known here: {kind}")

    def _above(self, line: int) -> list[str]:
        """The comment that ends in the line above, as documentation."""
        end = line - 2
        if end < 0 or not self._header[end].endswith("*/"):
            return []
        begin = next(at for at in range(end, -1, -1) if self._header[at].startswith("/*"))
        return [f"/// {each}" for each in _words("\n".join(self._header[begin : end + 1]))]

    def _behind(self, line: int) -> list[str]:
        found = re.search(r"/\*(.*)\*/", self._header[line - 1])
        return [f"/// {each}" for each in _words(found[0])] if found else []


def _words(comment: str) -> list[str]:
    inside = comment.removeprefix("/*").removesuffix("*/").strip()
    return [re.sub(r"^ \* ?", "", line).rstrip() for line in inside.splitlines()]


def _safe(name: str) -> str:
    return f"r#{name}" if name in ("type", "in", "ref", "use", "move", "box") else name


def main() -> int:
    for name in HEADERS:
        (CRATE / "src" / f"{name}.rs").write_text(rust_of(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
