#!/usr/bin/python3
"""Faiss's inverted file over raw 128-byte rows: IVFn,Flat and IVFn,PQ16, asked at several numbers of visited cells, beside exact answers.

Every kind is trained once, filled once and asked --runs times at each of --probes. The quantiser is trained on at most --train rows, taken
at even steps; --cells-from keeps centroids in a file (raw float32), so that kinds and runs of one base need not train twice.
One line of JSON a kind; the last line has all of them under "kinds".
"""
import argparse, json, os, time

p = argparse.ArgumentParser()
p.add_argument("base"); p.add_argument("query")
p.add_argument("--kinds", nargs="+", default=["Flat", "PQ16"], help="what follows IVFn, in Faiss's words")
p.add_argument("--cells", type=int, default=0, help="0 takes the power of two next above 4 * sqrt(rows)")
p.add_argument("--probes", type=int, nargs="+", default=[1, 4, 16])
p.add_argument("--k", type=int, default=5)
p.add_argument("--batch", type=int, default=500, help="rows of one query, for the times")
p.add_argument("--train", type=int, default=0, help="rows to train on; 0 takes 40 a cell")
p.add_argument("--train-codes", type=int, default=20_000, help="rows to train the codes of PQ on")
p.add_argument("--iterations", type=int, default=10)
p.add_argument("--threads", type=int, default=2)
p.add_argument("--runs", type=int, default=5)
p.add_argument("--exact", help="exact neighbours, as faiss_flat.py --out writes them; computed here where not given")
p.add_argument("--recall-rows", type=int, default=1000, help="of so many query rows, at even steps, recall is told; 0 tells none")
p.add_argument("--cells-from", help="a file of centroids: read if it is there, else written")
p.add_argument("--out", help="write neighbours at each number of cells to OUT.KIND.PROBES: int64 rows [n,k], then float32 distances [n,k]")
a = p.parse_args()
os.environ["OPENBLAS_NUM_THREADS"] = str(a.threads)
os.environ["OMP_WAIT_POLICY"] = "passive"
import faiss, numpy as np

ROW, AT_ONCE = 128, 200_000
faiss.omp_set_num_threads(a.threads)
base = np.memmap(a.base, np.uint8, "r").reshape(-1, ROW)
query = np.fromfile(a.query, np.uint8).reshape(-1, ROW).astype(np.float32)
cells = a.cells or 1 << int(np.ceil(np.log2(4 * np.sqrt(len(base)))))
if len(base) < cells:
    p.error(f"{len(base)} rows are too few for {cells} cells")
checked = np.arange(0, len(query), max(1, len(query) // a.recall_rows))[: a.recall_rows] if a.recall_rows else np.arange(0)

def rows_at(step_of):
    return base[:: max(1, len(base) // step_of)][:step_of].astype(np.float32)

def exact_rows():
    if a.exact:
        return np.fromfile(a.exact, "<i8", len(query) * a.k).reshape(-1, a.k)[checked]
    distances, rows = np.full((len(checked), a.k), np.inf, np.float32), np.full((len(checked), a.k), -1)
    for start in range(0, len(base), AT_ONCE):
        d, r = faiss.knn(query[checked], base[start : start + AT_ONCE].astype(np.float32), a.k)
        d, r = np.hstack([distances, d]), np.hstack([rows, r + start])
        nearest = np.argsort(d, 1, kind="stable")[:, : a.k]
        distances, rows = np.take_along_axis(d, nearest, 1), np.take_along_axis(r, nearest, 1)
    return rows

def median(values):
    return sorted(values)[len(values) // 2]

start = time.perf_counter()
quantiser = faiss.IndexFlatL2(ROW)
if a.cells_from and os.path.exists(a.cells_from):
    quantiser.add(np.fromfile(a.cells_from, np.float32).reshape(-1, ROW))
else:
    sample = rows_at(a.train or 40 * cells)
    means = faiss.Kmeans(ROW, cells, niter=a.iterations, seed=1, min_points_per_centroid=1, max_points_per_centroid=1 << 20)
    means.train(sample)
    quantiser.add(means.centroids)
    if a.cells_from:
        means.centroids.tofile(a.cells_from)
cells = quantiser.ntotal
train_seconds = time.perf_counter() - start
exact = exact_rows()

kinds = []
for kind in a.kinds:
    start = time.perf_counter()
    index = faiss.index_factory(ROW, f"IVF{cells},{kind}")
    index.quantizer, index.own_fields = quantiser, False
    index.quantizer_trains_alone = 0
    index.train(rows_at(min(a.train_codes, len(base))))
    coded = time.perf_counter() - start
    start, first = time.perf_counter(), time.process_time()
    for at in range(0, len(base), AT_ONCE):
        index.add(base[at : at + AT_ONCE].astype(np.float32))
    added, added_cpu = time.perf_counter() - start, time.process_time() - first
    answers = []
    for probes in a.probes:
        index.nprobe = probes
        index.search(query[:32], a.k)
        wall, cpu = [], []
        faiss.cvar.indexIVF_stats.reset()
        for run in range(a.runs):
            at = run * a.batch % max(1, len(query) - a.batch + 1)
            start, first = time.perf_counter(), time.process_time()
            index.search(query[at : at + a.batch], a.k)
            wall.append(time.perf_counter() - start)
            cpu.append(time.process_time() - first)
        asked = a.runs * min(a.batch, len(query))
        answer = {"probes": probes, "ms_min": round(min(wall) * 1e3, 2), "ms_median": round(median(wall) * 1e3, 2),
                  "cpu_ms_median": round(median(cpu) * 1e3, 2), "codes_a_row": round(faiss.cvar.indexIVF_stats.ndis / asked)}
        if len(checked):
            found = index.search(query[checked], a.k)[1]
            answer["recall"] = round(float(np.mean([len(np.intersect1d(f, e)) / a.k for f, e in zip(found, exact)])), 4)
        if a.out:
            distances, rows = index.search(query, a.k)
            with open(f"{a.out}.{kind}.{probes}", "wb") as f:
                f.write(rows.astype("<i8").tobytes())
                f.write(distances.astype("<f4").tobytes())
        answers.append(answer)
    code = index.code_size
    kinds.append({"kind": f"IVF{cells},{kind}", "bytes_a_row": code + 8, "code_bytes": code, "train_codes_seconds": round(coded, 2),
                  "add_seconds": round(added, 2), "add_cpu_seconds": round(added_cpu, 2), "rows_a_second": round(len(base) / added),
                  "answers": answers})
    print(json.dumps(kinds[-1]), flush=True)
    del index
print(json.dumps({"peer": "faiss IVF " + faiss.__version__, "rows": len(base), "cells": cells, "batch": a.batch, "k": a.k,
                  "threads": a.threads, "runs": a.runs, "train_seconds": round(train_seconds, 2), "kinds": kinds}))
