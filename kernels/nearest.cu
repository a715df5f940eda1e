// Exact k nearest rows of 128 unsigned bytes by squared Euclidean distance: |q|^2 + |r|^2 - 2 q.r, all in 32-bit integers.
//
// A key is (squared distance << 40) | row: the order of keys is the order of neighbours, ties to the lower row. A block takes 64 query rows and
// every lanes-th tile of 128 rows. Keys below a query row's limit go into a list of this block and query row; before a list can overflow, the
// block sorts it and keeps the k least, the last of which is a new limit, shared by all blocks. A limit is always the k-th least of some of the
// rows, so no row among the k nearest of all is ever above it. In what order blocks run changes only what else is in the lists: merge then
// takes the k least of a query row's lists.
#ifdef __CUDA__
#include "device.h"
#else
#include "host/host.h"
#endif

enum
{
    RowBytes = 128,
    RowWords = RowBytes / 4,
    RowParts = RowBytes / 16,

    Threads = 256,
    WarpThreads = 32,

    // A row in shared memory takes 144 bytes, so that the same words of eight rows lie in different banks.
    PaddedParts = RowParts + 1,
    PaddedWords = PaddedParts * 4,

    TileQueries = 64,
    TileRows = 128,
    PartsAThread = TileRows * RowParts / Threads,

    // What a thread computes of a tile: 4 query rows by 8 rows.
    ThreadQueries = 4,
    ThreadRows = 8,

    // Most keys in a list, a power of two; those of one tile fit beside 1000 that are kept.
    MostKeys = 2048,

    DistanceShift = 40,

    // In place of the squared length of a row that is not searched: farther than any limit.
    NeverNear = 0x3fffffff,
};

static constexpr u64 NoKey = ~0ull;

/// What the scan of some rows is given. The same in C#: ScanArguments.
struct ScanArguments
{
    const Words4* rows;           // row_count rows
    const int* row_lengths;       // their squared lengths
    const unsigned* wanted;       // a bit for each row that is searched; null if all are
    const Words4* queries;        // whole tiles of query rows
    const int* query_lengths;     // their squared lengths
    u64* limits;                  // for each query row; 0 for those that only fill the last tile
    u64* candidates;              // for each query row and lane, capacity keys
    int* counts;                  // for each query row and lane, how many there are
    long long first_row;          // the number of the first row
    int row_count;
    int lanes;                    // blocks side by side over the rows
    int capacity;                 // a power of two, at least k + TileRows, at most MostKeys
    int k;
};

/// What the merge is given. The same in C#: MergeArguments.
struct MergeArguments
{
    u64* limits;
    const u64* candidates;
    const int* counts;
    u64* nearest;                 // for each query row, k keys
    int* nearest_counts;
    int lanes;
    int capacity;
    int k;
};

/// What the squared lengths are made from and go to. The same in C#: LengthArguments.
struct LengthArguments
{
    const Words4* rows;
    int* lengths;
    int count;
};

/// Sorts keys in shared memory, least first (Batcher's bitonic network). Count is a power of two. All threads of the block take part; ends with
/// a barrier.
DEVICE void sort(u64* keys, int count)
{
    for (int run = 2; run <= count; run *= 2)
    {
        for (int apart = run / 2; apart > 0; apart /= 2)
        {
            barrier();
            for (int i = thread_x(); i < count / 2; i += Threads)
            {
                int low = (i / apart * 2 * apart) + (i % apart), high = low + apart;
                bool rising = (low & run) == 0;
                u64 a = keys[low], b = keys[high];
                if ((a > b) == rising)
                {
                    keys[low] = b;
                    keys[high] = a;
                }
            }
        }
    }

    barrier();
}

#if HAS_MMA
/// Products by the tensor cores: each of 8 warps has 32 query rows by 32 rows, as 2 by 4 matrices of 16 by 8.
struct MatrixProducts
{
    unsigned queries[2][RowWords / 8][4];
    int sums[2][4][4];

    struct Memory
    {
    };

    MEMBER static int group() { return thread_x() % WarpThreads / 4; }
    MEMBER static int in_group() { return thread_x() % 4; }
    MEMBER static int first_query() { return thread_x() / WarpThreads % 2 * 32; }
    MEMBER static int first_row() { return thread_x() / WarpThreads / 2 * 32; }

    MEMBER static int query(int i) { return first_query() + (i / 2 * 16) + (i % 2 * 8) + group(); }
    MEMBER static int row(int j) { return first_row() + (j / 2 * 8) + (in_group() * 2) + (j % 2); }
    MEMBER int sum(int i, int j) const { return sums[i / 2][j / 2][(i % 2 * 2) + (j % 2)]; }

    /// The query rows stay in registers.
    MEMBER void take_queries(const Words4* tile, Memory&)
    {
        const unsigned* words = (const unsigned*)tile;
        UNROLLED
        for (int m = 0; m < 2; m++)
        {
            UNROLLED
            for (int step = 0; step < RowWords / 8; step++)
            {
                UNROLLED
                for (int part = 0; part < 4; part++)
                {
                    int query = first_query() + (m * 16) + (part % 2 * 8) + group();
                    queries[m][step][part] = words[(query * RowWords) + (step * 8) + (part / 2 * 4) + in_group()];
                }
            }
        }
    }

    MEMBER void multiply(const Words4* rows, const Memory&)
    {
        const unsigned* words = (const unsigned*)rows;
        UNROLLED
        for (int n = 0; n < 4; n++)
        {
            UNROLLED
            for (int c = 0; c < 4; c++)
            {
                sums[0][n][c] = sums[1][n][c] = 0;
            }

            int at = ((first_row() + (n * 8) + group()) * PaddedWords) + in_group();
            UNROLLED
            for (int step = 0; step < RowWords / 8; step++)
            {
                unsigned b0 = words[at + (step * 8)], b1 = words[at + (step * 8) + 4];
                mma(sums[0][n], queries[0][step], b0, b1);
                mma(sums[1][n], queries[1][step], b0, b1);
            }
        }
    }
};
#endif

/// Products by dp4a: each thread has every 16th of the query rows and of the rows.
struct DotProducts
{
    int sums[ThreadQueries][ThreadRows];

    struct Memory
    {
        Words4 queries[TileQueries * PaddedParts];
    };

    MEMBER static int query(int i) { return (i * 16) + (thread_x() / 16); }
    MEMBER static int row(int j) { return (j * 16) + (thread_x() % 16); }
    MEMBER int sum(int i, int j) const { return sums[i][j]; }

    MEMBER void take_queries(const Words4* tile, Memory& memory)
    {
        for (int at = thread_x(); at < TileQueries * RowParts; at += Threads)
        {
            memory.queries[(at / RowParts * PaddedParts) + (at % RowParts)] = tile[at];
        }
    }

    MEMBER void multiply(const Words4* rows, const Memory& memory)
    {
        UNROLLED
        for (int i = 0; i < ThreadQueries; i++)
        {
            UNROLLED
            for (int j = 0; j < ThreadRows; j++)
            {
                sums[i][j] = 0;
            }
        }

        for (int part = 0; part < RowParts; part++)
        {
            Words4 q[ThreadQueries];
            UNROLLED
            for (int i = 0; i < ThreadQueries; i++)
            {
                q[i] = memory.queries[(query(i) * PaddedParts) + part];
            }

            UNROLLED
            for (int j = 0; j < ThreadRows; j++)
            {
                const Words4 r = rows[(row(j) * PaddedParts) + part];
                UNROLLED
                for (int i = 0; i < ThreadQueries; i++)
                {
                    UNROLLED
                    for (int word = 0; word < 4; word++)
                    {
                        sums[i][j] = dot4(q[i][word], r[word], sums[i][j]);
                    }
                }
            }
        }
    }
};

template <typename Products>
struct ScanMemory
{
    Words4 rows[TileRows * PaddedParts];
    typename Products::Memory products;
    u64 keys[MostKeys];
    u64 limits[TileQueries];
    int row_lengths[TileRows];
    int query_lengths[TileQueries];
    int counts[TileQueries];
    int full;
};

/// This thread's share of a tile of rows, on its way from global to shared memory, and of what the rows are compared with. Rows past the end
/// are zero. Nothing of it is looked at before it is written, so no thread waits for it.
struct TileParts
{
    Words4 parts[PartsAThread];

    // Of the first threads a row's squared length and the word with its bit; of the next a limit.
    u64 other;

    MEMBER static bool has_row() { return thread_x() < TileRows; }
    MEMBER static bool has_limit() { return thread_x() >= TileRows && thread_x() < TileRows + TileQueries; }

    MEMBER void read(const ScanArguments& a, long long tile, int first_query)
    {
        long long first = tile * TileRows;
        UNROLLED
        for (int i = 0; i < PartsAThread; i++)
        {
            int at = (i * Threads) + thread_x();
            parts[i] = first + (at / RowParts) < a.row_count ? a.rows[(first * RowParts) + at] : Words4{};
        }

        long long row = first + thread_x();
        other = 0;
        if (has_row() && row < a.row_count)
        {
            unsigned wanted = a.wanted == nullptr ? ~0u : a.wanted[row / 32];
            other = ((u64)wanted << 32) | (unsigned)a.row_lengths[row];
        }
        else if (has_limit())
        {
            other = read_global(a.limits + first_query + thread_x() - TileRows);
        }
    }

    template <typename Memory>
    MEMBER void write(Memory& memory) const
    {
        UNROLLED
        for (int i = 0; i < PartsAThread; i++)
        {
            int at = (i * Threads) + thread_x();
            memory.rows[(at / RowParts * PaddedParts) + (at % RowParts)] = parts[i];
        }

        if (has_row())
        {
            // A tile begins with a whole word of bits.
            bool searched = ((other >> (32 + (thread_x() % 32))) & 1) != 0;
            memory.row_lengths[thread_x()] = searched ? (int)other : NeverNear;
        }
        else if (has_limit() && other < memory.limits[thread_x() - TileRows])
        {
            memory.limits[thread_x() - TileRows] = other;
        }
    }
};

/// Keeps the k least keys of a list, in order, and takes the last of them for a limit. All threads; ends with a barrier.
template <typename Memory>
DEVICE void shorten(const ScanArguments& a, Memory& memory, int query, u64* list, u64* limit)
{
    int count = memory.counts[query];
    for (int i = thread_x(); i < a.capacity; i += Threads)
    {
        memory.keys[i] = i < count ? list[i] : NoKey;
    }

    sort(memory.keys, a.capacity);
    for (int i = thread_x(); i < a.k; i += Threads)
    {
        list[i] = memory.keys[i];
    }

    if (thread_x() == 0)
    {
        // There are more than k keys: a list is shortened when it has more than capacity - TileRows.
        memory.counts[query] = a.k;
        u64 last = memory.keys[a.k - 1];
        if (last < memory.limits[query])
        {
            memory.limits[query] = last;
            lessen_global(limit, last);
        }
    }

    barrier();
}

/// Whether any of this thread's pairs may be below its query row's limit. Of most tiles none is, so this has no branches: a row's length less
/// twice the product is compared with what the limit's distance leaves beside the query row's length.
template <typename Products>
DEVICE bool any_near(const Products& products, const ScanMemory<Products>& memory)
{
    int most[ThreadQueries];
    UNROLLED
    for (int i = 0; i < ThreadQueries; i++)
    {
        const int query = Products::query(i);
        most[i] = (int)(memory.limits[query] >> DistanceShift) - memory.query_lengths[query];
    }

    bool near = false;
    UNROLLED
    for (int j = 0; j < ThreadRows; j++)
    {
        const int length = memory.row_lengths[Products::row(j)];
        UNROLLED
        for (int i = 0; i < ThreadQueries; i++)
        {
            near |= length - (2 * products.sum(i, j)) <= most[i];
        }
    }

    return near;
}

template <typename Products>
DEVICE void scan(const ScanArguments& a, ScanMemory<Products>& memory)
{
    const int lane = block_y(), first_query = block_x() * TileQueries;
    const long long tiles = ((long long)a.row_count + TileRows - 1) / TileRows;
    const int most = a.capacity - TileRows;
    Products products;
    products.take_queries(a.queries + ((long long)first_query * RowParts), memory.products);
    if (thread_x() < TileQueries)
    {
        int query = first_query + thread_x();
        memory.query_lengths[thread_x()] = a.query_lengths[query];
        memory.counts[thread_x()] = a.counts[((long long)query * a.lanes) + lane];
    }

    if (TileParts::has_limit())
    {
        memory.limits[thread_x() - TileRows] = NoKey;
    }

    if (thread_x() == 0)
    {
        memory.full = 0;
    }

    TileParts next;
    if (lane < tiles)
    {
        next.read(a, lane, first_query);
    }

    for (long long tile = lane; tile < tiles; tile += a.lanes)
    {
        // Nobody reads the last tile any more: a barrier ends it.
        next.write(memory);
        barrier();
        if (tile + a.lanes < tiles)
        {
            // On its way while this tile is multiplied.
            next.read(a, tile + a.lanes, first_query);
        }

        products.multiply(memory.rows, memory.products);
        if (any_near(products, memory))
        {
            // What is needed here alone is computed here: outside of the loop it would take registers that the products want.
            u64* const lists = a.candidates + ((((long long)first_query * a.lanes) + computed_here(lane)) * a.capacity);
            const int between = a.lanes * computed_here(a.capacity);
            UNROLLED
            for (int i = 0; i < ThreadQueries; i++)
            {
                const int query = computed_here(Products::query(i)), length = memory.query_lengths[query];
                const u64 limit = memory.limits[query];
                const int farthest = (int)(limit >> DistanceShift);
                UNROLLED
                for (int j = 0; j < ThreadRows; j++)
                {
                    const int row = Products::row(j), distance = length + memory.row_lengths[row] - (2 * products.sum(i, j));
                    if (distance <= farthest)
                    {
                        u64 key = ((u64)distance << DistanceShift) | (u64)(a.first_row + (tile * TileRows) + row);
                        if (key < limit)
                        {
                            int at = add_shared(&memory.counts[query], 1);
                            lists[((long long)query * between) + at] = key;
                            if (at >= most)
                            {
                                raise_shared(&memory.full);
                            }
                        }
                    }
                }
            }
        }

        barrier();
        if (memory.full != 0)
        {
            for (int query = 0; query < TileQueries; query++)
            {
                if (memory.counts[query] > most)
                {
                    long long number = first_query + query;
                    shorten(a, memory, query, a.candidates + (((number * a.lanes) + lane) * a.capacity), a.limits + number);
                }
            }

            // Every thread is past its look at the flag: each list that raised it was shortened, with barriers.
            if (thread_x() == 0)
            {
                memory.full = 0;
            }
        }
    }

    // The last tile ended with a barrier.
    if (thread_x() < TileQueries)
    {
        a.counts[(((long long)first_query + thread_x()) * a.lanes) + lane] = memory.counts[thread_x()];
    }
}

#if HAS_MMA
/// Blocks: tiles of query rows by lanes.
KERNEL BLOCKS(Threads, 2) nearest_mma(ScanArguments arguments)
{
    SHARED(ScanMemory<MatrixProducts>, memory);
    scan(arguments, memory);
}
#endif

/// The same by dp4a.
KERNEL BLOCKS(Threads, 2) nearest_dot(ScanArguments arguments)
{
    SHARED(ScanMemory<DotProducts>, memory);
    scan(arguments, memory);
}

struct MergeMemory
{
    u64 keys[MostKeys];
    u64 limit;
    int count;
};

/// Sorts the keys and leaves at most k. All threads; ends with a barrier.
DEVICE void merge_keys(MergeMemory& memory, int k)
{
    int count = memory.count;
    for (int i = count + thread_x(); i < MostKeys; i += Threads)
    {
        memory.keys[i] = NoKey;
    }

    sort(memory.keys, MostKeys);
    if (thread_x() == 0 && count >= k)
    {
        memory.count = k;
        memory.limit = memory.keys[k - 1];
    }

    barrier();
}

/// One block for each query row: the k least keys of its lists, in order; the last of them is a limit for what is scanned after.
KERNEL BLOCKS(Threads, 2) merge(MergeArguments a)
{
    SHARED(MergeMemory, memory);
    const long long query = block_x();
    if (thread_x() == 0)
    {
        memory.limit = a.limits[query];
        memory.count = 0;
    }

    barrier();
    for (int lane = 0; lane < a.lanes; lane++)
    {
        const long long list = (query * a.lanes) + lane;
        const int count = a.counts[list];
        for (int first = 0; first < count; first += Threads)
        {
            int i = first + thread_x();
            if (i < count)
            {
                u64 key = a.candidates[(list * a.capacity) + i];
                if (key <= memory.limit)
                {
                    memory.keys[add_shared(&memory.count, 1)] = key;
                }
            }

            barrier();
            bool full = memory.count > MostKeys - Threads;
            barrier();
            if (full)
            {
                merge_keys(memory, a.k);
            }
        }
    }

    merge_keys(memory, a.k);
    for (int i = thread_x(); i < memory.count; i += Threads)
    {
        a.nearest[(query * a.k) + i] = memory.keys[i];
    }

    if (thread_x() == 0)
    {
        a.nearest_counts[query] = memory.count;
        a.limits[query] = memory.limit;
    }
}

/// A thread for each row: its squared length.
KERNEL BLOCKS(Threads, 2) squared_lengths(LengthArguments a)
{
    long long row = ((long long)block_x() * Threads) + thread_x();
    if (row < a.count)
    {
        int sum = 0;
        UNROLLED
        for (int part = 0; part < RowParts; part++)
        {
            Words4 words = a.rows[(row * RowParts) + part];
            UNROLLED
            for (int word = 0; word < 4; word++)
            {
                sum = dot4(words[word], words[word], sum);
            }
        }

        a.lengths[row] = sum;
    }
}
