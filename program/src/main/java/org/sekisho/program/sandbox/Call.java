package org.sekisho.program.sandbox;

import java.util.Arrays;
import java.util.List;

/** System calls with their numbers on both processors. */
enum Call {
  // What this package itself needs.
  CLOSE(3, 57, false),
  OPENAT(257, 56, false),
  SOCKET(41, 198, false),
  PRCTL(157, 167, false),
  SECCOMP(317, 277, false),
  SENDTO(44, 206, false),
  SENDMSG(46, 211, false),
  SENDMMSG(307, 269, false),
  CLOSE_RANGE(436, 436, false),
  LANDLOCK_CREATE_RULESET(444, 444, false),
  LANDLOCK_ADD_RULE(445, 445, false),
  LANDLOCK_RESTRICT_SELF(446, 446, false),

  // Other programs.
  EXECVE(59, 221, true),
  EXECVEAT(322, 281, true),
  USELIB(134, Call.NONE, true),

  // Memory and files of other processes.
  PTRACE(101, 117, true),
  PROCESS_VM_READV(310, 270, true),
  PROCESS_VM_WRITEV(311, 271, true),
  PROCESS_MADVISE(440, 440, true),
  PIDFD_GETFD(438, 438, true),
  KCMP(312, 272, true),
  MIGRATE_PAGES(256, 238, true),
  MOVE_PAGES(279, 239, true),

  // File systems and name spaces.
  MOUNT(165, 40, true),
  UMOUNT2(166, 39, true),
  PIVOT_ROOT(155, 41, true),
  CHROOT(161, 51, true),
  SETNS(308, 268, true),
  UNSHARE(272, 97, true),
  OPEN_TREE(428, 428, true),
  MOVE_MOUNT(429, 429, true),
  FSOPEN(430, 430, true),
  FSCONFIG(431, 431, true),
  FSMOUNT(432, 432, true),
  FSPICK(433, 433, true),
  MOUNT_SETATTR(442, 442, true),
  NAME_TO_HANDLE_AT(303, 264, true),
  OPEN_BY_HANDLE_AT(304, 265, true),
  QUOTACTL(179, 60, true),
  QUOTACTL_FD(443, 443, true),
  SWAPON(167, 224, true),
  SWAPOFF(168, 225, true),
  FANOTIFY_INIT(300, 262, true),

  // The kernel itself.
  KEXEC_LOAD(246, 104, true),
  KEXEC_FILE_LOAD(320, 294, true),
  INIT_MODULE(175, 105, true),
  FINIT_MODULE(313, 273, true),
  DELETE_MODULE(176, 106, true),
  BPF(321, 280, true),
  PERF_EVENT_OPEN(298, 241, true),
  USERFAULTFD(323, 282, true),
  // Its requests are not seen by this filter.
  IO_URING_SETUP(425, 425, true),
  IO_URING_ENTER(426, 426, true),
  IO_URING_REGISTER(427, 427, true),
  ADD_KEY(248, 217, true),
  REQUEST_KEY(249, 218, true),
  KEYCTL(250, 219, true),
  SYSLOG(103, 116, true),
  ACCT(163, 89, true),
  LOOKUP_DCOOKIE(212, 18, true),
  IOPL(172, Call.NONE, true),
  IOPERM(173, Call.NONE, true),
  MODIFY_LDT(154, Call.NONE, true),

  // The machine: its clock, its name, its end.
  REBOOT(169, 142, true),
  SETTIMEOFDAY(164, 170, true),
  CLOCK_SETTIME(227, 112, true),
  CLOCK_ADJTIME(305, 266, true),
  ADJTIMEX(159, 171, true),
  SETHOSTNAME(170, 161, true),
  SETDOMAINNAME(171, 162, true),
  VHANGUP(153, 58, true);

  /** A processor has no such call. */
  static final int NONE = -1;

  private final int x86;
  private final int arm;
  private final boolean refused;

  Call(int x86, int arm, boolean refused) {
    this.x86 = x86;
    this.arm = arm;
    this.refused = refused;
  }

  int number(LinuxCalls.Processor processor) {
    return switch (processor) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }

  /** Those that a confined program must not make. */
  static List<Call> refused() {
    return Arrays.stream(values()).filter(call -> call.refused).toList();
  }
}
