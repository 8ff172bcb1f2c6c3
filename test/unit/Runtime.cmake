# What the runtime tests need beyond their sources: flags that make C++ functions behave as
# generated code does, programs to run, and instrumented runtimes.

set(wasm_like_flags -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -fno-optimize-sibling-calls)
set(runtime_test_flags ${wasm_like_flags} -Wno-unused-parameter -Wno-missing-field-initializers
  -Wno-infinite-recursion)

# A compiled program, linked as the compiler links: with the start object, without libstdc++.
function(add_hand_written_program name)
  add_executable(${name} ${CMAKE_CURRENT_SOURCE_DIR}/unit/HandWrittenProgram.cpp)
  target_compile_definitions(${name} PRIVATE ${ARGN})
  target_compile_options(${name} PRIVATE -O2 -gdwarf-5 -fno-exceptions -fno-rtti ${wasm_like_flags})
  target_link_options(${name} PRIVATE -nostartfiles -nostdlib -pie -Wl,-z,now -Wl,--gc-sections)
  target_link_libraries(${name} PRIVATE ${CMAKE_BINARY_DIR}/lib/wfx/wfxstart.o wfx_runtime -lc)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
add_hand_written_program(RuntimeProgramInvoke INVOKE CPU_FEATURES=0)
add_hand_written_program(RuntimeProgramStart CPU_FEATURES=1)

function(set_up_runtime_tests name)
  target_compile_options(${name} PRIVATE ${runtime_test_flags})
  target_compile_definitions(${name} PRIVATE
    RUNTIME_PROGRAM="${CMAKE_CURRENT_BINARY_DIR}/RuntimeProgram")
  add_dependencies(${name} RuntimeProgramInvoke RuntimeProgramStart)
endfunction()
set_up_runtime_tests(runtime_tests)

if(WFX_SANITIZE)
  get_target_property(sources wfx_runtime RUNTIME_SOURCES)
  list(REMOVE_ITEM sources Main.cpp)
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/lib/Runtime/)
  add_executable(runtime_tests_sanitized ${runtime_tests} ${sources})
  set_up_runtime_tests(runtime_tests_sanitized)
  target_compile_options(runtime_tests_sanitized PRIVATE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_link_options(runtime_tests_sanitized PRIVATE -fsanitize=address,undefined)
  target_link_libraries(runtime_tests_sanitized PRIVATE wfx_interface GTest::gtest_main)
  gtest_discover_tests(runtime_tests_sanitized TEST_SUFFIX .Sanitized DISCOVERY_MODE PRE_TEST)
endif()

# The runtime under a sanitizer, which lit links with a host and generated code; only
# where the compiler has that sanitizer's own library. Every free stack goes cold, so that
# a use of it is seen.
include(CheckCXXSourceCompiles)
function(add_sanitized_runtime sanitizer)
  set(CMAKE_REQUIRED_FLAGS -fsanitize=${sanitizer})
  check_cxx_source_compiles("int main() {}" WFX_HAS_${sanitizer}_SANITIZER)
  if(NOT WFX_HAS_${sanitizer}_SANITIZER)
    return()
  endif()
  get_target_property(sources wfx_runtime RUNTIME_SOURCES)
  list(REMOVE_ITEM sources Main.cpp)
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/lib/Runtime/)
  add_library(wfx_runtime_${sanitizer} STATIC ${sources})
  get_target_property(flags wfx_runtime COMPILE_OPTIONS)
  target_compile_options(wfx_runtime_${sanitizer} PRIVATE ${flags} -fsanitize=${sanitizer})
  target_compile_definitions(wfx_runtime_${sanitizer} PRIVATE WFX_WARM_STACKS=0
    WFX_COOLED_STACKS=1)
  target_link_libraries(wfx_runtime_${sanitizer} PUBLIC wfx_interface)
  set_target_properties(wfx_runtime_${sanitizer} PROPERTIES
    OUTPUT_NAME wfx-${sanitizer} ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
endfunction()
add_sanitized_runtime(address)
add_sanitized_runtime(thread)
