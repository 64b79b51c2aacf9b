# The pool with its assertions on, the O(n) ones too, and a program that looks inside it.
add_executable(bufferpool_test ${PROJECT_SOURCE_DIR}/tests/c/pool_test.c ${BUFFERPOOL_SOURCES})
bufferpool_set_options(bufferpool_test)
bufferpool_set_dispatch(bufferpool_test ${BUFFERPOOL_SHARED_DISPATCH})
target_compile_options(bufferpool_test PRIVATE -UNDEBUG)
target_compile_definitions(bufferpool_test PRIVATE BUFFERPOOL_FULL_CHECKS)
add_test(NAME bufferpool_test COMMAND bufferpool_test)

# The library as users have it, seen by the system: the memory of an emulator or a sanitizer would be taken for that of the pool.
if(CMAKE_SYSTEM_NAME STREQUAL Linux AND NOT CMAKE_CROSSCOMPILING_EMULATOR AND NOT CMAKE_C_FLAGS MATCHES "-fsanitize=")
  add_executable(bufferpool_memory_test ${PROJECT_SOURCE_DIR}/tests/c/memory_test.c)
  bufferpool_set_options(bufferpool_memory_test)
  target_link_libraries(bufferpool_memory_test PRIVATE bufferpool)
  add_test(NAME bufferpool_memory_test COMMAND bufferpool_memory_test)
endif()

# A program that uses the header and the library on one pool.
add_executable(bufferpool_inline_test ${PROJECT_SOURCE_DIR}/tests/c/inline_test.c ${PROJECT_SOURCE_DIR}/tests/c/inline_other.c)
bufferpool_set_options(bufferpool_inline_test)
target_link_libraries(bufferpool_inline_test PRIVATE bufferpool)
add_test(NAME bufferpool_inline_test COMMAND bufferpool_inline_test)

# The pool of blocks with its assertions on, and a program that looks inside it.
add_executable(blockpool_test ${PROJECT_SOURCE_DIR}/tests/c/blocks_test.c ${BLOCKPOOL_SOURCES})
blockpool_set_options(blockpool_test)
bufferpool_set_dispatch(blockpool_test ${BUFFERPOOL_SHARED_DISPATCH})
target_include_directories(blockpool_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(blockpool_test PRIVATE -UNDEBUG)
target_compile_definitions(blockpool_test PRIVATE BUFFERPOOL_FULL_CHECKS)
add_test(NAME blockpool_test COMMAND blockpool_test)

# Pools that may be shared: from inside with the assertions on, and by threads as users have them.
add_executable(sharedpool_test ${PROJECT_SOURCE_DIR}/tests/c/shared_test.c ${BLOCKPOOL_SOURCES})
blockpool_set_options(sharedpool_test)
bufferpool_set_dispatch(sharedpool_test ${BUFFERPOOL_SHARED_DISPATCH})
target_include_directories(sharedpool_test PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(sharedpool_test PRIVATE -UNDEBUG)
add_test(NAME sharedpool_test COMMAND sharedpool_test)
find_package(Threads)
if(CMAKE_USE_PTHREADS_INIT)
  add_executable(sharedpool_threads_test ${PROJECT_SOURCE_DIR}/tests/c/shared_threads_test.c ${BLOCKPOOL_SOURCES})
  blockpool_set_options(sharedpool_threads_test)
  bufferpool_set_dispatch(sharedpool_threads_test ${BUFFERPOOL_SHARED_DISPATCH})
  set_target_properties(sharedpool_threads_test PROPERTIES C_EXTENSIONS ON) # barriers and signals are not C11
  target_link_libraries(sharedpool_threads_test PRIVATE Threads::Threads)
  add_test(NAME sharedpool_threads_test COMMAND sharedpool_threads_test)
endif()
