#!/usr/bin/env bash
# Runs the tests where no machine of that kind is at hand: Arm64 Linux by qemu, Windows by Wine; and publishes the command for the platforms
# that nothing here can run, whose native parts are looked at. What came of it stands in docs/platforms.md.
#
#   eng/platforms.sh                           all of it: some hours on two processors, most of them Arm64's
#   eng/platforms.sh win-x64 linux-arm64       those; also: powershell, built
#   PARTS='kernels' eng/platforms.sh linux-arm64      some parts (below), in minutes
#
# Wants Debian or Ubuntu on x64, and installs by apt what is missing. Downloads, published programs and logs lie in artifacts/platforms; what
# was published is used again with PUBLISH=0. eng/platforms/left-out.tsv names the tests that a platform does not run, and why.
# Ends with 0 if all that ran passed, 3 if a machine could not be made, and nothing failed.
set -u
cd "$(dirname "$0")/.." || exit 2
here=$PWD
made=$here/artifacts/platforms
left_out=$here/eng/platforms/left-out.tsv
mkdir -p "$made/logs" "$made/bin" || exit 2
status=0

# Each part: its name, the assembly, and what the tests' names begin with.
parts() {
    local t=ImageSearch.Tests
    cat <<EOF
kernels ImageSearch.Core.Tests $t.Kernels
numbers ImageSearch.Core.Tests $t.Sift $t.Geometry $t.Neighbours $t.Cells $t.Index $t.Imaging $t.Retrieval $t.Comparison.
storage ImageSearch.Core.Tests $t.Storage $t.Files
folders ImageSearch.Core.Tests $t.Ingest $t.Quarantine $t.Duplicates $t.Reports $t.Pictures $t.Cuda
command ImageSearch.Cli.Tests ImageSearch.Cli.Tests
EOF
}

install() { # install COMMAND PACKAGE...
    command -v "$1" >/dev/null 2>&1 && return 0
    shift
    echo "== installing $*"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$made/logs/apt.log" 2>&1 && return 0
    echo "!!!! could not be installed: $* ($made/logs/apt.log)" >&2
    return 1
}

cannot() { # A machine is not there; what failed elsewhere is worse.
    [ "$status" -ne 0 ] || status=3
}

# The libraries of Arm64 that .NET wants: the cross compiler's, and two packages of that architecture. apt's own lists stay as they are.
make_arm64() {
    install qemu-aarch64-static qemu-user-static || return 1
    [ -e /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ] || install none libc6-arm64-cross libstdc++6-arm64-cross || return 1
    local root=$made/arm64-root apt=$made/apt
    if [ ! -e "$root/done" ]; then
        rm -rf "$root" && mkdir -p "$root" "$apt/lists/partial" "$apt/cache/archives/partial" && cp -a /usr/aarch64-linux-gnu/lib "$root/lib" || return 1
        local options=(-qq -o APT::Architecture=arm64 -o "APT::Architectures::=arm64" -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
            -o APT::Sandbox::User=root)
        (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" download libssl3:arm64 zlib1g:arm64) >"$made/logs/apt.log" 2>&1 || {
            echo "!!!! libssl3 and zlib1g of arm64 could not be downloaded ($made/logs/apt.log)" >&2
            return 1
        }
        for package in "$apt"/*_arm64.deb; do
            dpkg -x "$package" "$root" || return 1
        done
        touch "$root/done"
    fi
    cat >"$made/bin/arm64" <<EOF
#!/bin/sh
exec env DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 qemu-aarch64-static -L '$root' "\$@"
EOF
    chmod +x "$made/bin/arm64"
}

make_windows() {
    install wine wine wine64 && install x86_64-w64-mingw32-gcc-win32 gcc-mingw-w64-x86-64-win32 || return 1
    export WINEPREFIX=$made/wine WINEDEBUG=-all
    x86_64-w64-mingw32-gcc-win32 -shared -O1 -o "$made/bin/bcryptprimitives.dll" eng/platforms/bcryptprimitives.c -ladvapi32 || return 1
    [ -d "$WINEPREFIX" ] || wineboot -i >/dev/null 2>&1
    # For whatever program asks for it, from whatever folder; those that begin with an exception have it beside them too.
    cp "$made/bin/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32"
}

publish() { # publish PLATFORM PROJECT FOLDER OPTION...
    local platform=$1 project=$2 folder=$3
    shift 3
    [ "${PUBLISH-1}" = 0 ] && [ -d "$folder" ] && return 0
    echo "== publishing $project for $platform"
    rm -rf "$folder"
    dotnet publish "$project" -c Release -r "$platform" "-p:NativeRuntimeIdentifier=$platform" -p:CodeAnalysis=false --artifacts-path "$made/build/$platform" \
        -o "$folder" -v q -nologo "$@" >"$made/logs/publish-$platform.log" 2>&1 && return 0
    echo "!!!! not published ($made/logs/publish-$platform.log)" >&2
    tail -3 "$made/logs/publish-$platform.log" >&2
    return 1
}

run_once() { # run_once PLATFORM LOG ASSEMBLY PREFIX...
    local platform=$1 log=$2 folder=$made/$1/tests
    shift 2
    if [ "$platform" = win-x64 ]; then
        (cd "$folder" && DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 IMAGESEARCH_TEST_SECONDS=1200 \
            nice wine ./ImageSearch.TestRunner.exe "Z:${log//\//\\}" "$platform" "Z:${left_out//\//\\}" "$@")
    else
        # A writer starts, and is killed, more slowly there.
        IMAGESEARCH_EMULATOR=$made/bin/arm64 IMAGESEARCH_TEST_SECONDS=1800 IMAGESEARCH_KILLS=10 IMAGESEARCH_KILL_MILLISECONDS=6000 \
            nice "$made/bin/arm64" "$folder/ImageSearch.TestRunner" "$log" "$platform" "$left_out" "$@"
    fi
}

run_part() { # run_part PLATFORM NAME ASSEMBLY PREFIX...
    local platform=$1 name=$2 log=$made/logs/$1-$2.tsv code
    shift 2
    rm -f "$log"
    echo "== $platform: $name"
    # A test that takes the process along, or hangs, is noted; the rest goes on in another process.
    for _ in 1 2 3 4 5 6 7 8 9; do
        run_once "$platform" "$log" "$@" >"$made/logs/$platform-$name.log" 2>&1
        code=$?
        case $code in 0 | 1) break ;; esac
    done
    case $code in
        0) ;;
        *) status=1; grep -aE '^(failed|broken)' "$made/logs/$platform-$name.log" ;;
    esac
}

# Platforms that nothing here runs: the command, and its native parts' headers, read by a test.
check_built() {
    local platform folder options
    for platform in linux-musl-x64 osx-arm64 osx-x64 win-arm64; do
        folder=$made/built/$platform
        options=(--self-contained -p:PublishReadyToRun=false)
        # Not every registry has a host of it: it runs by the dotnet that is there.
        [ "$platform" = win-arm64 ] && options=(--no-self-contained -p:UseAppHost=false -p:PublishReadyToRun=false)
        publish "$platform" src/ImageSearch.Cli "$folder" "${options[@]}" || status=1
    done
    IMAGESEARCH_PUBLISHED=$made/built dotnet test tests/ImageSearch.Core.Tests --filter FullyQualifiedName~PublishedTests -v q -nologo \
        >"$made/logs/built.log" 2>&1 || status=1
    tail -1 "$made/logs/built.log"
}

# PowerShell's engine under Wine: README in a copy of the repository, and what Windows does otherwise.
run_powershell() {
    local folder=$made/win-x64/powershell copy=$made/win-x64/copy built=$made/win-x64/module command=$made/win-x64/command log=$made/logs/powershell.log
    make_windows || { cannot; return; }
    publish win-x64 eng/platforms/PowerShellHost "$folder" --self-contained || { status=1; return; }
    publish win-x64 src/ImageSearch.Cli "$command" --self-contained || { status=1; return; }
    if [ "${PUBLISH-1}" != 0 ] || [ ! -d "$built" ]; then
        rm -rf "$built"
        dotnet build src/ImageSearch.PowerShell -c Release -p:NativeRuntimeIdentifier=win-x64 -p:CodeAnalysis=false "-p:ModuleFolder=$built/" \
            --artifacts-path "$made/build/module" -v q -nologo >"$made/logs/module.log" 2>&1 || { status=1; return; }
    fi
    cp "$made/bin/bcryptprimitives.dll" "$folder"
    # Published as one folder, the engine looks for its own modules beside itself.
    [ -d "$folder/Modules" ] || cp -r "$folder/runtimes/win/lib/net10.0/Modules" "$folder"
    rm -rf "$copy" && mkdir -p "$copy/module" "$copy/tests" "$copy/bin" && cp -r ImageSearch.psd1 README.md en-US "$copy" && cp module/*.ps* "$copy/module" &&
        cp -r "$built" "$copy/module/bin" && cp -r tests/data "$copy/tests" && cp -r "$command" "$copy/bin/imagesearch" || { status=1; return; }
    (cd "$copy" && DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 nice wine "$folder/PowerShellHost.exe" "Z:${here//\//\\}\\eng\\platforms\\story.ps1") \
        >"$log" 2>&1 </dev/null || status=1
    echo "== PowerShell's engine under Wine: $(grep -c '^right' "$log") right, $(grep -c '^error' "$log") errors"
    grep -a '^error' "$log"
}

summary() {
    local log
    echo
    echo '| platform | part | passed | failed | skipped | left out |'
    echo '|---|---|---|---|---|---|'
    for log in "$made"/logs/*-*.tsv; do
        [ -e "$log" ] && awk -F '\t' -v name="$(basename "$log" .tsv)" '
            { n[$1]++ }
            END { i = match(name, /-[a-z]+$/)
                  printf "| %s | %s | %d | %d | %d | %d |\n", substr(name, 1, i - 1), substr(name, i + 1), n["passed"], n["failed"] + n["broken"], n["skipped"], n["left out"] }' "$log"
    done
    echo
    echo 'Not run:'
    cat "$made"/logs/*-*.tsv 2>/dev/null | awk -F '\t' '$1 == "skipped" || $1 == "left out" { print "  " $4 ": " $5 }' | sort -u | head -"${LINES_OF_NOT_RUN:-200}"
    cat "$made"/logs/*-*.tsv 2>/dev/null | awk -F '\t' '$1 == "failed" || $1 == "broken" { print "!!!! " $1 ": " $4 }'
}

[ $# -gt 0 ] || set -- win-x64 linux-arm64 powershell built
for platform in "$@"; do
    case $platform in
        win-x64) make_windows || { cannot; continue; } ;;
        linux-arm64) make_arm64 || { cannot; continue; } ;;
        powershell) run_powershell; continue ;;
        built) check_built; continue ;;
        *) echo "There is no platform '$platform' here: win-x64, linux-arm64, powershell, built." >&2; exit 2 ;;
    esac
    publish "$platform" tests/ImageSearch.TestRunner "$made/$platform/tests" --self-contained || { status=1; continue; }
    [ "$platform" != win-x64 ] || cp "$made/bin/bcryptprimitives.dll" "$made/win-x64/tests"
    while read -r name assembly prefixes; do
        # shellcheck disable=SC2086 # a word each
        case " ${PARTS:-$name} " in *" $name "*) run_part "$platform" "$name" "$assembly" $prefixes </dev/null ;; esac
    done < <(parts)
done

summary
exit "$status"
