#!/usr/bin/python3
"""The classic service around the steps of sift_vote.py: POST /faiss/search {"k":5,"image":PATH}, answers as the model gives them.

sift_vote.py (--script) describes the images and builds its index as it is, over no queries; this file only puts its steps into a route.
Served by waitress if it is installed (Debian: python3-waitress), else by Flask's own server.
"""
import argparse, collections, heapq, os, runpy, sys, tempfile

p = argparse.ArgumentParser()
p.add_argument("--script", required=True)
p.add_argument("--files", required=True, help="a text file: the images to index, one a line")
p.add_argument("--features", default="500")
p.add_argument("--size", default="512")
p.add_argument("--threads", default="1")
p.add_argument("--votes", type=int, default=5)
p.add_argument("--server-threads", type=int, default=8)
a = p.parse_args()

with tempfile.TemporaryDirectory() as folder:
    # sift_vote.py takes folders: one of links keeps the images and their order.
    for i, line in enumerate(open(a.files, encoding="utf-8")):
        name = line.rstrip("\n")
        os.makedirs(os.path.join(folder, f"{i:06}"))
        os.symlink(name, os.path.join(folder, f"{i:06}", os.path.basename(name)))
    queries = os.path.join(folder, "none.tsv")
    open(queries, "w").close()
    sys.argv = [a.script, "--index", folder, "--queries", queries, "--features", a.features, "--size", a.size, "--threads", a.threads]
    peer = runpy.run_path(a.script)
describe, index, names = peer["describe"], peer["index"], peer["names"]

from flask import Flask, jsonify, request

app = Flask(__name__)

@app.route("/ping")
def ping():
    return "pong"

@app.route("/faiss/search", methods=["POST"])
def search():
    body = request.get_json(force=True)
    rows = describe(body["image"])
    votes = collections.Counter()
    if rows is not None:
        for row in index.search(rows, body["k"])[1]:
            votes.update(set(row.tolist()) - {-1})
    best = heapq.nlargest(body["k"], ((v, r) for r, v in votes.items() if v >= a.votes))
    count = 1 if rows is None else len(rows)
    return jsonify([{"id": None, "neighbors": [{"id": r, "file_path": names[r], "score": str(100 * v / count)} for v, r in best]}])

try:
    import logging, waitress
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=a.server_threads)
    print(f"Listening on http://127.0.0.1:{server.effective_port} waitress {index.ntotal} rows {len(names)} images", flush=True)
    server.run()
except ImportError:
    from werkzeug.serving import make_server
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(f"Listening on http://127.0.0.1:{server.server_port} werkzeug {index.ntotal} rows {len(names)} images", flush=True)
    server.serve_forever()
