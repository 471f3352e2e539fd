#include "search/net_free.h"

namespace az {

SearchConfig net_free_search(int simulations) {
  SearchConfig search;
  search.algorithm = SearchAlgorithm::kPuct;
  search.simulations = simulations;
  search.tree_reuse = false;
  search.collapse_forced = false;
  search.tie_order = TieOrder::kMiddleOut;
  search.puct.c_init = 2;
  search.puct.c_log = 0;
  search.puct.visit_offset = 0;
  search.puct.first_play = FirstPlay::kZero;
  search.puct.move_choice = MoveChoice::kVisits;
  return search;
}

}  // namespace az
