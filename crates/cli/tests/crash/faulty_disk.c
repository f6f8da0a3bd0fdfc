/* A file layer that fails when told to: loaded before the C library under an unchanged program.
 *
 * FAULTY_DISK names a control file, read at each call, one rule a line:
 *     CALL ERRNO AFTER PATH-PREFIX
 * CALL is write, sync, truncate, rename, open or read; ERRNO is ENOSPC, EIO or SHORT (half of what was
 * to be written, then a full disk); so many calls (AFTER) of that kind go well first. The counting
 * starts anew when the file's text changes. A prefix that ends with $ is a whole path. No file, no fault.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define RULES_MAX 16
#define CONTROL_BYTES_MAX 8192

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char known[CONTROL_BYTES_MAX];
static long done[RULES_MAX];

/* The errno to fail with, -1 for a short write, or 0. */
static int fault(const char *call, const char *path) {
    const char *control = getenv("FAULTY_DISK");
    if (!control || !path) return 0;
    int saved = errno, result = 0;
    long fd = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) { errno = saved; return 0; }
    char text[CONTROL_BYTES_MAX];
    long n = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    text[n < 0 ? 0 : n] = 0;
    pthread_mutex_lock(&lock);
    if (strcmp(text, known) != 0) {
        strcpy(known, text);
        memset(done, 0, sizeof done);
    }
    int rule = 0;
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) && rule < RULES_MAX) {
        char what[16], name[16], prefix[PATH_MAX];
        long after;
        if (sscanf(line, "%15s %15s %ld %4095s", what, name, &after, prefix) != 4) continue;
        size_t length = strlen(prefix);
        int whole = length > 0 && prefix[length - 1] == '$';
        if (whole) prefix[--length] = 0;
        int here = whole ? strcmp(path, prefix) == 0 : strncmp(path, prefix, length) == 0;
        if (strcmp(what, call) == 0 && here && done[rule]++ >= after) {
            result = strcmp(name, "EIO") == 0 ? EIO
                   : strcmp(name, "SHORT") == 0 && done[rule] == after + 1 ? -1 : ENOSPC;
            break;
        }
        rule++;
    }
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

static int fault_fd(const char *call, int fd) {
    if (!getenv("FAULTY_DISK")) return 0;
    char link[64], path[PATH_MAX];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (n <= 0) return 0;
    path[n] = 0;
    return fault(call, path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_IF(call, fd) do { int e = fault_fd(call, fd); if (e) { errno = e > 0 ? e : ENOSPC; return -1; } } while (0)

ssize_t write(int fd, const void *bytes, size_t n) {
    int e = fault_fd("write", fd);
    if (e > 0) { errno = e; return -1; }
    return REAL(write)(fd, bytes, e < 0 ? n / 2 : n);
}
static ssize_t pwrite_checked(int fd, const void *bytes, size_t n, off_t at) {
    int e = fault_fd("write", fd);
    if (e > 0) { errno = e; return -1; }
    return REAL(pwrite)(fd, bytes, e < 0 ? n / 2 : n, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) { return pwrite_checked(fd, bytes, n, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) { return pwrite_checked(fd, bytes, n, at); }
ssize_t writev(int fd, const struct iovec *v, int n) {
    FAIL_IF("write", fd);
    return REAL(writev)(fd, v, n);
}
/* Rust's copy between files takes this way where it can. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t n, unsigned flags) {
    FAIL_IF("write", out);
    return REAL(copy_file_range)(in, in_at, out, out_at, n, flags);
}
ssize_t read(int fd, void *bytes, size_t n) {
    FAIL_IF("read", fd);
    return REAL(read)(fd, bytes, n);
}
ssize_t pread(int fd, void *bytes, size_t n, off_t at) {
    FAIL_IF("read", fd);
    return REAL(pread)(fd, bytes, n, at);
}
ssize_t pread64(int fd, void *bytes, size_t n, off64_t at) {
    FAIL_IF("read", fd);
    return REAL(pread64)(fd, bytes, n, at);
}
int fsync(int fd) { FAIL_IF("sync", fd); return REAL(fsync)(fd); }
int fdatasync(int fd) { FAIL_IF("sync", fd); return REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { FAIL_IF("truncate", fd); return REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { FAIL_IF("truncate", fd); return REAL(ftruncate64)(fd, n); }
int rename(const char *from, const char *to) {
    int e = fault("rename", to);
    if (e) { errno = e > 0 ? e : ENOSPC; return -1; }
    return REAL(rename)(from, to);
}
static int open_checked(const char *path, int flags, mode_t mode) {
    /* Only making a file needs space. */
    int e = flags & O_CREAT && access(path, F_OK) != 0 ? fault("open", path) : 0;
    if (e) { errno = e > 0 ? e : ENOSPC; return -1; }
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); }
int open(const char *path, int flags, ...) { MODE(flags) return open_checked(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_checked(path, flags, mode); }
