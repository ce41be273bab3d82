# SPDX-License-Identifier: Apache-2.0
# Several sources are compiled as one: most of what a source costs is its headers, and that halves the time of a build.
# The presets for working on the code, for fuzzing and for the analysis compile each source alone, which is quicker after
# a change, and prove that none leans on another.
option(POSTROOM_UNITY "Compile several sources as one" OFF)

if(POSTROOM_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 10)
  # To the compiler a source that another includes is a header, where a class must not hold what is the source's own.
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>)
endif()

# postroom_compile_alone(source…): sources whose first include decides what the others mean, as <initguid.h> does, and
# those of an archive that a test has in another form.
function(postroom_compile_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
