# Whether the library holds the lending operations in two forms, and how it picks one. Sets BUFFERPOOL_FORMS for each kind of library.
include(CheckCSourceCompiles)

set(BUFFERPOOL_DISPATCH AUTO CACHE STRING
  "How the library picks the code for the processor at hand: AUTO, IFUNC (by the loader), POINTERS (when loaded), OFF")
set_property(CACHE BUFFERPOOL_DISPATCH PROPERTY STRINGS AUTO IFUNC POINTERS OFF)
if(NOT BUFFERPOOL_DISPATCH MATCHES "^(AUTO|IFUNC|POINTERS|OFF)$")
  message(FATAL_ERROR "BUFFERPOOL_DISPATCH is ${BUFFERPOOL_DISPATCH}: give AUTO, IFUNC, POINTERS or OFF")
endif()

# No second form where the compiler was told to use AVX2 anyway, or has none.
set(CMAKE_REQUIRED_FLAGS -mavx2)
check_c_source_compiles("
  int main(void) { __builtin_cpu_init(); return __builtin_cpu_supports(\"avx2\") == 0; }" BUFFERPOOL_HAS_AVX2_FORM)
unset(CMAKE_REQUIRED_FLAGS)
check_c_source_compiles("
  #ifdef __AVX2__
  #error it is used already
  #endif
  int main(void) { return 0; }" BUFFERPOOL_LACKS_AVX2)

# clang compiles an ifunc for musl too, whose loader knows none.
check_c_source_compiles("
  #include <features.h>
  #ifndef __GLIBC__
  #error the loader must do its part
  #endif
  static int one(void) { return 1; }
  __attribute__((used)) static int (*resolve(void))(void) { return one; }
  int chosen(void) __attribute__((ifunc(\"resolve\")));
  int main(void) { return chosen(); }" BUFFERPOOL_HAS_IFUNC)

if(BUFFERPOOL_DISPATCH STREQUAL OFF OR NOT BUFFERPOOL_HAS_AVX2_FORM OR NOT BUFFERPOOL_LACKS_AVX2)
  if(BUFFERPOOL_DISPATCH MATCHES "IFUNC|POINTERS")
    message(FATAL_ERROR "BUFFERPOOL_DISPATCH is ${BUFFERPOOL_DISPATCH}, but there is nothing to pick from: "
      "it needs an x86 compiler that knows AVX2 and is not told to use it everywhere. Give AUTO or OFF")
  endif()
  set(BUFFERPOOL_SHARED_DISPATCH OFF)
elseif(BUFFERPOOL_DISPATCH STREQUAL POINTERS OR NOT BUFFERPOOL_HAS_IFUNC)
  if(BUFFERPOOL_DISPATCH STREQUAL IFUNC)
    message(FATAL_ERROR "BUFFERPOOL_DISPATCH is IFUNC, which this system does not have. Give AUTO or POINTERS")
  endif()
  set(BUFFERPOOL_SHARED_DISPATCH POINTERS)
else()
  set(BUFFERPOOL_SHARED_DISPATCH IFUNC)
endif()
# A static library may end up in a program that is linked whole, whose start-up need not know of ifuncs.
string(REPLACE IFUNC POINTERS BUFFERPOOL_STATIC_DISPATCH ${BUFFERPOOL_SHARED_DISPATCH})

if(NOT BUFFERPOOL_SHARED_DISPATCH STREQUAL OFF)
  list(APPEND BUFFERPOOL_SOURCES ${PROJECT_SOURCE_DIR}/src/dispatch.c ${PROJECT_SOURCE_DIR}/src/lending_avx2.c)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/lending_avx2.c PROPERTIES COMPILE_OPTIONS -mavx2)
endif()
message(STATUS "bufferpool picks its code by ${BUFFERPOOL_SHARED_DISPATCH} (static library: ${BUFFERPOOL_STATIC_DISPATCH})")

function(bufferpool_set_dispatch target how)
  if(NOT how STREQUAL OFF)
    target_compile_definitions(${target} PRIVATE BUFFERPOOL_DISPATCH)
  endif()
  if(how STREQUAL IFUNC)
    target_compile_definitions(${target} PRIVATE BUFFERPOOL_IFUNC)
  endif()
endfunction()
