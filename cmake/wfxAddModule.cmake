# wfx_add_module(TARGET FILE [NAME NAME] [NAMESPACE A::B] [SHARED] [OPTIONS OPTION...]
#                [DEPENDS FILE...])
#
# Compiles the module FILE (.wasm or .wat) with wfxc. If TARGET is a target of this project,
# the module becomes part of it; else TARGET becomes a library of the module alone, static
# unless SHARED is said, to be linked like any other. The module's headers, NAME.h and
# NAME.hpp, are on the include path of TARGET and of what links it; the runtime comes along.
#
# NAME is what headers, C functions and the C++ namespace are called (default: FILE's stem).
# OPTIONS go to wfxc, such as -O3 or --cpu=native. It is compiled again when FILE, what
# DEPENDS names, or the compiler changes. FILE may be made by the project.
function(wfx_add_module target file)
  cmake_parse_arguments(PARSE_ARGV 2 arg "SHARED" "NAME;NAMESPACE" "OPTIONS;DEPENDS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "wfx_add_module: unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET wfx::wfxc)
    message(FATAL_ERROR "wfx_add_module: the compiler wfxc is not installed with this package")
  endif()
  if(TARGET ${target} AND arg_SHARED)
    message(FATAL_ERROR "wfx_add_module: ${target} exists, so SHARED says nothing")
  endif()
  if(NOT arg_NAME)
    get_filename_component(stem "${file}" NAME_WE)
    string(MAKE_C_IDENTIFIER "${stem}" arg_NAME)
  endif()
  get_filename_component(file "${file}" ABSOLUTE)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/wfx/${target}")
  set(output "${folder}/${arg_NAME}")
  set(namespace)
  if(arg_NAMESPACE)
    set(namespace --namespace ${arg_NAMESPACE})
  endif()
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${output}.o" "${output}.h" "${output}.hpp"
    COMMAND wfx::wfxc -c "${file}" -o "${output}.o" --name ${arg_NAME} ${namespace} ${arg_OPTIONS}
    DEPENDS "${file}" wfx::wfxc ${arg_DEPENDS}
    COMMENT "Compiling WebAssembly module ${arg_NAME}" VERBATIM)
  set_source_files_properties("${output}.o" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)

  if(NOT TARGET ${target})
    _wfx_add_library(${target} "${arg_SHARED}")
  endif()
  get_target_property(kind ${target} TYPE)
  target_sources(${target} PRIVATE "${output}.o" "${output}.h" "${output}.hpp")
  target_include_directories(${target} PUBLIC "${folder}")
  # A shared library must not bring a runtime of its own.
  set(runtime wfx::runtime)
  if(kind MATCHES "SHARED_LIBRARY|MODULE_LIBRARY")
    set(runtime wfx::runtime_shared)
  endif()
  target_link_libraries(${target} PUBLIC ${runtime})
endfunction()

# A library without sources: its linker is that of C, or of C++ where that is all there is.
function(_wfx_add_library target shared)
  set(kind STATIC)
  if(shared)
    set(kind SHARED)
  endif()
  add_library(${target} ${kind})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  set(language CXX)
  if("C" IN_LIST languages)
    set(language C)
  endif()
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE ${language})
endfunction()
