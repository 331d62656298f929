#include "export/folder.h"

#include "engine/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = size < 0 ? NULL : arena_alloc(arena, (size_t) size + 1, 1);
    if (!text) return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t) size + 1, format, args);
    va_end(args);
    return text;
}

bool is_file(const char *path) {
    struct stat found;
    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

static bool is_dot(const char *name) {
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes a file, or a folder with all that is in it. Links are removed, not followed. */
static void remove_tree(int parent, const char *name) {
    if (unlinkat(parent, name, 0) == 0) return;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0) close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir));)
        if (!is_dot(entry->d_name)) remove_tree(fd, entry->d_name);
    closedir(dir);
    unlinkat(parent, name, AT_REMOVEDIR);
}

/* ---- may a case be written here */

static lockstep_status split_path(struct folder *out, const char *path, lockstep_error *err) {
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    char *whole = arena_format(&out->arena, "%.*s", (int) size, path);
    char *parent = arena_format(&out->arena, "%.*s", (int) size, path);
    if (!whole || !parent) return fail_memory(err, path);
    char *slash = strrchr(parent, '/');
    out->path = whole;
    out->name = slash ? whole + (slash - parent) + 1 : whole;
    out->parent = !slash ? "." : slash == parent ? "/" : parent;
    if (slash) slash[slash == parent] = '\0';
    if (!*out->name || is_dot(out->name))
        return fail_at(err, LOCKSTEP_EARG, path, 0, "is no name for a new folder");
    long pid = (long) getpid();
    out->partial = arena_format(&out->arena, "%s/.%s.partial-%ld", out->parent, out->name, pid);
    out->replaced = arena_format(&out->arena, "%s/.%s.replaced-%ld", out->parent, out->name, pid);
    return out->partial && out->replaced ? LOCKSTEP_OK : fail_memory(err, path);
}

/* Where nothing is yet: the folder that will hold it must be there. */
static lockstep_status parent_check(const char *path, lockstep_error *err) {
    struct folder folder = {0};
    lockstep_status status = split_path(&folder, path, err);
    if (status == LOCKSTEP_OK && access(folder.parent, W_OK | X_OK) != 0)
        status = fail_io(err, folder.parent);
    arena_release(&folder.arena);
    return status;
}

lockstep_status folder_check(const char *path, lockstep_error *err) {
    DIR *dir = opendir(path);
    if (!dir && errno == ENOENT) return parent_check(path, err);
    if (!dir && errno != ENOTDIR) return fail_io(err, path);
    bool empty = dir, is_case = false;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (!is_dot(entry->d_name)) empty = false;
        if (strcmp(entry->d_name, "run.json") == 0) is_case = true;
    }
    if (dir) closedir(dir);
    if (empty || is_case) return LOCKSTEP_OK;
    return fail_at(err, LOCKSTEP_EARG, path, 0, "exists and is not a case folder");
}

/* ---- what killed runs left */

/* The process of "PREFIX123"; 0 when the name is none of these. */
static pid_t process_of(const char *name, const char *prefix) {
    size_t size = strlen(prefix);
    if (strncmp(name, prefix, size) != 0) return 0;
    char *end;
    errno = 0;
    long pid = strtol(name + size, &end, 10);
    return errno || *end || pid <= 0 || (pid_t) pid != pid ? 0 : (pid_t) pid;
}

/* This process has begun nothing yet: what bears its number is another's. */
static bool is_dead(pid_t pid) {
    return pid == getpid() || (kill(pid, 0) != 0 && errno == ESRCH);
}

/* Between the two renames of put_in_place a former case stands under its waiting name only: then
 * it goes back. */
static void clear_leftovers(const struct folder *folder, DIR *parent, const char *partial,
                            const char *replaced) {
    int fd = dirfd(parent);
    for (struct dirent *entry; (entry = readdir(parent));) {
        pid_t writing = process_of(entry->d_name, partial);
        pid_t replacing = process_of(entry->d_name, replaced);
        if (writing && is_dead(writing)) remove_tree(fd, entry->d_name);
        if (!replacing || !is_dead(replacing)) continue;
        if (faccessat(fd, folder->name, F_OK, 0) == 0)
            remove_tree(fd, entry->d_name);
        else
            renameat(fd, entry->d_name, fd, folder->name);
    }
}

static lockstep_status clear_beside(struct folder *folder, lockstep_error *err) {
    const char *partial = arena_format(&folder->arena, ".%s.partial-", folder->name);
    const char *replaced = arena_format(&folder->arena, ".%s.replaced-", folder->name);
    if (!partial || !replaced) return fail_memory(err, folder->path);
    DIR *parent = opendir(folder->parent);
    if (!parent) return fail_io(err, folder->parent);
    clear_leftovers(folder, parent, partial, replaced);
    closedir(parent);
    return LOCKSTEP_OK;
}

/* ---- begin, commit, abandon */

lockstep_status folder_begin(struct folder *out, const char *path, lockstep_error *err) {
    *out = (struct folder){0};
    lockstep_status status = folder_check(path, err);
    if (status == LOCKSTEP_OK) status = split_path(out, path, err);
    if (status == LOCKSTEP_OK) status = clear_beside(out, err);
    if (status == LOCKSTEP_OK && mkdir(out->partial, 0777) != 0) status = fail_io(err, out->path);
    if (status != LOCKSTEP_OK) arena_release(&out->arena);
    return status;
}

/* A former case steps aside first: no rename puts a folder over one that holds something. */
static lockstep_status put_in_place(const struct folder *folder, lockstep_error *err) {
    TRY(folder_check(folder->path, err));
    if (rename(folder->partial, folder->path) == 0) return LOCKSTEP_OK;
    if (rename(folder->path, folder->replaced) != 0) return fail_io(err, folder->path);
    if (rename(folder->partial, folder->path) != 0) {
        lockstep_status status = fail_io(err, folder->path);
        rename(folder->replaced, folder->path);
        return status;
    }
    remove_tree(AT_FDCWD, folder->replaced);
    return LOCKSTEP_OK;
}

lockstep_status folder_commit(struct folder *folder, lockstep_error *err) {
    lockstep_status status = put_in_place(folder, err);
    if (status != LOCKSTEP_OK) remove_tree(AT_FDCWD, folder->partial);
    arena_release(&folder->arena);
    return status;
}

void folder_abandon(struct folder *folder) {
    remove_tree(AT_FDCWD, folder->partial);
    arena_release(&folder->arena);
}

/* ---- scratch */

lockstep_status scratch_make(char **out, struct arena *arena, const char *parent,
                             lockstep_error *err) {
    char *path = arena_format(arena, "%s/lockstep-XXXXXX", parent);
    if (!path) return fail_memory(err, parent);
    if (!mkdtemp(path)) return fail_io(err, parent);
    *out = path;
    return LOCKSTEP_OK;
}

void scratch_remove(const char *path) {
    remove_tree(AT_FDCWD, path);
}
