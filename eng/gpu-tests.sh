#!/usr/bin/env bash
# All that needs a CUDA device: answers identical to the processor's, memory errors and races by compute-sanitizer, times beside torch's cuBLAS.
#
#   eng/gpu-tests.sh publish     where .NET is: makes artifacts/gpu-tests, which needs nothing but a driver; copy it to the GPU machine
#   artifacts/gpu-tests/gpu-tests.sh      there: runs everything; 0 passed, 3 no device
#
# ROWS (10 million) and MANY_ROWS (100 million; 0 leaves it out; about 20 GB of memory) say how much is searched, FOLDER where rows are made.
set -u
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1-}" = publish ]; then
    set -e
    out=$here/../artifacts/gpu-tests
    dotnet publish "$here/../tests/ImageSearch.Benchmarks" -c Release -r linux-x64 --self-contained -o "$out"
    cp "$here/gpu-tests.sh" "$here/gpu_peer.py" "$out"
    echo "made $out"
    exit 0
fi

program=$here/ImageSearch.Benchmarks
folder=${FOLDER:-$(mktemp -d)}
rows=${ROWS:-10000000}
many=${MANY_ROWS:-100000000}
status=0

step() { # step NAME COMMAND...
    echo "== $1"
    shift
    "$@"
    local code=$?
    if [ $code -eq 3 ]; then
        exit 3
    fi
    [ $code -eq 0 ] || { echo "!!!! FAILED ($code): $*"; status=1; }
}

for k in 1 5 100 1000; do
    step "identity, $rows rows, k = $k" "$program" cuda --rows "$rows" --query-rows 500 --k $k --folder "$folder"
    if python3 -c 'import torch; assert torch.cuda.is_available()' 2>/dev/null; then
        step "cuBLAS, k = $k" python3 "$here/gpu_peer.py" "$folder/rows.u8" "$folder/queries.u8" --k $k --answers "$folder/answers"
    else
        echo '!!!! PEER SKIPPED: python3 has no torch with CUDA'
    fi
done

step 'identity, rows pass through 600 MB' "$program" cuda --rows "$rows" --query-rows 500 --k 5 --megabytes 600 --folder "$folder"
step 'identity, query rows in parts' "$program" cuda --rows "$rows" --query-rows 5001 --k 100 --folder "$folder"

if command -v compute-sanitizer >/dev/null 2>&1; then
    for tool in memcheck racecheck synccheck initcheck; do
        step "compute-sanitizer $tool" compute-sanitizer --tool $tool --error-exitcode 9 \
            "$program" cuda --rows 20000 --query-rows 130 --k 200 --runs 1 --folder "$folder"
    done
else
    echo '!!!! SANITIZER SKIPPED: there is no compute-sanitizer'
fi

if [ "$many" -gt 0 ]; then
    step "time, $many rows in one device's memory" "$program" cuda --rows "$many" --query-rows 500 --k 5 --no-check --folder "$folder"
fi

[ $status -eq 0 ] && echo 'all passed on this GPU'
exit $status
