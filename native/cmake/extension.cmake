# The modules poolproof.native._bufferpool and _blockpool: one binary of each for CPython 3.11 and everything after it.
cmake_minimum_required(VERSION 3.26...4.4) # USE_SABI
find_package(Python REQUIRED COMPONENTS Interpreter Development.SABIModule)

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

# The module poolproof.native._blockpool, written by hand: a block is memory for the buffer protocol, which cffi has no type for.
python_add_library(_blockpool MODULE WITH_SOABI USE_SABI 3.11 ${folder}/block_type.c ${folder}/block_pool_type.c)
target_link_libraries(_blockpool PRIVATE blockpool)
target_compile_features(_blockpool PRIVATE c_std_11)
if(NOT MSVC)
  target_compile_options(_blockpool PRIVATE -Wall -Wextra $<$<BOOL:${POOLPROOF_WERROR}>:-Werror>)
endif()
set_target_properties(_blockpool PROPERTIES C_VISIBILITY_PRESET hidden INSTALL_RPATH "$<IF:$<PLATFORM_ID:Darwin>,@loader_path,$ORIGIN>")
install(TARGETS _blockpool LIBRARY DESTINATION .)
