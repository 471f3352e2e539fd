// counting_new.h — counts the allocations of this thread: the test executable's operator new.
#pragma once

namespace az {

/// Counts while it lives. One at a time per thread.
class AllocationCounter {
 public:
  AllocationCounter();
  ~AllocationCounter();
  AllocationCounter(const AllocationCounter&) = delete;
  long count() const;
};

}  // namespace az
