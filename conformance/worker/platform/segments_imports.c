#define _GNU_SOURCE
#include <link.h>

#include "segments.h"

/* What the loader fills in with the address of a function that is imported: for calls, and for all else. */
#if defined(__x86_64__)
enum { OF_CALLS = R_X86_64_JUMP_SLOT, OF_ADDRESSES = R_X86_64_GLOB_DAT };
#elif defined(__aarch64__)
enum { OF_CALLS = R_AARCH64_JUMP_SLOT, OF_ADDRESSES = R_AARCH64_GLOB_DAT };
#elif defined(__riscv) && __riscv_xlen == 64
enum { OF_CALLS = R_RISCV_JUMP_SLOT, OF_ADDRESSES = R_RISCV_64 };
#elif defined(__s390x__)
enum { OF_CALLS = R_390_JMP_SLOT, OF_ADDRESSES = R_390_GLOB_DAT };
#else
enum { OF_CALLS = -1, OF_ADDRESSES = -1 };
#endif

struct imports {
  const ElfW(Rela) * relocations;
  size_t bytes;
};

static const char *name_in(const struct loaded_object *object, struct imports imports, const ElfW(Sym) * symbols,
                           const char *names, uintptr_t address) {
  for (size_t i = 0; imports.relocations != NULL && i < imports.bytes / sizeof *imports.relocations; ++i) {
    const ElfW(Rela) *each = &imports.relocations[i];
    const int type = (int)ELF64_R_TYPE(each->r_info);
    if (type != OF_CALLS && type != OF_ADDRESSES) continue;
    if (*(const uintptr_t *)(object->base + each->r_offset) != address) continue;
    return names + symbols[ELF64_R_SYM(each->r_info)].st_name;
  }
  return NULL;
}

const char *segments_import_name(const struct loaded_object *object, uintptr_t address) {
  struct imports calls = {0}, others = {0};
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  for (const ElfW(Dyn) *entry = object->dynamic; entry != NULL && entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_JMPREL) calls.relocations = (const ElfW(Rela) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_PLTRELSZ) calls.bytes = entry->d_un.d_val;
    if (entry->d_tag == DT_RELA) others.relocations = (const ElfW(Rela) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_RELASZ) others.bytes = entry->d_un.d_val;
    if (entry->d_tag == DT_SYMTAB) symbols = (const ElfW(Sym) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRTAB) names = (const char *)entry->d_un.d_ptr;
  }
  if (symbols == NULL || names == NULL) return NULL;
  const char *name = name_in(object, calls, symbols, names, address);
  return name != NULL ? name : name_in(object, others, symbols, names, address);
}
