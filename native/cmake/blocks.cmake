# The targets blockpool::blockpool (shared) and blockpool::static: pools of blocks of any size, of one owner (blockpool.h) and
# shared by threads (sharedpool.h). And blockpool::sharedpool, where the functions of blockpool.h make and work on shared ones.

option(BLOCKPOOL_UNWIPED "Let pp_create make pools that leave a block as its last holder did" OFF)

set(BLOCKPOOL_SOURCES blocks/lifetime.c blocks/lending.c blocks/operations.c blocks/validity.c blocks/identity.c memory.c)
if(NOT BUFFERPOOL_SHARED_DISPATCH STREQUAL OFF)
  list(APPEND BLOCKPOOL_SOURCES blocks/dispatch.c blocks/lending_avx2.c)
endif()
set(SHAREDPOOL_SOURCES shared/lifetime.c shared/operations.c shared/validity.c shared/identity.c)
list(APPEND BLOCKPOOL_SOURCES ${SHAREDPOOL_SOURCES})
list(APPEND SHAREDPOOL_SOURCES shared/binding.c memory.c)
list(TRANSFORM BLOCKPOOL_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/src/)
list(TRANSFORM SHAREDPOOL_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/src/)
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/blocks/lending_avx2.c PROPERTIES COMPILE_OPTIONS -mavx2)

function(blockpool_set_options target)
  bufferpool_set_options(${target})
  target_compile_definitions(${target} PRIVATE $<$<BOOL:${BLOCKPOOL_UNWIPED}>:BLOCKPOOL_UNWIPED>)
endfunction()

add_library(blockpool SHARED ${BLOCKPOOL_SOURCES})
add_library(blockpool_static STATIC ${BLOCKPOOL_SOURCES})
add_library(blockpool::blockpool ALIAS blockpool)
add_library(blockpool::static ALIAS blockpool_static)
blockpool_set_options(blockpool)
blockpool_set_options(blockpool_static)
bufferpool_set_dispatch(blockpool ${BUFFERPOOL_SHARED_DISPATCH})
bufferpool_set_dispatch(blockpool_static ${BUFFERPOOL_STATIC_DISPATCH})
set_target_properties(blockpool_static PROPERTIES OUTPUT_NAME blockpool EXPORT_NAME static)

add_library(sharedpool SHARED ${SHAREDPOOL_SOURCES})
add_library(blockpool::sharedpool ALIAS sharedpool)
bufferpool_set_options(sharedpool)
if(NOT SKBUILD)
  # The 2 is that of the binding: blockpool.h is its version 2.
  set_target_properties(blockpool sharedpool PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 2)
endif()
