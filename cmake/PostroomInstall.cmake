# SPDX-License-Identifier: Apache-2.0
# What an installed Postroom offers to builders of clients and providers: headers, pkg-config files, a CMake package.
include(CMakePackageConfigHelpers)

install(DIRECTORY include/mapi include/postroom DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS postroom_sdk EXPORT PostroomTargets)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Postroom)
install(EXPORT PostroomTargets NAMESPACE Postroom:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/PostroomConfig.cmake.in
  ${CMAKE_BINARY_DIR}/PostroomConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/PostroomConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/PostroomConfig.cmake ${CMAKE_BINARY_DIR}/PostroomConfigVersion.cmake
  DESTINATION ${package_dir})

# The files find the rest from where they lie: what is installed can be moved, or unpacked anywhere.
cmake_path(SET pc_folder NORMALIZE "${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH POSTROOM_PREFIX_FROM_PC ${pc_folder} ${CMAKE_INSTALL_PREFIX})
foreach(package postroom postroom-kit)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${package}.pc.in ${CMAKE_BINARY_DIR}/${package}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/${package}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
