// interrupt.h — a signal that ends a command early, asked for where the command can stop.
#pragma once

#include <initializer_list>

namespace az {

/// From now on the first of each of these signals does not kill this process: interrupted() tells
/// of it.
void catch_interrupts(std::initializer_list<int> signals);

/// The last signal caught; 0: none.
int interrupted();

}  // namespace az
