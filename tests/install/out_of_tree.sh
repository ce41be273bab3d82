#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs a build into a temporary folder and uses it as a stranger would: a client in C and one in C++ with pkg-config
# and with the CMake package, a provider with either, and the installed command line. Nothing is told where the libraries
# lie but by the prefix.
#
# usage: out_of_tree.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$(realpath "$1")
source=$(realpath "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR="" cmake --install "$build" --prefix "$work/usr" >"$work/install.log"
lib=$(dirname "$(find "$work/usr" -name libpostroom.so -print -quit)")
export PKG_CONFIG_PATH=$lib/pkgconfig
# A program of another prefix than the system's names the library's folder itself.
beside="-Wl,-rpath,$lib"

cc -std=c11 -Wall -Wextra -Werror -o "$work/client_c" "$source/tests/install/client.c" $(pkg-config --cflags --libs postroom) "$beside"
c++ -std=c++17 -Wall -Wextra -Werror -o "$work/client_cpp" "$source/examples/client/client.cpp" \
  $(pkg-config --cflags --libs postroom) "$beside"
cmake -S "$source/examples/client" -B "$work/client" -DCMAKE_PREFIX_PATH="$work/usr" >"$work/configure.log" ||
  { cat "$work/configure.log"; exit 1; }
cmake --build "$work/client" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
# The provider without CMake, as docs/writing-a-provider.md shows it.
c++ -std=c++20 -shared -fPIC -fvisibility=hidden -fno-gnu-unique -o "$work/libprinter_alone.so" "$source/examples/provider/provider.cpp" \
  $(pkg-config --cflags --libs postroom-kit) -Wl,--version-script="$source/examples/provider/provider.exports"
cmake -S "$source/examples/provider" -B "$work/printer" -DCMAKE_PREFIX_PATH="$work/usr" >"$work/configure.log" ||
  { cat "$work/configure.log"; exit 1; }
cmake --build "$work/printer" >"$work/build.log" || { cat "$work/build.log"; exit 1; }
nm -D --defined-only "$work/printer/libprinter.so" | awk '{print $3}' | sort | diff - <(printf 'ServiceEntry\nXPProviderInit\n')
# What docs/writing-a-provider.md shows: the sample passes the lab.
"$work/usr/bin/postroom" lab "$work/printer/libprinter.so" || exit 1
"$work/usr/bin/postroom" lab "$work/libprinter_alone.so" --only plain --only mail || exit 1

export POSTROOM_HOME=$work/home
export POSTROOM_PROVIDER_PATH=$work/printer
export POSTROOM_INF_PATH=$source/examples/provider
postroom=$work/usr/bin/postroom
"$postroom" profile create alice --default
"$postroom" service add PRINTER "6600001f=$work/printed.txt"
# Assigned first: a command substitution inside [[ ]] would hide that a client failed.
said=$("$work/client_c")
[[ $said == "1 stores" ]]
said=$("$work/client_cpp")
[[ -n $said ]]
[[ $("$work/client/client") == "$said" ]]
export POSTROOM_TRACE=$work/run.trace
"$postroom" send --to 'Lab[PRINT:second-floor]' --subject Plan --body 'On paper, please.' --wait 20
"$postroom" trace show --events "$work/run.trace" |
  grep 'IXPLogon::TransportLogoff.*printer\|printer.*IXPLogon::TransportLogoff' >/dev/null  # reads it all, unlike -q
"$postroom" trace check "$work/run.trace"
grep -q second-floor "$work/printed.txt"

