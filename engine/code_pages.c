#define _GNU_SOURCE /* dl_iterate_phdr */
#include "engine/code_pages.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where the loader had to write into code, what is in memory is not what is in the file. */
static bool has_text_relocations(const struct dl_phdr_info *object) {
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry =
            (const ElfW(Dyn) *) (object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++)
            if (entry->d_tag == DT_TEXTREL ||
                (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL))
                return true;
    }
    return false;
}

/* The loader keeps the object where it is meanwhile. */
static int let_go_of(struct dl_phdr_info *object, size_t size, void *data) {
    uintptr_t page = (uintptr_t) sysconf(_SC_PAGESIZE);
    (void) size, (void) data;
    if (has_text_relocations(object)) return 0;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || part->p_flags & PF_W) continue;
        uintptr_t from = (object->dlpi_addr + part->p_vaddr) / page * page;
        uintptr_t to = (object->dlpi_addr + part->p_vaddr + part->p_memsz + page - 1) / page * page;
        madvise((void *) from, to - from, MADV_DONTNEED);
    }
    return 0;
}

void code_pages_let_go(void) {
    dl_iterate_phdr(let_go_of, NULL);
}
