// The names of device.h on the host, so that the kernels' logic can be tested without a GPU. A block's threads are fibers of one thread, which
// take turns at barriers; or, with HOST_THREADS, threads of the system, for the thread sanitizer.
#pragma once

#include <cstring>

#define HAS_MMA 1
#define KERNEL static void
#define DEVICE static inline
#define MEMBER inline
#define BLOCKS(threads, blocks)
#define UNROLLED
#define SHARED(type, name)                                          \
    static_assert(sizeof(type) <= host::SharedBytes, "48 KiB at most"); \
    type& name = *reinterpret_cast<type*>(host::shared())

typedef unsigned long long u64;
typedef unsigned Words4 __attribute__((vector_size(16)));

namespace host
{
    enum
    {
        SharedBytes = 48 * 1024,
        MostThreads = 256,
        WarpThreads = 32,
    };

    /// What the threads of a warp show each other for a product of matrices.
    struct Operands
    {
        unsigned a[4];
        unsigned b[2];
    };

    int thread_x();
    int block_x();
    int block_y();
    void* shared();
    void block_barrier();
    void warp_barrier();

    /// This warp's operands, a different set for each other product.
    Operands* operands();
}

DEVICE int thread_x() { return host::thread_x(); }
DEVICE int block_x() { return host::block_x(); }
DEVICE int block_y() { return host::block_y(); }
DEVICE int computed_here(int number) { return number; }
DEVICE void barrier() { host::block_barrier(); }

DEVICE int dot4(unsigned a, unsigned b, int c)
{
    for (int shift = 0; shift < 32; shift += 8)
    {
        c += (int)((a >> shift & 255) * (b >> shift & 255));
    }

    return c;
}

/// Which thread has what of the matrices: PTX ISA, "Matrix Fragments for mma.m16n8k32".
DEVICE void mma(int (&c)[4], const unsigned (&a)[4], unsigned b0, unsigned b1)
{
    const int lane = thread_x() % host::WarpThreads;
    host::Operands* warp = host::operands();
    std::memcpy(warp[lane].a, a, sizeof a);
    warp[lane].b[0] = b0;
    warp[lane].b[1] = b1;
    host::warp_barrier();
    for (int i = 0; i < 4; i++)
    {
        const int row = lane / 4, lower = i / 2, column = (lane % 4 * 2) + (i % 2);
        for (int four = 0; four < 4; four++)
        {
            c[i] = dot4(warp[(row * 4) + four].a[lower], warp[(column * 4) + four].b[0], c[i]);
            c[i] = dot4(warp[(row * 4) + four].a[lower + 2], warp[(column * 4) + four].b[1], c[i]);
        }
    }
}

DEVICE int add_shared(int* at, int more) { return __atomic_fetch_add(at, more, __ATOMIC_RELAXED); }
DEVICE void raise_shared(int* flag) { __atomic_store_n(flag, 1, __ATOMIC_RELAXED); }
DEVICE u64 read_global(const u64* at) { return __atomic_load_n(at, __ATOMIC_RELAXED); }

DEVICE void lessen_global(u64* at, u64 value)
{
    u64 was = __atomic_load_n(at, __ATOMIC_RELAXED);
    while (value < was && !__atomic_compare_exchange_n(at, &was, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    {
    }
}
