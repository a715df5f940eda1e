// Runs the kernels with a thread for each of theirs, several blocks at once, under the thread sanitizer, and compares the answers with the
// definition. See kernels/check-races.sh.
#include "host.cpp"

#include <algorithm>
#include <cstdio>
#include <random>

struct Case
{
    int rows, queries, k, lanes, values;
};

static void launch(const char* kernel, int across, int down, void* arguments)
{
    if (host_launch(kernel, across, down, Threads, &arguments) != 0)
    {
        std::abort();
    }
}

static std::vector<u64> oracle(const std::vector<unsigned char>& rows, const unsigned char* query, const Case& c)
{
    std::vector<u64> keys;
    for (int r = 0; r < c.rows; r++)
    {
        int sum = 0;
        for (int i = 0; i < RowBytes; i++)
        {
            int difference = query[i] - rows[r * RowBytes + i];
            sum += difference * difference;
        }

        keys.push_back((u64)sum << DistanceShift | (u64)r);
    }

    std::sort(keys.begin(), keys.end());
    keys.resize(std::min(c.rows, c.k));
    return keys;
}

static bool check(const char* scan, const Case& c, int capacity)
{
    std::mt19937 random(c.rows);
    int tiles = (c.queries + TileQueries - 1) / TileQueries, padded = tiles * TileQueries;
    std::vector<unsigned char> rows(c.rows * RowBytes), queries(padded * RowBytes);
    std::generate(rows.begin(), rows.end(), [&] { return random() % c.values; });
    std::generate(queries.begin(), queries.begin() + c.queries * RowBytes, [&] { return random() % c.values; });
    std::vector<int> row_lengths(c.rows), query_lengths(padded), counts(padded * c.lanes), nearest_counts(c.queries);
    std::vector<u64> limits(padded, NoKey), candidates((size_t)padded * c.lanes * capacity), nearest(c.queries * c.k);
    std::fill(limits.begin() + c.queries, limits.end(), 0);

    LengthArguments of_rows{(const Words4*)rows.data(), row_lengths.data(), c.rows};
    launch("squared_lengths", (c.rows + Threads - 1) / Threads, 1, &of_rows);
    LengthArguments of_queries{(const Words4*)queries.data(), query_lengths.data(), padded};
    launch("squared_lengths", (padded + Threads - 1) / Threads, 1, &of_queries);
    ScanArguments all{(const Words4*)rows.data(), row_lengths.data(), nullptr, (const Words4*)queries.data(), query_lengths.data(), limits.data(),
        candidates.data(), counts.data(), 0, c.rows, c.lanes, capacity, c.k};
    launch(scan, tiles, c.lanes, &all);
    MergeArguments merged{limits.data(), candidates.data(), counts.data(), nearest.data(), nearest_counts.data(), c.lanes, capacity, c.k};
    launch("merge", c.queries, 1, &merged);

    for (int q = 0; q < c.queries; q++)
    {
        std::vector<u64> expected = oracle(rows, queries.data() + q * RowBytes, c);
        if (nearest_counts[q] != (int)expected.size() || !std::equal(expected.begin(), expected.end(), nearest.begin() + q * c.k))
        {
            std::printf("%s: %d rows, %d query rows, k = %d: wrong\n", scan, c.rows, c.queries, c.k);
            return false;
        }
    }

    std::printf("%s: %d rows, %d query rows, k = %d, %d lanes: right\n", scan, c.rows, c.queries, c.k, c.lanes);
    return true;
}

int main()
{
    bool right = true;
    for (const char* scan : {"nearest_mma", "nearest_dot"})
    {
        // 256 keys a list, so that lists are shortened soon, by several blocks that share limits.
        for (const Case& c : {Case{900, 3, 5, 2, 256}, Case{700, 2, 100, 3, 2}, Case{300, 4, 1, 1, 4}})
        {
            right &= check(scan, c, 256);
        }
    }

    return right ? 0 : 1;
}
