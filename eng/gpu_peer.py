#!/usr/bin/env python3
"""Exact k nearest rows by matrix products of torch and topk, over raw 128-byte rows: the peers of the benchmark 'cuda'.

int8      torch._int_mm, tensor cores on bytes: rows less 128, which changes no distance; sums in 32 bits, exact
bf16      tensor cores: whole numbers to 255 are exact in it and products are added in float32; but torch rounds the sums to bf16, so its
          distances are not exact: a peer for time alone
float32   without TF32, whole numbers below 2^24, exact

Ties may come out in another order; exact distances may not differ.
"""
import argparse
import json

import numpy as np
import torch

p = argparse.ArgumentParser()
p.add_argument("rows")
p.add_argument("queries")
p.add_argument("--answers", help="64-bit rows, then 32-bit squared distances, [queries, k] each; compared with an exact peer's")
p.add_argument("--k", type=int, default=5)
p.add_argument("--runs", type=int, default=5)
p.add_argument("--chunk", type=int, default=1 << 20, help="rows at a time, so that the distances fit")
a = p.parse_args()
torch.backends.cuda.matmul.allow_tf32 = False
rows = torch.from_numpy(np.fromfile(a.rows, np.uint8).reshape(-1, 128)).cuda()
queries = torch.from_numpy(np.fromfile(a.queries, np.uint8).reshape(-1, 128)).cuda()


def shifted(x):
    return (x.to(torch.int16) - 128).to(torch.int8)


def lengths_of(x):
    x = x.to(torch.int32)
    return (x * x).sum(1, dtype=torch.int32)


def by_int8():
    count = len(queries)
    padded = torch.zeros(-(-count // 32) * 32, 128, dtype=torch.int8, device="cuda")  # _int_mm wants more than 16 rows, and multiples of 8
    padded[:count] = shifted(queries)
    lacking = -len(rows) % 8
    rows8 = torch.cat([shifted(rows), torch.zeros(lacking, 128, dtype=torch.int8, device="cuda")])
    chunks = [(c, lengths_of(c)) for c in rows8.split(a.chunk)]
    if lacking:
        chunks[-1][1][-lacking:] = 1 << 29
    own = lengths_of(padded)[:count, None]
    return [(lambda c=c, l=l: own + l - 2 * torch._int_mm(padded, c.T)[:count]) for c, l in chunks]


def by_float(kind):
    q = queries.to(kind)
    own = lengths_of(queries).float()[:, None]
    chunks = [(c.to(kind), lengths_of(c).float()) for c in rows.split(a.chunk)]
    return [(lambda c=c, l=l: own + l - 2 * (q @ c.T).float()) for c, l in chunks]


def search(chunks):
    best = None
    for near in chunks:
        near = near()
        near = near.topk(min(a.k, near.shape[1]), dim=1, largest=False).values
        best = near if best is None else torch.cat([best, near], 1).topk(a.k, dim=1, largest=False).values
    return best


def measure(name, make, exact):
    try:
        chunks = make()
        times = []
        for _ in range(a.runs + 1):
            start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            start.record()
            found = search(chunks)
            end.record()
            torch.cuda.synchronize()
            times.append(start.elapsed_time(end))
    except (AttributeError, RuntimeError) as e:
        print(f"!!!! PEER SKIPPED: {name}: {str(e).splitlines()[0]}")
        return True
    agree = None
    if a.answers and exact:
        with open(a.answers, "rb") as f:
            f.seek(len(queries) * a.k * 8)
            agree = bool((np.fromfile(f, "<i4").reshape(-1, a.k) == np.sort(found.cpu().numpy(), 1)).all())
    print(json.dumps({"peer": f"{name} and topk, torch {torch.__version__}", "rows": len(rows), "query_rows": len(queries), "k": a.k,
                      "ms": round(sorted(times[1:])[a.runs // 2], 2), "distances_agree": agree}), flush=True)
    del chunks
    torch.cuda.empty_cache()
    return agree is not False


right = [measure("_int_mm", by_int8, True), measure("bf16", lambda: by_float(torch.bfloat16), False),
         measure("float32", lambda: by_float(torch.float32), True)]
raise SystemExit(0 if all(right) else 1)
