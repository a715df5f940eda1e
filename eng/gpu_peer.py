#!/usr/bin/env python3
"""Exact k nearest rows by cuBLAS float32 products and topk, over raw 128-byte rows: the peer of the benchmark 'cuda'.

All numbers are whole and below 2^24, so float32 without TF32 is exact. Ties may come out in another order; distances may not.
"""
import argparse
import json

import numpy as np
import torch

p = argparse.ArgumentParser()
p.add_argument("rows")
p.add_argument("queries")
p.add_argument("--answers", help="64-bit rows, then 32-bit squared distances, [queries, k] each; compared with the peer's")
p.add_argument("--k", type=int, default=5)
p.add_argument("--runs", type=int, default=9)
p.add_argument("--chunk", type=int, default=1 << 20, help="rows at a time, so that the distances fit")
a = p.parse_args()
torch.backends.cuda.matmul.allow_tf32 = False
rows = torch.from_numpy(np.fromfile(a.rows, np.uint8).reshape(-1, 128)).cuda()
queries = torch.from_numpy(np.fromfile(a.queries, np.uint8).reshape(-1, 128)).cuda().float()
chunks = [c.float() for c in rows.split(a.chunk)]  # float32, as cuBLAS wants it: 512 bytes a row
lengths = [(c * c).sum(1) for c in chunks]


def search():
    own = (queries * queries).sum(1, keepdim=True)
    best = None
    for chunk, length in zip(chunks, lengths):
        near = (own + length - 2 * (queries @ chunk.T)).topk(min(a.k, len(chunk)), dim=1, largest=False).values
        best = near if best is None else torch.cat([best, near], 1).topk(a.k, dim=1, largest=False).values
    return best


times = []
for _ in range(a.runs + 1):
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    found = search()
    end.record()
    torch.cuda.synchronize()
    times.append(start.elapsed_time(end))
agree = None
if a.answers:
    with open(a.answers, "rb") as f:
        f.seek(len(queries) * a.k * 8)
        agree = bool((np.fromfile(f, "<i4").reshape(-1, a.k) == np.sort(found.cpu().numpy(), 1)).all())
print(json.dumps({"peer": "cuBLAS float32 and topk, torch " + torch.__version__, "rows": len(rows), "query_rows": len(queries), "k": a.k,
                  "ms": round(sorted(times[1:])[a.runs // 2], 2), "distances_agree": agree}))
