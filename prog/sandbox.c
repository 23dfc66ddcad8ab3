/* sandbox.c - turns lists of paths into a Landlock ruleset and a seccomp filter.
 *
 * The filter lists forbidden calls and allows all others: the calls that a C library and a TLS library make differ between versions, those that an intruder would
 * want do not. Both mechanisms are used by raw system calls, since not every C library has wrappers. */
#include "sandbox.h"

#include <stdlib.h>
#include <string.h>

char *sandbox_folder_of(const char *path) {
    char *real = realpath(path, NULL), *slash;
    if (!real) real = strdup(path);
    if (!real) return NULL;
    if ((slash = strrchr(real, '/')) == NULL)
        strcpy(real, "."); /* a path has at least one letter */
    else
        slash[slash == real] = 0;
    return real;
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- files (Landlock) ---- */

enum {
    CALL_CREATE = 444, CALL_ADD = 445, CALL_RESTRICT = 446, /* the same numbers on all architectures */
    FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3, FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5, FS_MAKE_DIR = 1 << 7, FS_MAKE_REG = 1 << 8,
    FS_TRUNCATE = 1 << 14,
    FS_FIRST = (1 << 13) - 1, /* everything in the first version */
    FS_FILE = FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE,
    FS_WRITES = FS_FILE | FS_READ_DIR | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG,
    NET_BIND = 1, NET_CONNECT = 2
};

typedef struct Ruleset {
    uint64_t files, net;
} Ruleset;

typedef struct Beneath {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed)) Beneath;

static void allow(int rules, uint64_t handled, const char *path, uint64_t allowed) {
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode)) allowed &= FS_FILE;
    Beneath beneath = {allowed & handled, fd};
    syscall(CALL_ADD, rules, 1, &beneath, 0);
    close(fd);
}

static void restrict_files(const Sandbox *s) {
    long version = syscall(CALL_CREATE, NULL, 0, 1);
    if (version < 1) return;
    Ruleset all = {FS_FIRST | (version >= 3 ? FS_TRUNCATE : 0), version >= 4 ? s->dials ? NET_BIND : NET_CONNECT : 0};
    int rules = (int)syscall(CALL_CREATE, &all, version >= 4 ? sizeof all : sizeof all.files, 0);
    if (rules < 0) return;
    for (size_t i = 0; i < COUNT_OF(s->writes) && s->writes[i]; i++) allow(rules, all.files, s->writes[i], FS_WRITES);
    for (size_t i = 0; i < COUNT_OF(s->reads) && s->reads[i]; i++) allow(rules, all.files, s->reads[i], FS_READ_FILE | FS_READ_DIR);
    syscall(CALL_RESTRICT, rules, 0);
    close(rules);
}

/* ---- calls (seccomp) ---- */

/* Programs and processes, other users, the kernel itself. */
static const int refused[] = {
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_setfsuid, SYS_setfsgid, SYS_capset, SYS_bpf,
    SYS_perf_event_open, SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_userfaultfd, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_acct, SYS_personality, SYS_quotactl, SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_syslog, SYS_sethostname, SYS_setdomainname,
    SYS_clock_settime, SYS_settimeofday, SYS_adjtimex, SYS_vhangup, SYS_mknodat, SYS_fchownat, SYS_kcmp, SYS_memfd_create, SYS_nfsservctl, SYS_fanotify_init,
    425, 426, 427,           /* io_uring_setup, _enter, _register */
    428, 429, 430, 431, 432, /* open_tree, move_mount, fsopen, fsconfig, fsmount */
    433, 434, 438, 440, 442, /* fspick, pidfd_open, pidfd_getfd, process_madvise, mount_setattr */
#ifdef __x86_64__
    SYS_fork, SYS_vfork, SYS_ioperm, SYS_iopl, SYS_mknod, SYS_chown, SYS_modify_ldt, SYS_uselib,
#endif
};
static const int of_servers[] = {SYS_listen, SYS_accept, SYS_accept4}, of_clients[] = {SYS_connect};
enum { CLONE3 = 435, X32 = 0x40000000 };

typedef struct Program {
    struct sock_filter code[256];
    size_t n;
} Program;

static void add(Program *p, uint16_t code, uint32_t k, uint8_t yes, uint8_t no) {
    if (p->n < COUNT_OF(p->code)) p->code[p->n++] = (struct sock_filter){code, yes, no, k};
}

/* Returns `error` from the call. */
static void refuse(Program *p, int call, int error) {
    add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
    add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error, 0, 0);
}

static void load(Program *p, size_t offset) { add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

static void restrict_calls(const Sandbox *s) {
    Program p = {.n = 0};
    uint32_t machine = sizeof(void *) == 8 && SYS_execve == 59 ? AUDIT_ARCH_X86_64 : AUDIT_ARCH_AARCH64;
    load(&p, offsetof(struct seccomp_data, arch));
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
    load(&p, offsetof(struct seccomp_data, nr));
    add(&p, BPF_JMP | BPF_JGE | BPF_K, X32, 0, 1);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS, 0, 0);
    for (size_t i = 0; i < COUNT_OF(refused); i++) refuse(&p, refused[i], EPERM);
    const int *way = s->dials ? of_servers : of_clients;
    for (size_t i = 0; i < (s->dials ? COUNT_OF(of_servers) : COUNT_OF(of_clients)); i++) refuse(&p, way[i], EPERM);
    refuse(&p, CLONE3, ENOSYS); /* its flags are in memory, which a filter cannot read: the C library falls back to clone */
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3);
    load(&p, offsetof(struct seccomp_data, args)); /* the low half: both processors are little-endian */
    add(&p, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
    add(&p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    struct sock_fprog filter = {(unsigned short)p.n, p.code};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

void sandbox_enter(const Sandbox *s) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    restrict_files(s);
    restrict_calls(s);
}

#else

void sandbox_enter(const Sandbox *s) { (void)s; }

#endif
