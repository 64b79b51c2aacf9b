#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

static uintptr_t base, first, behind;
static const ElfW(Dyn) * dynamic;

static int note_if_it_holds(struct dl_phdr_info *information, size_t size, void *code_address) {
  (void)size;
  uintptr_t wanted = (uintptr_t)code_address, lowest = UINTPTR_MAX, highest = 0;
  const ElfW(Dyn) *found = NULL;
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &information->dlpi_phdr[i];
    uintptr_t start = information->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_DYNAMIC) found = (const ElfW(Dyn) *)start;
    if (segment->p_type != PT_LOAD) continue;
    if (start < lowest) lowest = start;
    if (start + segment->p_memsz > highest) highest = start + segment->p_memsz;
  }
  if (wanted < lowest || wanted >= highest) return 0;
  base = information->dlpi_addr;
  first = lowest;
  behind = highest;
  dynamic = found;
  return 1;
}

void library_find(const void *code_address) { dl_iterate_phdr(note_if_it_holds, (void *)(uintptr_t)code_address); }

bool library_holds(uintptr_t address) { return address >= first && address < behind; }

static const char *last_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

void library_describe(uintptr_t address, char *text, size_t text_bytes) {
  Dl_info information;
  /* One byte before a return address is still in the calling function, where the call is its last instruction. */
  if (dladdr((const void *)(address - 1), &information) == 0) {
    snprintf(text, text_bytes, "%#zx", (size_t)address);
  } else if (information.dli_sname != NULL) {
    snprintf(text, text_bytes, "%s+0x%zx", information.dli_sname, (size_t)(address - (uintptr_t)information.dli_saddr));
  } else {
    snprintf(text, text_bytes, "%s+0x%zx", last_name(information.dli_fname),
             (size_t)(address - (uintptr_t)information.dli_fbase));
  }
}

#if defined(__x86_64__)

/* The symbol of the relocation, in a table of them, whose slot the loader filled with this address. */
static const char *import_in(const ElfW(Rela) * table, size_t bytes, const ElfW(Sym) * symbols, const char *names,
                             uintptr_t address) {
  for (size_t i = 0; i < bytes / sizeof table[0]; ++i) {
    uint32_t type = ELF64_R_TYPE(table[i].r_info);
    if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT) continue;
    if (*(const uintptr_t *)(base + table[i].r_offset) == address) return names + symbols[ELF64_R_SYM(table[i].r_info)].st_name;
  }
  return NULL;
}

static const char *import_name(uintptr_t address) {
  const ElfW(Rela) *calls = NULL, *others = NULL;
  const ElfW(Sym) *symbols = NULL;
  const char *names = NULL;
  size_t calls_bytes = 0, others_bytes = 0;
  for (const ElfW(Dyn) *entry = dynamic; entry != NULL && entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_JMPREL) calls = (const ElfW(Rela) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_PLTRELSZ) calls_bytes = entry->d_un.d_val;
    if (entry->d_tag == DT_RELA) others = (const ElfW(Rela) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_RELASZ) others_bytes = entry->d_un.d_val;
    if (entry->d_tag == DT_SYMTAB) symbols = (const ElfW(Sym) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRTAB) names = (const char *)entry->d_un.d_ptr;
  }
  if (symbols == NULL || names == NULL) return NULL;
  const char *name = import_in(calls, calls != NULL ? calls_bytes : 0, symbols, names, address);
  return name != NULL ? name : import_in(others, others != NULL ? others_bytes : 0, symbols, names, address);
}

#else

static const char *import_name(uintptr_t address) {
  (void)address;
  return NULL;
}

#endif

void library_describe_callee(uintptr_t address, char *text, size_t text_bytes) {
  Dl_info information;
  const char *name = import_name(address);
  if (name == NULL && dladdr((const void *)address, &information) != 0) name = information.dli_sname;
  if (name != NULL) {
    snprintf(text, text_bytes, "%s", name);
  } else {
    library_describe(address + 1, text, text_bytes);
  }
}
