// SPDX-License-Identifier: Apache-2.0
//
// The tables of a store that are not in memory: the messages of a folder, its subfolders, the outgoing queue.
#pragma once

#include <postroom/store/backend.hpp>
#include <postroom/table.hpp>

#include <memory>

namespace postroom::kit::store {

class StoreCore;

// Rows of one container, read from the backend page by page. What the backend cannot do of a restriction or an order
// is done in memory, once for each view and kept current by the store's events (design 7). Thread-safe.
std::shared_ptr<TableModel> make_contents_model(std::shared_ptr<StoreCore> core, Container container,
                                                const ObjectId& owner);
std::shared_ptr<TableModel> make_queue_model(std::shared_ptr<StoreCore> core);

// Subfolders of `folder`, or all folders below it with their PR_DEPTH (`deep`, M-17).
std::shared_ptr<TableModel> make_hierarchy_model(std::shared_ptr<StoreCore> core, const ObjectId& folder, bool deep);

}  // namespace postroom::kit::store
