// What the kernels need of a CUDA device, without a toolkit's headers: clang's CUDA mode and PTX. host/host.h has the same names for a
// test on the host.
#pragma once

#define KERNEL extern "C" __attribute__((global)) void
#define DEVICE static inline __attribute__((device, always_inline))
#define MEMBER inline __attribute__((device, always_inline))
#define BLOCKS(threads, blocks) __attribute__((launch_bounds(threads, blocks)))

/// Loops whose variables are to stay in registers.
#define UNROLLED _Pragma("unroll")

/// One object of the type for each block.
#define SHARED(type, name)                                   \
    static __attribute__((shared, aligned(16))) type name##_; \
    type& name = name##_

typedef unsigned long long u64;
static_assert(sizeof(u64) == 8 && sizeof(void*) == 8, "PTX of 64 bits");

typedef unsigned Words4 __attribute__((vector_size(16)));

DEVICE int thread_x() { return __nvvm_read_ptx_sreg_tid_x(); }
DEVICE int block_x() { return __nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE int block_y() { return __nvvm_read_ptx_sreg_ctaid_y(); }

/// A number that the compiler does not look through, so that what is made of it is not computed earlier.
DEVICE int computed_here(int number)
{
    asm volatile("" : "+r"(number));
    return number;
}

/// Waits for all threads of the block; what they wrote before is seen after.
DEVICE void barrier() { __syncthreads(); }

/// c plus the products of four unsigned bytes each.
DEVICE int dot4(unsigned a, unsigned b, int c)
{
    int d;
    asm("dp4a.u32.u32 %0, %1, %2, %3;" : "=r"(d) : "r"(a), "r"(b), "r"(c));
    return d;
}

#if __CUDA_ARCH__ >= 800
#define HAS_MMA 1
/// c += a b for a of 16 x 32, b of 32 x 8 unsigned bytes, by the 32 threads of a warp together (PTX ISA, "Matrix Fragments for mma.m16n8k32").
DEVICE void mma(int (&c)[4], const unsigned (&a)[4], unsigned b0, unsigned b1)
{
    asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.u8.u8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+r"(c[0]), "+r"(c[1]), "+r"(c[2]), "+r"(c[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
#endif

/// Adds to a number in the block's shared memory and returns what was there.
DEVICE int add_shared(int* at, int more) { return __atomic_fetch_add(at, more, __ATOMIC_RELAXED); }

/// Raises a flag in the block's shared memory; several threads may at once.
DEVICE void raise_shared(int* flag) { *(volatile int*)flag = 1; }

/// The lesser of a number in global memory and another stays there.
DEVICE void lessen_global(u64* at, u64 value)
{
    asm volatile("red.relaxed.gpu.min.u64 [%0], %1;" ::"l"(__builtin_bit_cast(u64, at)), "l"(value) : "memory");
}

/// A number that other blocks may be lessening.
DEVICE u64 read_global(const u64* at)
{
    u64 value;
    asm volatile("ld.relaxed.gpu.u64 %0, [%1];" : "=l"(value) : "l"(__builtin_bit_cast(u64, at)) : "memory");
    return value;
}
