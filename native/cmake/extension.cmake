# The modules poolproof.native._bufferpool, _blockpool and _sharedpool: one binary of each for CPython 3.11 and everything after it.
cmake_minimum_required(VERSION 3.26...4.4) # USE_SABI
find_package(Python COMPONENTS Interpreter Development.SABIModule)
if(NOT Python_FOUND)
  message(FATAL_ERROR "poolproof is built from source here, and ${Python_EXECUTABLE} has no headers (Python.h).\n"
    "On Debian and Ubuntu: apt-get install python3-dev")
endif()

set(folder ${PROJECT_SOURCE_DIR}/extension)
set(generated ${CMAKE_CURRENT_BINARY_DIR}/_bufferpool.c)
add_custom_command(OUTPUT ${generated}
  COMMAND ${CMAKE_COMMAND} -E env "BUFFERPOOL_HEADER=${BUFFERPOOL_BINDING_FOLDER}/bufferpool.h"
          "BUFFERPOOL_PIPELINE_HEADER=${PROJECT_SOURCE_DIR}/include/bufferpool_pipeline.h" PYTHONDONTWRITEBYTECODE=1
          ${Python_EXECUTABLE} -m cffi.gen_src exec-python ${folder}/declarations.py ${generated}
  DEPENDS ${folder}/declarations.py ${folder}/helpers.h ${BUFFERPOOL_BINDING_FOLDER}/bufferpool.h
          ${PROJECT_SOURCE_DIR}/include/bufferpool_pipeline.h
  COMMENT "Writing the C of poolproof.native._bufferpool"
  VERBATIM)

python_add_library(_bufferpool MODULE WITH_SOABI USE_SABI 3.11 ${generated})
set_source_files_properties(${generated} PROPERTIES OBJECT_DEPENDS ${folder}/helpers.c)
target_include_directories(_bufferpool PRIVATE ${folder})
target_link_libraries(_bufferpool PRIVATE bufferpool_pipeline bufferpool)
set_target_properties(_bufferpool PROPERTIES INSTALL_RPATH "$<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>")
install(TARGETS _bufferpool LIBRARY DESTINATION .)

# The modules poolproof.native._blockpool and _sharedpool, of the same files written by hand: a block is memory for the buffer
# protocol, which cffi has no type for.
function(add_block_module module)
  python_add_library(${module} MODULE WITH_SOABI USE_SABI 3.11 ${folder}/block_type.c ${folder}/block_pool_type.c)
  target_compile_definitions(${module} PRIVATE ${ARGN})
  target_link_libraries(${module} PRIVATE blockpool)
  target_compile_features(${module} PRIVATE c_std_11)
  if(NOT MSVC)
    target_compile_options(${module} PRIVATE -Wall -Wextra $<$<BOOL:${POOLPROOF_WERROR}>:-Werror>)
  endif()
  set_target_properties(${module} PROPERTIES C_VISIBILITY_PRESET hidden
    INSTALL_RPATH "$<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>")
  install(TARGETS ${module} LIBRARY DESTINATION .)
endfunction()
add_block_module(_blockpool)
add_block_module(_sharedpool KIND_IS_SHARED)
