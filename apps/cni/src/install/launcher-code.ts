/**
 * What the launcher does, as instructions. The same steps on both machines:
 *
 * 1. What the runtime says on stdin is kept in a file without a name, which becomes stdin: it can be read twice.
 * 2. The agent is asked: connect, with limits on every wait; all variables, a zero byte, stdin; the end of our half.
 * 3. Its answer is complete if it ends with a line feed: a digit, which is the exit code, and what goes to stdout.
 * 4. Whatever of this fails leads to `start`: stdin is wound back, the launcher's own folder becomes the working
 *    directory, and the plugin is executed in our place. If not even that works, an error goes to stdout.
 *
 * The pool of addresses follows the code. Each line has what was assembled to its bytes; x64 as Intel writes it.
 */

/** Of one machine. */
export interface MachineCode {
  /** Of the ELF header. */
  readonly machine: number;
  readonly code: Buffer;
}

/** What the pool holds, in this order: addresses, but for `length`. */
export const POOL = [
  "self",
  "buffer",
  "program",
  "arguments",
  "message",
  "length",
  "ignore",
  "wait",
  "address",
] as const;

/** The code counts on it: of one read, and of the whole answer. */
export const BUFFER_BYTES = 65_536;
/** struct sockaddr_un, as the code gives it to connect. */
export const SOCKET_ADDRESS_BYTES = 110;

export const X64: MachineCode = {
  machine: 62,
  code: hex(
    "488b04244c8d64c410488b2d98020000", // mov rax,[rsp]; lea r12,[rsp+rax*8+16]; mov rbp,[buffer]
    "b80d000000bf0d000000488b35af020000", // mov eax,13; mov edi,13; mov rsi,[ignore]
    "31d241ba080000000f05", //           xor edx,edx; mov r10d,8; syscall (rt_sigaction)
    "b83f010000488b3d69020000", //       mov eax,319; mov rdi,[self]
    "be010000000f05", //                 mov esi,1; syscall (memfd_create)
    "85c00f88d2010000", //               test eax,eax; js start
    "89c34531ff", //                     mov ebx,eax; xor r15d,r15d
    "31c031ff4889eeba00000100", //       copy: xor eax,eax; xor edi,edi; mov rsi,rbp; mov edx,65536
    "0f05", //                           syscall (read)
    "4885c0744d", //                     test rax,rax; jz copied
    "7824", //                           js empty
    "89c2b80100000089df4889ee", //       mov edx,eax; mov eax,1; mov edi,ebx; mov rsi,rbp
    "0f05", //                           syscall (write)
    "39d00f85a2010000", //               cmp eax,edx; jne start
    "4101d74181ff0000800072c9", //       add r15d,edx; cmp r15d,0x800000; jb copy
    "eb27", //                           jmp copied
    "83f8f57522", //                     empty: cmp eax,-11; jne copied
    "48b8000000000100000050", //         mov rax,0x100000000; push rax
    "b8070000004889e7be01000000", //     mov eax,7; mov rdi,rsp; mov esi,1
    "baffffffff0f05", //                 mov edx,-1; syscall (poll)
    "58eba0", //                         pop rax; jmp copy
    "b82401000089df31f631d2", //         copied: mov eax,292; mov edi,ebx; xor esi,esi; xor edx,edx
    "0f05", //                           syscall (dup3)
    "b829000000bf01000000be01000800", // mov eax,41; mov edi,1; mov esi,0x80001
    "31d20f05", //                       xor edx,edx; syscall (socket)
    "85c00f8845010000", //               test eax,eax; js start
    "4189c5bb14000000", //               mov r13d,eax; mov ebx,20
    "b8360000004489efbe01000000", //     limit: mov eax,54; mov edi,r13d; mov esi,1
    "89da4c8b15e701000041b810000000", // mov edx,ebx; mov r10,[wait]; mov r8d,16
    "0f05", //                           syscall (setsockopt)
    "ffc383fb1675db", //                 inc ebx; cmp ebx,22; jne limit
    "b82a0000004489ef488b35d1010000", // mov eax,42; mov edi,r13d; mov rsi,[address]
    "ba6e0000000f05", //                 mov edx,110; syscall (connect)
    "85c00f85fa000000", //               test eax,eax; jnz start
    "498b34244885f60f84ed000000", //     mov rsi,[r12]; test rsi,rsi; jz start
    "4c89e1", //                         mov rcx,r12
    "488b014883c1084885c07405", //       last: mov rax,[rcx]; add rcx,8; test rax,rax; jz found
    "4889c2ebef", //                     mov rdx,rax; jmp last
    "803a00488d520175f7", //             found: cmp byte [rdx],0; lea rdx,[rdx+1]; jne found
    "4829f2b8010000004489ef", //         sub rdx,rsi; mov eax,1; mov edi,r13d
    "0f05", //                           syscall (write)
    "4839d00f85ba000000", //             cmp rax,rdx; jne start
    "b8010000004489ef488b3563010000", // mov eax,1; mov edi,r13d; mov rsi,[ignore]
    "4883c608ba010000000f05", //         add rsi,8; mov edx,1; syscall (write)
    "ffc80f8598000000", //               dec eax; jnz start
    "50", //                             push rax
    "b8280000004489ef31f64889e2", //     send: mov eax,40; mov edi,r13d; xor esi,esi; mov rdx,rsp
    "41ba000010000f05", //               mov r10d,0x100000; syscall (sendfile)
    "4885c07fe6", //                     test rax,rax; jg send
    "787b", //                           js start
    "b8300000004489efbe01000000", //     mov eax,48; mov edi,r13d; mov esi,1
    "0f05", //                           syscall (shutdown)
    "4989ee", //                         mov r14,rbp
    "31c04489ef4c89f6488d9500000100", // receive: xor eax,eax; mov edi,r13d; mov rsi,r14; lea rdx,[rbp+65536]
    "4c29f20f05", //                     sub rdx,r14; syscall (read)
    "4885c07850", //                     test rax,rax; js start
    "7405", //                           jz received
    "4901c6ebe0", //                     add r14,rax; jmp receive
    "4929ee4181fe00000100743d", //       received: sub r14,rbp; cmp r14d,65536; je start
    "4183ee027237", //                   sub r14d,2; jb start
    "42807c35010a752f", //               cmp byte [rbp+r14+1],10; jne start
    "488d7501", //                       lea rsi,[rbp+1]
    "4d85f6741d", //                     print: test r14,r14; jz printed
    "b80100000089c74c89f20f05", //       mov eax,1; mov edi,eax; mov rdx,r14; syscall (write)
    "4885c00f8e87000000", //             test rax,rax; jle quit1
    "4801c64929c6ebde", //               add rsi,rax; sub r14,rax; jmp print
    "0fb67d0083ef30eb7b", //             printed: movzx edi,byte [rbp]; sub edi,48; jmp quit
    "b80800000031ff31f631d2", //         start: mov eax,8; xor edi,edi; xor esi,esi; xor edx,edx
    "0f05", //                           syscall (lseek)
    "b859000000488b3d6f000000", //       mov eax,89; mov rdi,[self]
    "4889eebaff0f00000f05", //           mov rsi,rbp; mov edx,4095; syscall (readlink)
    "4885c07e37", //                     test rax,rax; jle fail
    "803c062f7405", //                   slash: cmp byte [rsi+rax],47; je folder
    "48ffc875f5", //                     dec rax; jnz slash
    "c644060100b8500000004889f7", //     folder: mov byte [rsi+rax+1],0; mov eax,80; mov rdi,rsi
    "0f05", //                           syscall (chdir)
    "4885c07518", //                     test rax,rax; jnz fail
    "b83b000000488b3d45000000", //       mov eax,59; mov rdi,[program]
    "488b35460000004c89e20f05", //       mov rsi,[arguments]; mov rdx,r12; syscall (execve)
    "b80100000089c7488b353b000000", //   fail: mov eax,1; mov edi,eax; mov rsi,[message]
    "488b153c0000000f05", //             mov rdx,[length]; syscall (write)
    "bf01000000", //                     quit1: mov edi,1
    "b83c0000000f05", //                 quit: mov eax,60; syscall (exit)
    "660f1f440000", //                   to a multiple of 8
  ),
};

export const ARM64: MachineCode = {
  machine: 183,
  code: hex(
    "f30340f9f4430091940e138b", // ldr x19,[sp]; add x20,sp,#16; add x20,x20,x19,lsl #3
    "f5160058a00180d2e1170058", // ldr x21,buffer; mov x0,#13; ldr x1,ignore
    "020080d2030180d2c81080d2", // mov x2,#0; mov x3,#8; mov x8,#134
    "010000d4", //                 svc #0 (rt_sigaction)
    "c0150058210080d2e82280d2", // ldr x0,self; mov x1,#1; mov x8,#279
    "010000d4", //                 svc #0 (memfd_create)
    "8010f8b7", //                 tbnz x0,#63,start
    "f60300aa190080d2", //         mov x22,x0; mov x25,#0
    "000080d2e10315aa2200a0d2", // copy: mov x0,#0; mov x1,x21; mov x2,#65536
    "e80780d2010000d4", //         mov x8,#63; svc #0 (read)
    "200300b4", //                 cbz x0,copied
    "8001f8b7", //                 tbnz x0,#63,empty
    "e20300aae00316aae10315aa", // mov x2,x0; mov x0,x22; mov x1,x21
    "080880d2010000d4", //         mov x8,#64; svc #0 (write)
    "1f0002eb810e0054", //         cmp x0,x2; b.ne start
    "3903008b3f0360f103feff54", // add x25,x25,x0; cmp x25,#2048,lsl #12; b.lo copy
    "0d000014", //                 b copied
    "1f2c00b161010054", //         empty: cmn x0,#11; b.ne copied
    "2000c0d2e00f1ff8e0030091", // mov x0,#0x100000000; str x0,[sp,#-16]!; mov x0,sp
    "210080d2020080d2030080d2", // mov x1,#1; mov x2,#0; mov x3,#0
    "280980d2010000d4", //         mov x8,#73; svc #0 (ppoll)
    "ff430091e3ffff17", //         add sp,sp,#16; b copy
    "e00316aa010080d2020080d2", // copied: mov x0,x22; mov x1,#0; mov x2,#0
    "080380d2010000d4", //         mov x8,#24; svc #0 (dup3)
    "200080d2210080520101a072", // mov x0,#1; mov w1,#1; movk w1,#8,lsl #16
    "020080d2c81880d2010000d4", // mov x2,#0; mov x8,#198; svc #0 (socket)
    "000bf8b7", //                 tbnz x0,#63,start
    "f70300aa960280d2", //         mov x23,x0; mov x22,#20
    "e00317aa210080d2e20316aa", // limit: mov x0,x23; mov x1,#1; mov x2,x22
    "c3100058040280d2081a80d2", // ldr x3,wait; mov x4,#16; mov x8,#208
    "010000d4", //                 svc #0 (setsockopt)
    "d6060091df5a00f1e1feff54", // add x22,x22,#1; cmp x22,#22; b.ne limit
    "e00317aa01100058c20d80d2", // mov x0,x23; ldr x1,address; mov x2,#110
    "681980d2010000d4", //         mov x8,#203; svc #0 (connect)
    "c00800b5", //                 cbnz x0,start
    "810240f9810800b4", //         ldr x1,[x20]; cbz x1,start
    "e30314aa", //                 mov x3,x20
    "608440f8600000b4", //         last: ldr x0,[x3],#8; cbz x0,found
    "e20300aafdffff17", //         mov x2,x0; b last
    "40144038e0ffff35", //         found: ldrb w0,[x2],#1; cbnz w0,found
    "420001cbe00317aa080880d2", // sub x2,x2,x1; mov x0,x23; mov x8,#64
    "010000d4", //                 svc #0 (write)
    "1f0002ebe1060054", //         cmp x0,x2; b.ne start
    "e00317aae10c005821200091", // mov x0,x23; ldr x1,ignore; add x1,x1,#8
    "220080d2080880d2010000d4", // mov x2,#1; mov x8,#64; svc #0 (write)
    "1f0400f1e1050054", //         cmp x0,#1; b.ne start
    "ff0f1ff8", //                 str xzr,[sp,#-16]!
    "e00317aa010080d2e2030091", // send: mov x0,x23; mov x1,#0; mov x2,sp
    "0302a0d2e80880d2010000d4", // mov x3,#0x100000; mov x8,#71; svc #0 (sendfile)
    "1f0000f12cffff54", //         cmp x0,#0; b.gt send
    "ab040054", //                 b.lt start
    "e00317aa210080d2481a80d2", // mov x0,x23; mov x1,#1; mov x8,#210
    "010000d4", //                 svc #0 (shutdown)
    "f60315aab8424091", //         mov x22,x21; add x24,x21,#16,lsl #12
    "e00317aae10316aa020316cb", // receive: mov x0,x23; mov x1,x22; sub x2,x24,x22
    "e80780d2010000d4", //         mov x8,#63; svc #0 (read)
    "2003f8b7", //                 tbnz x0,#63,start
    "d602008b20ffffb5", //         add x22,x22,x0; cbnz x0,receive
    "df0218eba0020054", //         cmp x22,x24; b.eq start
    "d60215cbd60a00f143020054", // sub x22,x22,x21; subs x22,x22,#2; b.lo start
    "a1060091206876381f280071", // add x1,x21,#1; ldrb w0,[x1,x22]; cmp w0,#10
    "c1010054", //                 b.ne start
    "560100b4", //                 print: cbz x22,printed
    "200080d2e20316aa080880d2", // mov x0,#1; mov x2,x22; mov x8,#64
    "010000d4", //                 svc #0 (write)
    "1f0000f12d050054", //         cmp x0,#0; b.le quit1
    "d60200cb2100008bf7ffff17", // sub x22,x22,x0; add x1,x1,x0; b print
    "a002403900c000d124000014", // printed: ldrb w0,[x21]; sub x0,x0,#48; b quit
    "000080d2010080d2020080d2", // start: mov x0,#0; mov x1,#0; mov x2,#0
    "c80780d2010000d4", //         mov x8,#62; svc #0 (lseek)
    "600c809201040058e20315aa", // mov x0,#-100; ldr x1,self; mov x2,x21
    "e3ff81d2c80980d2010000d4", // mov x3,#4095; mov x8,#78; svc #0 (readlinkat)
    "1f0000f12d020054", //         cmp x0,#0; b.le fail
    "a26a60385fbc007160000054", // slash: ldrb w2,[x21,x0]; cmp w2,#47; b.eq folder
    "000400f181ffff54", //         subs x0,x0,#1; b.ne slash
    "0000158b1f040039e00315aa", // folder: add x0,x0,x21; strb wzr,[x0,#1]; mov x0,x21
    "280680d2010000d4", //         mov x8,#49; svc #0 (chdir)
    "c00000b5", //                 cbnz x0,fail
    "4002005861020058e20314aa", // ldr x0,program; ldr x1,arguments; mov x2,x20
    "a81b80d2010000d4", //         mov x8,#221; svc #0 (execve)
    "200080d20102005822020058", // fail: mov x0,#1; ldr x1,message; ldr x2,length
    "080880d2010000d4", //         mov x8,#64; svc #0 (write)
    "200080d2", //                 quit1: mov x0,#1
    "a80b80d2010000d4", //         quit: mov x8,#93; svc #0 (exit)
    "1f2003d5", //                 to a multiple of 8
  ),
};

function hex(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(""), "hex");
}
