#!/usr/bin/env bash
# All that needs a CUDA device, in at most eight minutes: the trial, answers identical to the processor's, memory errors and races by
# compute-sanitizer, times beside torch's, and 100 million rows if time is left.
#
#   eng/gpu-tests.sh publish     where .NET is: makes artifacts/gpu-tests.tar.gz, which needs nothing but a driver, tar and bash there
#   tar xf gpu-tests.tar.gz && gpu-tests/gpu-tests.sh      on the GPU machine: runs everything
#
# Ends with 0 if all that ran passed, 1 if something failed, 2 if it cannot begin, 3 without a device. What was left out is said.
# ROWS (10 million), MANY_ROWS (100 million; 0 leaves it out; 20 GB of memory) and SECONDS_IN_ALL (480) say how much is done; FOLDER, which
# must be there, where rows are left for the peers.
set -u
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1-}" = publish ]; then
    set -e
    most=64 # megabytes
    made=$(cd "$here/.." && pwd)/artifacts
    rm -rf "$made/gpu-tests" "$made/gpu-tests.tar.gz"
    dotnet publish "$here/../tests/ImageSearch.Benchmarks" -c Release -r linux-x64 --self-contained -o "$made/gpu-tests" \
        -p:DebugType=none -p:GenerateDocumentationFile=false -p:CodeAnalysis=false
    cp "$here/gpu-tests.sh" "$here/gpu_peer.py" "$made/gpu-tests"
    # What no search on a device opens: samples, libvips and its like, descriptions, symbols.
    rm -rf "$made"/gpu-tests/samples "$made"/gpu-tests/runtimes
    find "$made/gpu-tests" \( -name '*.pdb' -o -name '*.xml' -o -name '*.dbg' -o -name 'libvips*' \) -delete
    tar -C "$made" -cf - gpu-tests | gzip -9 > "$made/gpu-tests.tar.gz"
    size=$(( ($(stat -c %s "$made/gpu-tests.tar.gz") + 999999) / 1000000 ))
    echo "made $made/gpu-tests.tar.gz, $size MB"
    [ "$size" -le "$most" ] || { echo "that is more than $most MB" >&2; exit 1; }
    exit 0
fi

program=$here/ImageSearch.Benchmarks
if [ ! -x "$program" ]; then
    echo "There is no $program: run this where gpu-tests.tar.gz was unpacked, or make that with '$0 publish'." >&2
    exit 2
fi

if [ -n "${FOLDER-}" ] && [ ! -d "$FOLDER" ]; then
    echo "FOLDER is '$FOLDER', and there is no such folder." >&2
    exit 2
fi

if [ -z "${FOLDER-}" ]; then
    FOLDER=$(mktemp -d) || exit 2
    trap 'rm -rf "$FOLDER"' EXIT
fi

rows=${ROWS:-10000000}
many=${MANY_ROWS:-100000000}
all=${SECONDS_IN_ALL:-480}
passed=() failed=() left_out=()

left() { echo $((all - SECONDS)); }

leave_out() { # leave_out NAME WHY
    echo "!!!! LEFT OUT: $1: $2"
    left_out+=("$1")
}

step() { # step NAME SECONDS COMMAND...: as long as there is time, and no longer than that
    local name=$1 seconds=$2
    shift 2
    if [ "$(left)" -lt 10 ]; then
        leave_out "$name" 'no time is left'
        return
    fi
    [ "$(left)" -ge "$seconds" ] || seconds=$(left)
    echo "== $name (at second $SECONDS)"
    timeout "$seconds" "$@"
    local code=$?
    case $code in
        0) passed+=("$name") ;;
        3) echo 'There is no device: nothing was tried.'; exit 3 ;;
        124) leave_out "$name" "not done after $seconds seconds" ;;
        *) echo "!!!! FAILED ($code): $*"; failed+=("$name") ;;
    esac
}

step 'trial and a small search' 60 "$program" cuda --rows 100000 --query-rows 70 --k 1 200 --filtered --runs 1
step "identity, $rows rows" 180 "$program" cuda --rows "$rows" --query-rows 500 --k 1 5 100 1000 --filtered --folder "$FOLDER"
step 'identity, rows pass through 300 MB' 60 "$program" cuda --rows "$((rows / 2))" --query-rows 500 --k 5 --megabytes 300 --runs 3
step 'identity, query rows in parts' 60 "$program" cuda --rows 1000000 --query-rows 5001 --k 100 --runs 3

if command -v compute-sanitizer >/dev/null 2>&1; then
    for tool in memcheck racecheck synccheck initcheck; do
        step "compute-sanitizer $tool" 60 compute-sanitizer --tool $tool --error-exitcode 9 \
            "$program" cuda --rows 20000 --query-rows 130 --k 200 --runs 1
    done
else
    leave_out compute-sanitizer 'it is not there'
fi

if [ ! -s "$FOLDER/answers-5" ]; then
    leave_out peers 'the search that they are compared with did not end'
elif python3 -c 'import numpy, torch; assert torch.cuda.is_available()' 2>/dev/null; then
    for k in 5 100; do
        step "torch beside it, k = $k" 60 python3 "$here/gpu_peer.py" "$FOLDER/rows.u8" "$FOLDER/queries.u8" --k $k --answers "$FOLDER/answers-$k"
    done
else
    leave_out peers 'python3 has no torch with CUDA'
fi

if [ "$many" -le 0 ]; then
    leave_out 'many rows' 'MANY_ROWS is 0'
elif [ "$(left)" -lt 90 ]; then
    leave_out "$many rows" "only $(left) seconds are left"
else
    step "time, $many rows in one device's memory" "$(left)" "$program" cuda --rows "$many" --query-rows 500 --k 5 100 --no-check
fi

say() { # say WORD NAME...
    local word=$1
    shift
    for name in "$@"; do
        echo "$word: $name"
    done
}

echo "== after $SECONDS seconds"
say passed ${passed[@]+"${passed[@]}"}
say 'left out' ${left_out[@]+"${left_out[@]}"}
say FAILED ${failed[@]+"${failed[@]}"}
[ ${#failed[@]} -eq 0 ] && [ ${#passed[@]} -gt 0 ]
