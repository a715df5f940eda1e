// Runs the kernels on the host: host_launch is what cuLaunchKernel is on a device. One launch at a time.
#include "../nearest.cu"

#include <algorithm>
#include <csetjmp>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#ifdef HOST_THREADS
#include <barrier>
#include <thread>
#else
#include <ucontext.h>
#endif

namespace host
{
    static constexpr int Warps = MostThreads / WarpThreads;

#ifdef HOST_THREADS

    struct Block
    {
        Block(int x, int y, int threads) : x(x), y(y), all(threads)
        {
            for (auto& warp : warps)
            {
                warp = std::make_unique<std::barrier<>>(WarpThreads);
            }

            std::memset(shared, 0xA5, sizeof shared);
        }

        int x, y;
        std::barrier<> all;
        std::unique_ptr<std::barrier<>> warps[Warps];
        Operands operands[Warps][2][WarpThreads];
        alignas(16) unsigned char shared[SharedBytes];
    };

    static thread_local Block* block;
    static thread_local int thread, products;

    int thread_x() { return thread; }
    int block_x() { return block->x; }
    int block_y() { return block->y; }
    void* shared() { return block->shared; }
    void block_barrier() { block->all.arrive_and_wait(); }
    void warp_barrier() { block->warps[thread / WarpThreads]->arrive_and_wait(); }
    Operands* operands() { return block->operands[thread / WarpThreads][products++ % 2]; }

    /// Four blocks at once.
    static void run(int across, int down, int threads, const std::function<void()>& kernel)
    {
        for (int first = 0; first < across * down; first += 4)
        {
            std::vector<std::unique_ptr<Block>> blocks;
            std::vector<std::thread> running;
            for (int number = first; number < std::min(first + 4, across * down); number++)
            {
                blocks.push_back(std::make_unique<Block>(number % across, number / across, threads));
                for (int i = 0; i < threads; i++)
                {
                    running.emplace_back([&kernel, own = blocks.back().get(), i] {
                        block = own;
                        thread = i;
                        products = 0;
                        kernel();
                    });
                }
            }

            for (auto& each : running)
            {
                each.join();
            }
        }
    }

#else

    struct Barrier
    {
        int waiting = 0, passed = 0;
    };

    struct Fiber
    {
        jmp_buf here;
        std::unique_ptr<char[]> stack;
        int products;
        bool done;
        const int* awaited; // goes on when it is no longer was
        int was;
    };

    static constexpr size_t StackBytes = 64 * 1024;

    static Fiber fibers[MostThreads];
    static Barrier all, warps[Warps];
    static Operands exchanged[Warps][2][WarpThreads];
    alignas(16) static unsigned char memory[SharedBytes];
    static jmp_buf scheduler;
    static ucontext_t starter;
    static int thread, threads_in_block, x, y;
    static const std::function<void()>* running;

    int thread_x() { return thread; }
    int block_x() { return x; }
    int block_y() { return y; }
    void* shared() { return memory; }
    Operands* operands() { return exchanged[thread / WarpThreads][fibers[thread].products++ % 2]; }

    /// Back to the scheduler, until it resumes this fiber. Not inlined: no variables of the caller are in this frame.
    [[gnu::noinline]] static void leave()
    {
        if (_setjmp(fibers[thread].here) == 0)
        {
            _longjmp(scheduler, 1);
        }
    }

    static void wait(Barrier& barrier, int threads)
    {
        if (++barrier.waiting == threads)
        {
            barrier.waiting = 0;
            barrier.passed++;
            return;
        }

        fibers[thread].awaited = &barrier.passed;
        fibers[thread].was = barrier.passed;
        leave();
    }

    void block_barrier() { wait(all, threads_in_block); }
    void warp_barrier() { wait(warps[thread / WarpThreads], WarpThreads); }

    /// A fiber runs one kernel after the other; it never returns.
    static void live()
    {
        for (;;)
        {
            leave();
            (*running)();
            fibers[thread].done = true;
        }
    }

    static void make(int i)
    {
        // The first switch is ucontext's; all others are jumps, which make no system calls.
        fibers[i].stack = std::make_unique<char[]>(StackBytes);
        ucontext_t first;
        getcontext(&first);
        first.uc_stack.ss_sp = fibers[i].stack.get();
        first.uc_stack.ss_size = StackBytes;
        first.uc_link = nullptr;
        makecontext(&first, live, 0);
        thread = i;
        if (_setjmp(scheduler) == 0)
        {
            swapcontext(&starter, &first);
        }
    }

    [[gnu::noinline]] static void resume(int at)
    {
        thread = at;
        fibers[at].awaited = nullptr;
        if (_setjmp(scheduler) == 0)
        {
            _longjmp(fibers[at].here, 1);
        }
    }

    static void run_block(bool backwards)
    {
        std::memset(memory, 0xA5, sizeof memory);
        for (int i = 0; i < threads_in_block; i++)
        {
            fibers[i].products = 0;
            fibers[i].done = false;
            fibers[i].awaited = nullptr;
        }

        for (bool more = true; more;)
        {
            bool ran = false;
            more = false;
            for (int i = 0; i < threads_in_block; i++)
            {
                int at = backwards ? threads_in_block - 1 - i : i;
                if (!fibers[at].done)
                {
                    more = true;
                    if (fibers[at].awaited == nullptr || *fibers[at].awaited != fibers[at].was)
                    {
                        resume(at);
                        ran = true;
                    }
                }
            }

            if (more && !ran)
            {
                std::abort(); // some threads wait for others that have ended
            }
        }
    }

    /// Block after block, threads in one order and then in the other.
    static void run(int across, int down, int threads, const std::function<void()>& kernel)
    {
        for (int i = 0; i < MostThreads && fibers[i].stack == nullptr; i++)
        {
            make(i);
        }

        running = &kernel;
        threads_in_block = threads;
        for (y = 0; y < down; y++)
        {
            for (x = 0; x < across; x++)
            {
                run_block((x + y) % 2 != 0);
            }
        }
    }

#endif
}

/// Runs a kernel over a grid of blocks. Params points at pointers to the kernel's arguments, as for cuLaunchKernel. 0, or 1 if there is no such
/// kernel or block size.
extern "C" int host_launch(const char* kernel, int across, int down, int threads, void** params)
{
    static std::mutex one;
    std::lock_guard<std::mutex> locked(one);
    if (threads != host::MostThreads)
    {
        return 1;
    }

    if (std::strcmp(kernel, "nearest_mma") == 0)
    {
        host::run(across, down, threads, [=] { nearest_mma(*static_cast<ScanArguments*>(params[0])); });
    }
    else if (std::strcmp(kernel, "nearest_dot") == 0)
    {
        host::run(across, down, threads, [=] { nearest_dot(*static_cast<ScanArguments*>(params[0])); });
    }
    else if (std::strcmp(kernel, "merge") == 0)
    {
        host::run(across, down, threads, [=] { merge(*static_cast<MergeArguments*>(params[0])); });
    }
    else if (std::strcmp(kernel, "squared_lengths") == 0)
    {
        host::run(across, down, threads, [=] { squared_lengths(*static_cast<LengthArguments*>(params[0])); });
    }
    else
    {
        return 1;
    }

    return 0;
}
