# FindLibTorch — LibTorch from a PyPI wheel or a site's own tree. Makes LibTorch::LibTorch.
#
# Ours, because the package file of a CUDA wheel insists on a CUDA toolkit even where only the CPU libraries are linked.
# Looks in -DLIBTORCH_ROOT, the environment's LIBTORCH_ROOT, then .deps/torch/torch (slurm/setup.sh puts it there).
set(LIBTORCH_ROOT "$ENV{LIBTORCH_ROOT}" CACHE PATH "Folder that holds LibTorch's include/ and lib/")
set(roots ${LIBTORCH_ROOT} ${PROJECT_SOURCE_DIR}/.deps/torch/torch)
find_path(LibTorch_INCLUDE_DIR torch/csrc/api/include/torch/torch.h PATHS ${roots} PATH_SUFFIXES include NO_DEFAULT_PATH)
find_library(LibTorch_cpu_LIBRARY torch_cpu PATHS ${roots} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_library(LibTorch_c10_LIBRARY c10 PATHS ${roots} PATH_SUFFIXES lib NO_DEFAULT_PATH)
set(required LibTorch_cpu_LIBRARY LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR)
if(AZ_GPU)
  find_library(LibTorch_cuda_LIBRARY torch_cuda PATHS ${roots} PATH_SUFFIXES lib NO_DEFAULT_PATH)
  find_library(LibTorch_c10_cuda_LIBRARY c10_cuda PATHS ${roots} PATH_SUFFIXES lib NO_DEFAULT_PATH)
  list(APPEND required LibTorch_cuda_LIBRARY LibTorch_c10_cuda_LIBRARY)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS ${required}
  REASON_FAILURE_MESSAGE "run slurm/setup.sh, or pass -DLIBTORCH_ROOT=<folder with include/ and lib/>")
if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  cmake_path(GET LibTorch_cpu_LIBRARY PARENT_PATH torch_lib)
  # The wheel's CPU library names two small CUDA runtime libraries; they lie beside it in the wheel's nvidia folder.
  file(GLOB torch_runtime ${torch_lib}/../../nvidia/*/lib)
  # The wheel brings its own fmt, another version than the one we link: LibTorch's headers are seen through a folder of
  # links that leaves it out.
  set(torch_headers ${CMAKE_BINARY_DIR}/libtorch_include)
  file(GLOB torch_entries ${LibTorch_INCLUDE_DIR}/*)
  list(FILTER torch_entries EXCLUDE REGEX "/fmt$")
  file(MAKE_DIRECTORY ${torch_headers})
  foreach(entry IN LISTS torch_entries)
    cmake_path(GET entry FILENAME name)
    file(CREATE_LINK ${entry} ${torch_headers}/${name} SYMBOLIC)
  endforeach()
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  # SYSTEM: our warnings are errors, its headers are not ours.
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE
    ${torch_headers} ${torch_headers}/torch/csrc/api/include)
  target_link_libraries(LibTorch::LibTorch INTERFACE ${LibTorch_cpu_LIBRARY} ${LibTorch_c10_LIBRARY})
  target_link_options(LibTorch::LibTorch INTERFACE -Wl,-rpath,${torch_lib} -Wl,-rpath-link,${torch_lib})
  foreach(runtime IN LISTS torch_runtime)
    target_link_options(LibTorch::LibTorch INTERFACE -Wl,-rpath,${runtime} -Wl,-rpath-link,${runtime})
  endforeach()
  if(AZ_GPU)
    # Nothing of ours names a symbol of torch_cuda: without --no-as-needed the linker would drop it.
    target_link_libraries(LibTorch::LibTorch INTERFACE
      -Wl,--no-as-needed ${LibTorch_cuda_LIBRARY} -Wl,--as-needed ${LibTorch_c10_cuda_LIBRARY})
  endif()
endif()
