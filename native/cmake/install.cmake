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
set(BUFFERPOOL_CMAKE_FOLDER ${BUFFERPOOL_LIBDATA_FOLDER}/cmake/bufferpool)
set(BUFFERPOOL_PKGCONFIG_FOLDER ${BUFFERPOOL_LIBDATA_FOLDER}/pkgconfig)

foreach(target bufferpool bufferpool_static bufferpool_pipeline)
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endforeach()
install(TARGETS bufferpool bufferpool_static bufferpool_pipeline EXPORT bufferpoolTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${BUFFERPOOL_BINDING_FOLDER}/bufferpool.h ${PROJECT_SOURCE_DIR}/include/bufferpool_inline.h
  ${PROJECT_SOURCE_DIR}/include/bufferpool_profiling.h ${PROJECT_SOURCE_DIR}/include/bufferpool_pipeline.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/bufferpool_inline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

install(EXPORT bufferpoolTargets NAMESPACE bufferpool:: DESTINATION ${BUFFERPOOL_CMAKE_FOLDER})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/bufferpoolConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/bufferpoolConfig.cmake INSTALL_DESTINATION ${BUFFERPOOL_CMAKE_FOLDER})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/bufferpoolConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/bufferpoolConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/bufferpoolConfigVersion.cmake
  DESTINATION ${BUFFERPOOL_CMAKE_FOLDER})

# Relative to the .pc file itself, so that an installed tree may be moved.
cmake_path(ABSOLUTE_PATH BUFFERPOOL_PKGCONFIG_FOLDER BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_folder)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_LIBDIR BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_libdir)
cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_INCLUDEDIR BASE_DIRECTORY /prefix NORMALIZE OUTPUT_VARIABLE pc_includedir)
cmake_path(RELATIVE_PATH pc_libdir BASE_DIRECTORY ${pc_folder})
cmake_path(RELATIVE_PATH pc_includedir BASE_DIRECTORY ${pc_folder})
set(pc_definitions "")
if(BUFFERPOOL_PROFILING)
  set(pc_definitions " -DBUFFERPOOL_PROFILING")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/bufferpool.pc.in ${CMAKE_CURRENT_BINARY_DIR}/bufferpool.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/bufferpool.pc DESTINATION ${BUFFERPOOL_PKGCONFIG_FOLDER})
