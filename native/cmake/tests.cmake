# The pool with its assertions on, the O(n) ones too, and a program that looks inside it.
add_executable(bufferpool_test ${PROJECT_SOURCE_DIR}/tests/c/pool_test.c ${BUFFERPOOL_SOURCES})
bufferpool_set_options(bufferpool_test)
bufferpool_set_dispatch(bufferpool_test ${BUFFERPOOL_SHARED_DISPATCH})
target_compile_options(bufferpool_test PRIVATE -UNDEBUG)
target_compile_definitions(bufferpool_test PRIVATE BUFFERPOOL_FULL_CHECKS)
add_test(NAME bufferpool_test COMMAND bufferpool_test)

# The library as users have it, seen by the system.
if(CMAKE_SYSTEM_NAME STREQUAL Linux)
  add_executable(bufferpool_memory_test ${PROJECT_SOURCE_DIR}/tests/c/memory_test.c)
  bufferpool_set_options(bufferpool_memory_test)
  target_link_libraries(bufferpool_memory_test PRIVATE bufferpool)
  add_test(NAME bufferpool_memory_test COMMAND bufferpool_memory_test)
endif()
