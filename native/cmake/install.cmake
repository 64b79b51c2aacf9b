# What a C user installs. In a wheel the same files lie in the folder of the package poolproof.native.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(SKBUILD)
  set(CMAKE_INSTALL_LIBDIR .)
  set(CMAKE_INSTALL_BINDIR .)
  set(CMAKE_INSTALL_INCLUDEDIR include)
  set(BUFFERPOOL_LIBDATA_FOLDER lib)
else()
  set(BUFFERPOOL_LIBDATA_FOLDER ${CMAKE_INSTALL_LIBDIR})
endif()
set(BUFFERPOOL_PKGCONFIG_FOLDER ${BUFFERPOOL_LIBDATA_FOLDER}/pkgconfig)

# Relative to the .pc file itself, so that an installed tree may be moved.
cmake_path(ABSOLUTE_PATH BUFFERPOOL_PKGCONFIG_FOLDER BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_folder)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_libdir)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_includedir)
cmake_path(RELATIVE_PATH pc_libdir BASE_DIRECTORY ${pc_folder})
cmake_path(RELATIVE_PATH pc_includedir BASE_DIRECTORY ${pc_folder})

# The targets, for find_package and pkg-config of this name. `definitions`: what its headers are compiled with, for pkg-config.
function(install_package package description definitions)
  foreach(target ${ARGN})
    target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  endforeach()
  install(TARGETS ${ARGN} EXPORT ${package}Targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(folder ${BUFFERPOOL_LIBDATA_FOLDER}/cmake/${package})
  install(EXPORT ${package}Targets NAMESPACE ${package}:: DESTINATION ${folder})
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${package})
  configure_package_config_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/packageConfig.cmake.in ${made}Config.cmake
    INSTALL_DESTINATION ${folder})
  write_basic_package_version_file(${made}ConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${made}Config.cmake ${made}ConfigVersion.cmake DESTINATION ${folder})
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/package.pc.in ${made}.pc @ONLY)
  install(FILES ${made}.pc DESTINATION ${BUFFERPOOL_PKGCONFIG_FOLDER})
endfunction()

set(profiling "")
if(BUFFERPOOL_PROFILING)
  set(profiling " -DBUFFERPOOL_PROFILING")
endif()
install_package(bufferpool "Fixed-capacity pool of reusable buffers for hot paths" "${profiling}"
  bufferpool bufferpool_static bufferpool_pipeline)
install_package(blockpool "Fixed-capacity pool of blocks of any size for hot paths" "" blockpool blockpool_static sharedpool)

set(include ${PROJECT_SOURCE_DIR}/include)
install(FILES ${BUFFERPOOL_BINDING_FOLDER}/bufferpool.h ${include}/bufferpool_inline.h ${include}/bufferpool_profiling.h
  ${include}/bufferpool_pipeline.h ${BUFFERPOOL_BINDING_FOLDER}/blockpool.h ${include}/blockpool_inline.h
  ${include}/blockpool_options.h ${include}/sharedpool.h ${include}/sharedpool_inline.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${include}/bufferpool_inline ${include}/blockpool_inline ${include}/sharedpool_inline
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
