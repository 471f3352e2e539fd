# FindHdf5Serial — the serial C library of HDF5, by name: find_package(HDF5) may pick an MPI flavour that lies beside it.
# Makes Hdf5Serial::Hdf5Serial. A site sets -DHDF5_ROOT=….
find_path(Hdf5Serial_INCLUDE_DIR hdf5.h HINTS ${HDF5_ROOT}/include PATHS /usr/include/hdf5/serial)
find_library(Hdf5Serial_LIBRARY NAMES hdf5_serial hdf5 HINTS ${HDF5_ROOT}/lib ${HDF5_ROOT}/lib64)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hdf5Serial REQUIRED_VARS Hdf5Serial_LIBRARY Hdf5Serial_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run slurm/setup.sh, or pass -DHDF5_ROOT=<prefix of a serial HDF5>")
if(Hdf5Serial_FOUND AND NOT TARGET Hdf5Serial::Hdf5Serial)
  add_library(Hdf5Serial::Hdf5Serial INTERFACE IMPORTED)
  target_include_directories(Hdf5Serial::Hdf5Serial INTERFACE ${Hdf5Serial_INCLUDE_DIR})
  target_link_libraries(Hdf5Serial::Hdf5Serial INTERFACE ${Hdf5Serial_LIBRARY})
endif()
