#!/usr/bin/env bash
# Runs the kernels' source on the host with real threads under the thread sanitizer: a missing barrier is a race there as it is on a GPU.
# Takes some minutes. CXX names the compiler (g++ or clang++).
set -eu
cd "$(dirname "$0")"
program=$(mktemp)
trap 'rm -f "$program"' EXIT
"${CXX:-g++}" -std=c++20 -O1 -g -fsanitize=thread -DHOST_THREADS -Wall -Wextra -Werror -pthread -o "$program" host/check_races.cpp

# The sanitizer wants memory where it expects it, without random places.
TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS-}" setarch -R "$program"
