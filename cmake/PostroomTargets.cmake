# SPDX-License-Identifier: Apache-2.0
# How the project's kinds of target are made, so that each keeps the rules for shared libraries (design 4).

# All built libraries and programs in one place, laid out as they are installed.
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(POSTROOM_PROVIDER_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/postroom)
set(POSTROOM_PROVIDER_INSTALL_DIR ${CMAKE_INSTALL_LIBDIR}/postroom)

# postroom_exports(target file): nothing leaves the library but the symbols that the version script names.
function(postroom_exports target script)
  target_link_options(${target} PRIVATE -Wl,--version-script=${script})
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${script})
endfunction()

# postroom_hosted(target): code that is loaded into the program of somebody else. Nothing of it runs at load or exit
# (design: the host process); Clang judges that.
function(postroom_hosted target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-Wexit-time-destructors> $<$<COMPILE_LANGUAGE:CXX>:-Wglobal-constructors>)
  endif()
  postroom_precompile(${target} OF libraries)
endfunction()

# postroom_provider(name EXPORTS MSProviderInit … [SOURCES …] [LIBRARIES …])
#
# A provider is a shared library of its own, lib<name>.so, that is loaded with dlopen. It links the kit and what it
# names, never libpostroom: the runtime reaches it through its entry points, and it reaches the runtime through its
# support object.
function(postroom_provider name)
  cmake_parse_arguments(P "TEST_ONLY" "" "EXPORTS;SOURCES;LIBRARIES" ${ARGN})
  set(script ${CMAKE_CURRENT_BINARY_DIR}/${name}.exports)
  list(JOIN P_EXPORTS ";\n    " exported)
  file(CONFIGURE OUTPUT ${script} CONTENT "{\n  global:\n    ${exported};\n  local: *;\n};\n")
  add_library(${name} MODULE ${P_SOURCES})
  set_target_properties(${name} PROPERTIES PREFIX "lib"
    LIBRARY_OUTPUT_DIRECTORY $<IF:$<BOOL:${P_TEST_ONLY}>,${CMAKE_BINARY_DIR}/lib/postroom-test,${POSTROOM_PROVIDER_OUTPUT_DIRECTORY}>)
  target_link_libraries(${name} PRIVATE ${P_LIBRARIES} postroom_sdk)
  postroom_exports(${name} ${script})
  if(NOT P_TEST_ONLY)
    postroom_hosted(${name})
    set_property(GLOBAL APPEND PROPERTY POSTROOM_PROVIDERS ${name})
    install(TARGETS ${name} LIBRARY DESTINATION ${POSTROOM_PROVIDER_INSTALL_DIR})
  endif()
endfunction()

# postroom_test(name SOURCES … [LIBRARIES …] [LABELS …] [CHECKED]): one GoogleTest program, one CTest entry; with CHECKED a
# second one, checked.name, that runs it in checked mode (docs/checked.md).
function(postroom_test name)
  cmake_parse_arguments(T "CHECKED" "TIMEOUT" "SOURCES;LIBRARIES;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT T_TIMEOUT)
    set(T_TIMEOUT 120)
  endif()
  find_package(GTest REQUIRED)
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE ${T_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  postroom_precompile(${name} OF tests)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  postroom_add_test(${name} ${name} ${T_TIMEOUT} "${T_LABELS}" "${T_ENVIRONMENT}")
  if(T_CHECKED)
    set(labels ${T_LABELS})
    # Races of the proxies are the hammer's to find; the rest ThreadSanitizer sees in ./test --long.
    if(POSTROOM_SANITIZER STREQUAL "tsan" AND NOT name STREQUAL "hammer_test")
      list(APPEND labels long)
    endif()
    postroom_add_test(checked.${name} ${name} ${T_TIMEOUT} "${labels}" "POSTROOM_CHECK=1;${T_ENVIRONMENT}")
  endif()
endfunction()

# One CTest entry of a test program. Those that may take longest begin first: alone at the end, they would leave a
# processor idle. No home of the user's is ever touched: each has its own, inside the build tree.
function(postroom_add_test name program timeout labels environment)
  add_test(NAME ${name} COMMAND ${program})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} COST ${timeout} LABELS "${labels}"
    ENVIRONMENT "POSTROOM_HOME=${CMAKE_BINARY_DIR}/homes/${name};POSTROOM_PROVIDER_PATH=${POSTROOM_PROVIDER_OUTPUT_DIRECTORY}:${CMAKE_BINARY_DIR}/lib/postroom-test;POSTROOM_TEST_BUILD=${CMAKE_BINARY_DIR};POSTROOM_TEST_SOURCE=${CMAKE_SOURCE_DIR};${environment}")
endfunction()
