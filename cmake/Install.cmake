# What makes an installed wfxc a package for others: CMake's and pkg-config's files, and
# Debian packages by CPack. The components are `compiler` (wfxc and the compiler as a library)
# and `runtime` (headers and libraries of programs with modules).
include(CMakePackageConfigHelpers)

set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/wfx)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/wfxConfig.cmake.in
  ${CMAKE_BINARY_DIR}/cmake/wfxConfig.cmake INSTALL_DESTINATION ${folder}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/cmake/wfxConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/cmake/wfxConfig.cmake
  ${CMAKE_BINARY_DIR}/cmake/wfxConfigVersion.cmake ${CMAKE_CURRENT_LIST_DIR}/wfxAddModule.cmake
  DESTINATION ${folder} COMPONENT runtime)

# Relative, so that the folder can be moved.
file(RELATIVE_PATH WFX_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" WFX_PC_PREFIX "${WFX_PC_PREFIX}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/wfx.pc.in ${CMAKE_BINARY_DIR}/cmake/wfx.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/cmake/wfx.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT runtime)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/wfx DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT runtime PATTERN "compiler.*" EXCLUDE)
install(FILES ${CMAKE_SOURCE_DIR}/include/wfx/compiler.h ${CMAKE_SOURCE_DIR}/include/wfx/compiler.hpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/wfx COMPONENT compiler)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME wfxc)
set(CPACK_PACKAGE_VENDOR wfxc)
set(CPACK_PACKAGE_CONTACT "The wfxc developers <wfxc@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL compiler runtime)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# The compiler's library needs the runtime's shared one, which this build has made.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
set(CPACK_DEBIAN_COMPILER_PACKAGE_NAME wfxc)
set(CPACK_DEBIAN_COMPILER_PACKAGE_DEPENDS "libwfx-dev (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_COMPILER_DESCRIPTION "ahead-of-time compiler from WebAssembly to native code
 With stack switching, and a library that compiles modules at run time.")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libwfx-dev)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "WebAssembly modules in C and C++ programs
 Headers and libraries for programs with modules that wfxc has compiled.")
include(CPack)
