# SPDX-License-Identifier: Apache-2.0
# What every translation unit of the project is compiled with.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_C_FLAGS_DEBUG "-O0 -g1")

option(POSTROOM_FUZZ "build the fuzzers and what they feed, and nothing else (Clang)" OFF)
set(POSTROOM_SANITIZER "" CACHE STRING "asan, tsan or nothing")
set_property(CACHE POSTROOM_SANITIZER PROPERTY STRINGS "" asan tsan)

# An inline variable in a shared library must not become a unique symbol: it would pin the library (design 4).
add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
add_compile_options(-Wall -Wextra -Wpedantic -Werror -Wshadow -Wno-missing-field-initializers $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
add_compile_options(-fno-omit-frame-pointer)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wthread-safety> -Wno-unused-command-line-argument)
endif()

if(POSTROOM_SANITIZER STREQUAL "asan")
  # Without vptr: an object that MakeInvalid has replaced has no type information (design 4). Without Clang's function:
  # a slot is called through its vtable index, and type information of functions would be shared between libraries.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -O1)
  add_compile_options($<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  add_link_options(-fsanitize=address,undefined)
elseif(POSTROOM_SANITIZER STREQUAL "tsan")
  add_compile_options(-fsanitize=thread -O1)
  add_link_options(-fsanitize=thread)
elseif(NOT POSTROOM_SANITIZER STREQUAL "")
  message(FATAL_ERROR "POSTROOM_SANITIZER=${POSTROOM_SANITIZER}: asan, tsan or nothing")
elseif(NOT POSTROOM_FUZZ)
  add_link_options(-Wl,-z,defs)
endif()

if(POSTROOM_FUZZ)
  add_compile_options(-O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr,function
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()

# A compiler cache answers for every clone of the project, wherever it lies: paths are hashed as seen from the clone.
# Precompiled headers are told apart by their contents, not by their age.
find_program(POSTROOM_CCACHE ccache)
if(POSTROOM_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
    ${POSTROOM_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
