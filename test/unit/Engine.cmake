# The tests of the compiler as a library, which link the code that they compile.
file(GLOB engine_tests CONFIGURE_DEPENDS unit/Engine*.cpp)
add_executable(engine_tests ${engine_tests})
target_link_libraries(engine_tests PRIVATE wfx_compiler GTest::gtest_main)
gtest_discover_tests(engine_tests DISCOVERY_MODE PRE_TEST)

# The same with a sanitizer in the runtime (Runtime.cmake) and in so many parts of the
# compiler; LLVM has none. ThreadSanitizer must see all of ours, or it does not see what
# orders their accesses.
function(add_sanitized_engine_tests sanitizer filter parts)
  if(NOT TARGET wfx_runtime_${sanitizer})
    return()
  endif()
  foreach(part ${parts})
    get_target_property(part_sources wfx_${part} SOURCES)
    get_target_property(folder wfx_${part} SOURCE_DIR)
    list(TRANSFORM part_sources PREPEND ${folder}/)
    list(APPEND sources ${part_sources})
  endforeach()
  add_executable(engine_tests_${sanitizer} ${engine_tests} ${sources})
  get_target_property(definitions wfx_compiler COMPILE_DEFINITIONS)
  target_compile_definitions(engine_tests_${sanitizer} PRIVATE ${definitions})
  target_compile_options(engine_tests_${sanitizer} PRIVATE -fsanitize=${sanitizer})
  target_link_options(engine_tests_${sanitizer} PRIVATE -fsanitize=${sanitizer})
  target_link_libraries(engine_tests_${sanitizer} PRIVATE
    wfx_emit wfx_text wfx_lowering wfx_runtime_${sanitizer} GTest::gtest_main)
  gtest_discover_tests(engine_tests_${sanitizer} TEST_SUFFIX .${sanitizer}
    TEST_FILTER ${filter} DISCOVERY_MODE PRE_TEST)
endfunction()
add_sanitized_engine_tests(address "*" compiler)
add_sanitized_engine_tests(thread EngineThreads.*
  "compiler;emit;text;frontend;lowering;support")
