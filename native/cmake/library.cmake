# The targets bufferpool::bufferpool (shared), bufferpool::static, and bufferpool::pipeline, which goes with either.

# The header of the binding belongs to the specification; there is no second copy of it.
cmake_path(SET BUFFERPOOL_BINDING_FOLDER NORMALIZE "${PROJECT_SOURCE_DIR}/../spec/poolproof/spec/data")

set(BUFFERPOOL_SOURCES lifetime.c lending.c operations.c memory.c validity.c identity.c)
if(BUFFERPOOL_PROFILING)
  list(APPEND BUFFERPOOL_SOURCES profile.c)
endif()
set(BUFFERPOOL_PIPELINE_SOURCES beat.c before_and_after.c clock.c dictionary.c transform.c)
list(TRANSFORM BUFFERPOOL_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/src/)
include(${CMAKE_CURRENT_LIST_DIR}/dispatch.cmake)

# Warnings are the project's own business, so they are PRIVATE.
function(bufferpool_set_options target)
  target_compile_features(${target} PRIVATE c_std_11)
  set_target_properties(${target} PROPERTIES C_EXTENSIONS OFF C_VISIBILITY_PRESET hidden POSITION_INDEPENDENT_CODE ON)
  if(NOT MSVC)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -pedantic $<$<BOOL:${POOLPROOF_WERROR}>:-Werror>)
  endif()
  # PUBLIC: bufferpool_inline.h counts in the program what the library counts in itself.
  target_compile_definitions(${target} PUBLIC $<$<BOOL:${BUFFERPOOL_PROFILING}>:BUFFERPOOL_PROFILING>)
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${BUFFERPOOL_BINDING_FOLDER}> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
endfunction()

add_library(bufferpool SHARED ${BUFFERPOOL_SOURCES})
add_library(bufferpool_static STATIC ${BUFFERPOOL_SOURCES})
add_library(bufferpool::bufferpool ALIAS bufferpool)
add_library(bufferpool::static ALIAS bufferpool_static)
bufferpool_set_options(bufferpool)
bufferpool_set_options(bufferpool_static)
bufferpool_set_dispatch(bufferpool ${BUFFERPOOL_SHARED_DISPATCH})
bufferpool_set_dispatch(bufferpool_static ${BUFFERPOOL_STATIC_DISPATCH})
set_target_properties(bufferpool_static PROPERTIES OUTPUT_NAME bufferpool EXPORT_NAME static)
if(NOT SKBUILD)
  # The 1 is that of BP_ABI_VERSION. A wheel holds no symbolic links, so there the library has its plain name alone.
  set_target_properties(bufferpool PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 1)
endif()

# Beside the pool, not in it: the shared library exports the binding and nothing else.
list(TRANSFORM BUFFERPOOL_PIPELINE_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/src/pipeline/)
add_library(bufferpool_pipeline STATIC ${BUFFERPOOL_PIPELINE_SOURCES})
add_library(bufferpool::pipeline ALIAS bufferpool_pipeline)
bufferpool_set_options(bufferpool_pipeline)
set_target_properties(bufferpool_pipeline PROPERTIES EXPORT_NAME pipeline)
