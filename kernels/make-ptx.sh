#!/usr/bin/env bash
# Makes the PTX that the library carries from nearest.cu, with Debian's clang and no CUDA toolkit. With --check it writes nothing and fails if
# what is there is not what the source makes.
# usage: make-ptx.sh [--check]
set -eu
cd "$(dirname "$0")"
version=19.1.7 # another version makes other text of the same meaning
clang=${CLANG:-clang-19}

if ! command -v "$clang" >/dev/null 2>&1; then
    echo "!!!! PTX NOT CHECKED: there is no $clang (apt install clang-19)" >&2
    exit 3
fi

found=$("$clang" --version | sed -nE 's/.*clang version ([0-9.]+).*/\1/p')
if [ "$found" != "$version" ]; then
    echo "!!!! PTX NOT CHECKED: it was made by clang $version, here is $found" >&2
    exit 3
fi

# compile CAPABILITY PTX-ISA OUT
compile() {
    "$clang" -x cuda -std=c++20 -O3 -nocudainc -nocudalib --cuda-device-only -S --cuda-gpu-arch="sm_$1" \
        -Xclang -target-feature -Xclang "+ptx$2" -Wall -Wextra -Werror -Wno-unknown-cuda-version -fno-ident -mllvm -disable-vector-combine -o "$3" nearest.cu
}

status=0
out=ptx
if [ "${1-}" = --check ]; then
    out=$(mktemp -d)
    trap 'rm -rf "$out"' EXIT
fi

# Capability 7.0 is the least; 8.0 has the tensor cores' products of bytes. ISA 7.0 is read by every driver since CUDA 11.
compile 70 63 "$out/nearest.sm_70.ptx"
compile 80 70 "$out/nearest.sm_80.ptx"
if [ "$out" != ptx ]; then
    for made in "$out"/*.ptx; do
        name=$(basename "$made")
        if ! cmp -s "$made" "ptx/$name"; then
            echo "ptx/$name is not what nearest.cu makes: run kernels/make-ptx.sh" >&2
            status=1
        fi
    done
    [ "$status" -ne 0 ] || echo "PTX is what the source makes (clang $version)"
fi
exit "$status"
