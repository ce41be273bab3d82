// SPDX-License-Identifier: Apache-2.0
#include "tests/store_sqlite/store_folder.hpp"

#include <mapitags.h>

#include <gtest/gtest.h>

namespace postroom::store::testing {
namespace {

using namespace kit::store;
using kit::PropertyName;

constexpr ULONG kBody = PR_BODY_W;

class SqliteObjects : public ::testing::Test {
 protected:
  StoreFolder folder_;
  std::shared_ptr<StoreBackend> store_ = folder_.open();
  const ObjectId root_ = store_->identity().root;
};

std::string read_all(Snapshot& snapshot, const ObjectId& id, ULONG tag) {
  std::string result;
  std::string buffer(50000, '\0');
  while (const std::size_t count = snapshot.read_stream(id, tag, result.size(), buffer))
    result.append(buffer, 0, count);
  return result;
}

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  return bytes;
}

TEST_F(SqliteObjects, TheStoreAndItsRootAreThereFromTheStart) {
  const auto snapshot = store_->read();
  ASSERT_TRUE(snapshot->find(kStoreObject));
  EXPECT_EQ(snapshot->find(kStoreObject)->type, ObjectType::store);
  ASSERT_TRUE(snapshot->find(root_));
  EXPECT_EQ(snapshot->find(root_)->type, ObjectType::folder);
  EXPECT_TRUE(snapshot->find(root_)->parent.is_zero());
  EXPECT_TRUE(snapshot->properties(kStoreObject).empty());
  EXPECT_FALSE(snapshot->find(ObjectId::make()));
}

TEST_F(SqliteObjects, KeepPropertiesOfTheStoreItself) {
  const auto transaction = store_->write();
  transaction->set_properties(kStoreObject, pack({{PR_DISPLAY_NAME_W, "Ann's mail"}}));
  transaction->commit();
  EXPECT_EQ(store_->read()->properties(kStoreObject).find(PR_DISPLAY_NAME_W)->text(), "Ann's mail");
}

TEST_F(SqliteObjects, AreAsTheyWereWhenTheStoreIsOpenedAgain) {
  const ObjectId inbox = add_folder(*store_, root_, "Inbox");
  const ObjectId id = add_message(*store_, inbox, {{PR_SUBJECT_W, "Hello"}, {PR_MESSAGE_SIZE, 77}}, MSGFLAG_READ);
  const RecordKey record_key = store_->identity().record_key;
  const ChangeNumber latest = store_->latest();
  store_.reset();

  store_ = folder_.open();
  EXPECT_EQ(store_->identity().record_key, record_key);
  EXPECT_EQ(store_->identity().root, root_);
  EXPECT_EQ(store_->latest(), latest);
  const auto snapshot = store_->read();
  const auto info = snapshot->find(id);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->parent, inbox);
  EXPECT_EQ(info->type, ObjectType::message);
  EXPECT_EQ(info->flags, MSGFLAG_READ);
  EXPECT_EQ(info->change, latest);
  EXPECT_EQ(snapshot->properties(id).find(PR_SUBJECT_W)->text(), "Hello");
}

TEST_F(SqliteObjects, AreNotThereWhenTheTransactionIsDropped) {
  const ObjectId id = ObjectId::make();
  {
    const auto transaction = store_->write();
    transaction->create(id, ObjectType::folder, root_, false);
    transaction->set_properties(id, pack({{PR_DISPLAY_NAME_W, "Lost"}}));
    EXPECT_TRUE(transaction->find(id));
    EXPECT_EQ(transaction->counts(root_).folders, 1u);
  }
  EXPECT_FALSE(store_->read()->find(id));
  EXPECT_EQ(store_->read()->counts(root_).folders, 0u);
}

TEST_F(SqliteObjects, StandWhereTheirKindMayStand) {
  const auto transaction = store_->write();
  const ObjectId message = ObjectId::make();
  transaction->create(message, ObjectType::message, root_, false);
  EXPECT_EQ(failure_of([&] { transaction->create(ObjectId::make(), ObjectType::folder, message, false); }),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(failure_of([&] { transaction->create(ObjectId::make(), ObjectType::attachment, root_, false); }),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(failure_of([&] { transaction->create(ObjectId::make(), ObjectType::message, ObjectId::make(), false); }),
            MAPI_E_NOT_FOUND);
}

TEST_F(SqliteObjects, SnapshotSeesOneStateWhateverIsCommittedMeanwhile) {
  const ObjectId id = add_message(*store_, root_, {{PR_SUBJECT_W, "before"}});
  const auto snapshot = store_->read();
  EXPECT_EQ(snapshot->properties(id).find(PR_SUBJECT_W)->text(), "before");
  {
    const auto transaction = store_->write();
    transaction->set_properties(id, pack({{PR_SUBJECT_W, "after"}}));
    transaction->commit();
  }
  EXPECT_EQ(snapshot->properties(id).find(PR_SUBJECT_W)->text(), "before");
  EXPECT_EQ(store_->read()->properties(id).find(PR_SUBJECT_W)->text(), "after");
}

TEST_F(SqliteObjects, TransactionReadsWhatItHasWritten) {
  const ObjectId inbox = add_folder(*store_, root_, "Inbox");
  const auto transaction = store_->write();
  const ObjectId id = ObjectId::make();
  transaction->create(id, ObjectType::message, inbox, false);
  transaction->set_properties(id, pack({{PR_SUBJECT_W, "new"}}));
  transaction->put_recipient(id, {3, pack({{PR_DISPLAY_NAME_W, "Bob"}})});
  EXPECT_EQ(transaction->properties(id).find(PR_SUBJECT_W)->text(), "new");
  EXPECT_EQ(transaction->recipients(id).size(), 1u);
  const Query all;
  EXPECT_EQ(transaction->rows(Container::messages, inbox, all, {}, Direction::forward, 10).size(), 1u);
  EXPECT_EQ(transaction->counts(inbox).messages, 1u);
  EXPECT_EQ(transaction->counts(inbox).unread, 1u);
  transaction->set_flags(id, MSGFLAG_READ);
  EXPECT_EQ(transaction->counts(inbox).unread, 0u);
  EXPECT_EQ(transaction->child_folder(root_, "INBOX"), inbox);
}

TEST_F(SqliteObjects, FolderIsFoundByNameWithoutRegardToCase) {
  const ObjectId id = add_folder(*store_, root_, "Été");
  EXPECT_EQ(store_->read()->child_folder(root_, "éTÉ"), id);
  EXPECT_FALSE(store_->read()->child_folder(root_, "Ete"));
  EXPECT_FALSE(store_->read()->child_folder(id, "Été"));
  const auto transaction = store_->write();
  transaction->set_properties(id, pack({{PR_DISPLAY_NAME_W, "Hiver"}}));
  EXPECT_EQ(transaction->child_folder(root_, "hiver"), id);
  EXPECT_FALSE(transaction->child_folder(root_, "Été"));
}

TEST_F(SqliteObjects, CountsFollowEveryChange) {
  const ObjectId a = add_folder(*store_, root_, "a");
  const ObjectId b = add_folder(*store_, root_, "b");
  const ObjectId one = add_message(*store_, a, {});
  const ObjectId two = add_message(*store_, a, {}, MSGFLAG_READ);
  const auto counts = [&](const ObjectId& id) { return store_->read()->counts(id); };
  const auto change = [&](auto action) {
    const auto transaction = store_->write();
    action(*transaction);
    transaction->commit();
  };
  EXPECT_EQ(counts(root_).folders, 2u);
  EXPECT_EQ(counts(a).messages, 2u);
  EXPECT_EQ(counts(a).unread, 1u);

  change([&](Transaction& t) { t.move(one, b); });
  EXPECT_EQ(counts(a).messages, 1u);
  EXPECT_EQ(counts(a).unread, 0u);
  EXPECT_EQ(counts(b).messages, 1u);
  EXPECT_EQ(counts(b).unread, 1u);

  change([&](Transaction& t) { t.set_deleted(one, true); });
  EXPECT_EQ(counts(b).messages, 0u);
  EXPECT_EQ(counts(b).unread, 0u);
  EXPECT_EQ(counts(b).deleted, 1u);
  change([&](Transaction& t) { t.set_deleted(one, false); });
  EXPECT_EQ(counts(b).messages, 1u);
  EXPECT_EQ(counts(b).deleted, 0u);

  change([&](Transaction& t) { t.create(ObjectId::make(), ObjectType::message, b, true); });
  EXPECT_EQ(counts(b).associated, 1u);
  EXPECT_EQ(counts(b).messages, 1u);

  change([&](Transaction& t) { t.remove(two); });
  EXPECT_EQ(counts(a).messages, 0u);
  change([&](Transaction& t) { t.move(b, a); });
  EXPECT_EQ(counts(root_).folders, 1u);
  EXPECT_EQ(counts(a).folders, 1u);
  change([&](Transaction& t) { t.remove(a); });
  EXPECT_EQ(counts(root_).folders, 0u);
  EXPECT_FALSE(store_->read()->find(one));
}

TEST_F(SqliteObjects, FolderCannotBeMovedIntoItself) {
  const ObjectId a = add_folder(*store_, root_, "a");
  const ObjectId b = add_folder(*store_, a, "b");
  const auto transaction = store_->write();
  EXPECT_EQ(failure_of([&] { transaction->move(a, b); }), MAPI_E_FOLDER_CYCLE);
  EXPECT_EQ(failure_of([&] { transaction->move(a, a); }), MAPI_E_FOLDER_CYCLE);
}

TEST_F(SqliteObjects, RecipientsKeepTheirRows) {
  const ObjectId id = add_message(*store_, root_, {});
  {
    const auto transaction = store_->write();
    transaction->put_recipient(id, {5, pack({{PR_DISPLAY_NAME_W, "Eve"}})});
    transaction->put_recipient(id, {1, pack({{PR_DISPLAY_NAME_W, "Ann"}})});
    transaction->put_recipient(id, {5, pack({{PR_DISPLAY_NAME_W, "Eva"}})});
    transaction->commit();
  }
  auto recipients = store_->read()->recipients(id);
  ASSERT_EQ(recipients.size(), 2u);
  EXPECT_EQ(recipients[0].row, 1u);
  EXPECT_EQ(recipients[1].row, 5u);
  EXPECT_EQ(recipients[1].properties.find(PR_DISPLAY_NAME_W)->text(), "Eva");
  {
    const auto transaction = store_->write();
    transaction->remove_recipient(id, 1);
    EXPECT_EQ(failure_of([&] { transaction->remove_recipient(id, 1); }), MAPI_E_NOT_FOUND);
    transaction->commit();
  }
  EXPECT_EQ(store_->read()->recipients(id).size(), 1u);
}

TEST_F(SqliteObjects, StreamsComeBackByteForByteFromAnyOffset) {
  const ObjectId id = ObjectId::make();
  const std::string bytes = pattern(300001);
  {
    const auto transaction = store_->write();
    transaction->create(id, ObjectType::message, root_, false);
    transaction->truncate_stream(id, kBody);
    for (std::size_t at = 0; at < bytes.size(); at += 7001) {
      transaction->append_stream(id, kBody, std::string_view(bytes).substr(at, 7001));
    }
    transaction->set_properties(id, pack({}, {{kBody, bytes.size()}}));
    EXPECT_EQ(read_all(*transaction, id, kBody), bytes);
    transaction->append_stream(id, kBody, "the end");
    transaction->commit();
  }
  const auto snapshot = store_->read();
  EXPECT_EQ(read_all(*snapshot, id, kBody), bytes + "the end");
  for (const std::size_t at : {std::size_t{0}, std::size_t{65535}, std::size_t{65536}, std::size_t{200000}}) {
    std::string buffer(1000, '\0');
    EXPECT_EQ(snapshot->read_stream(id, kBody, at, buffer), 1000u);
    EXPECT_EQ(buffer, bytes.substr(at, 1000));
  }
  std::string buffer(10, '\0');
  EXPECT_EQ(snapshot->read_stream(id, kBody, bytes.size() + 7, buffer), 0u);
  EXPECT_EQ(failure_of([&] { snapshot->read_stream(id, PR_HTML, 0, buffer); }), MAPI_E_NOT_FOUND);
}

TEST_F(SqliteObjects, CopiedStreamIsIndependentOfItsOriginal) {
  const ObjectId one = add_message(*store_, root_, {});
  const ObjectId two = add_message(*store_, root_, {});
  const std::string bytes = pattern(100000);
  {
    const auto transaction = store_->write();
    transaction->truncate_stream(one, kBody);
    transaction->append_stream(one, kBody, bytes);
    transaction->set_properties(one, pack({}, {{kBody, bytes.size()}}));
    transaction->copy_stream(one, two, kBody);
    transaction->set_properties(two, pack({}, {{kBody, bytes.size()}}));
    transaction->commit();
  }
  {
    const auto transaction = store_->write();
    transaction->append_stream(two, kBody, "more");
    transaction->commit();
  }
  EXPECT_EQ(read_all(*store_->read(), one, kBody), bytes);
  EXPECT_EQ(read_all(*store_->read(), two, kBody), bytes + "more");
  {
    const auto transaction = store_->write();
    transaction->remove(one);
    transaction->commit();
  }
  EXPECT_EQ(read_all(*store_->read(), two, kBody), bytes + "more");
}

TEST_F(SqliteObjects, StreamEndsWithItsTagInTheBag) {
  const ObjectId id = add_message(*store_, root_, {});
  {
    const auto transaction = store_->write();
    transaction->truncate_stream(id, kBody);
    transaction->append_stream(id, kBody, pattern(10000));
    transaction->set_properties(id, pack({}, {{kBody, 10000}}));
    transaction->commit();
  }
  {
    const auto transaction = store_->write();
    transaction->set_properties(id, pack({{kBody, "short now"}}));
    transaction->commit();
  }
  std::string buffer(10, '\0');
  EXPECT_EQ(failure_of([&] { store_->read()->read_stream(id, kBody, 0, buffer); }), MAPI_E_NOT_FOUND);
}

TEST_F(SqliteObjects, FlagsDoNotMakeANewVersion) {  // M-25
  const ObjectId id = add_message(*store_, root_, {});
  const ObjectInfo before = *store_->read()->find(id);
  const auto transaction = store_->write();
  transaction->set_flags(id, MSGFLAG_READ);
  transaction->set_status(id, 0x80000001);
  const ChangeNumber number = transaction->commit();
  const ObjectInfo after = *store_->read()->find(id);
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(after.change, number);
  EXPECT_EQ(after.status, 0x80000001u);
}

TEST_F(SqliteObjects, AttachmentsAndEmbeddedMessagesGoWithTheirMessage) {
  const ObjectId message = add_message(*store_, root_, {});
  const ObjectId attachment = ObjectId::make();
  const ObjectId inner = ObjectId::make();
  {
    const auto transaction = store_->write();
    transaction->create(attachment, ObjectType::attachment, message, false);
    transaction->create(inner, ObjectType::message, attachment, false);
    EXPECT_EQ(transaction->embedded(attachment), inner);
    transaction->commit();
  }
  EXPECT_EQ(store_->read()->embedded(attachment), inner);
  const ChangeNumber before = store_->latest();
  {
    const auto transaction = store_->write();
    transaction->remove(message);
    transaction->commit();
  }
  EXPECT_FALSE(store_->read()->find(attachment));
  EXPECT_FALSE(store_->read()->find(inner));
  EXPECT_EQ(store_->changes_since(before).changes.size(), 3u);
}

TEST_F(SqliteObjects, QueueKeepsTheOrderOfSubmission) {  // H-4
  const ObjectId one = add_message(*store_, root_, {});
  const ObjectId two = add_message(*store_, root_, {});
  const auto change = [&](auto action) {
    const auto transaction = store_->write();
    action(*transaction);
    transaction->commit();
  };
  change([&](Transaction& t) { t.enqueue(two, 0); });
  change([&](Transaction& t) { t.enqueue(one, SUBMITFLAG_PREPROCESS); });
  change([&](Transaction& t) { t.enqueue(two, SUBMITFLAG_PREPROCESS); });
  const Query all;
  auto rows = store_->read()->rows(Container::queue, kStoreObject, all, {}, Direction::forward, 10);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].info.id, two);
  EXPECT_EQ(rows[0].info.parent, root_);
  EXPECT_EQ(rows[0].queued.submit_flags, static_cast<std::uint32_t>(SUBMITFLAG_PREPROCESS));
  EXPECT_EQ(rows[1].info.id, one);
  EXPECT_EQ(store_->read()->count(Container::queue, kStoreObject, all), 2u);

  change([&](Transaction& t) {
    EXPECT_TRUE(t.claim(two));
    EXPECT_FALSE(t.claim(two));
  });
  store_ = folder_.open();
  EXPECT_TRUE(store_->read()->queue_entry(two)->claimed);
  change([&](Transaction& t) { t.release_claim(two); });
  EXPECT_FALSE(store_->read()->queue_entry(two)->claimed);
  change([&](Transaction& t) { t.finish(two); });
  EXPECT_FALSE(store_->read()->queue_entry(two));
  change([&](Transaction& t) { t.remove(one); });
  EXPECT_EQ(store_->read()->count(Container::queue, kStoreObject, all), 0u);
}

TEST_F(SqliteObjects, NamesKeepTheirIds) {  // M-44, M-45
  const PropertyName number{PS_PUBLIC_STRINGS, std::nullopt, 17};
  const PropertyName text{PS_PUBLIC_STRINGS, "Keywords", 0};
  const PropertyName empty{PS_PUBLIC_STRINGS, "", 0};
  std::uint16_t first = 0;
  {
    const auto transaction = store_->write();
    first = transaction->add_name(number);
    EXPECT_EQ(first, 0x8000);
    EXPECT_EQ(transaction->add_name(text), 0x8001);
    EXPECT_EQ(transaction->add_name(empty), 0x8002);
    EXPECT_EQ(transaction->add_name(number), first);
    transaction->commit();
  }
  const auto snapshot = store_->read();
  EXPECT_EQ(snapshot->find_name(text), 0x8001);
  EXPECT_EQ(snapshot->find_name(empty), 0x8002);
  EXPECT_FALSE(snapshot->find_name({PS_PUBLIC_STRINGS, "keywords", 0}));
  EXPECT_FALSE(snapshot->find_name({PS_PUBLIC_STRINGS, std::nullopt, 0}));
  const auto all = snapshot->named_properties();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].name, number);
  EXPECT_EQ(all[1].name, text);
}

TEST_F(SqliteObjects, FeedTellsWhatEachCommitChanged) {
  const ChangeNumber start = store_->latest();
  const ObjectId a = add_folder(*store_, root_, "a");
  const ObjectId message = add_message(*store_, root_, {});
  {
    const auto transaction = store_->write();
    transaction->move(message, a);
    transaction->set_flags(message, MSGFLAG_READ);
    transaction->commit();
  }
  const Changes changes = store_->changes_since(start);
  EXPECT_TRUE(changes.complete);
  EXPECT_EQ(changes.latest, store_->latest());
  ASSERT_EQ(changes.changes.size(), 4u);
  EXPECT_EQ(changes.changes[0].kind, ChangeKind::created);
  EXPECT_EQ(changes.changes[0].id, a);
  EXPECT_EQ(changes.changes[1].kind, ChangeKind::created);
  EXPECT_EQ(changes.changes[2].kind, ChangeKind::moved);
  EXPECT_EQ(changes.changes[2].parent, a);
  EXPECT_EQ(changes.changes[2].old_parent, root_);
  EXPECT_EQ(changes.changes[3].kind, ChangeKind::flagged);
  EXPECT_LT(changes.changes[1].number, changes.changes[2].number);
  EXPECT_TRUE(store_->changes_since(changes.latest).changes.empty());
}

TEST_F(SqliteObjects, InterruptedStoreAnswersCancel) {
  const ObjectId id = add_message(*store_, root_, {});
  const auto snapshot = store_->read();
  store_->interrupt();
  EXPECT_EQ(failure_of([&] { snapshot->properties(id); }), MAPI_E_CANCEL);
  EXPECT_EQ(failure_of([&] { store_->read(); }), MAPI_E_CANCEL);
  EXPECT_EQ(failure_of([&] { store_->write(); }), MAPI_E_CANCEL);
}

TEST_F(SqliteObjects, LongTransactionHoldsEverything) {
  const ObjectId inbox = add_folder(*store_, root_, "Inbox");
  std::vector<ObjectId> ids;
  {
    const auto transaction = store_->write();
    for (int i = 0; i < 2000; ++i) {
      ids.push_back(ObjectId::make());
      transaction->create(ids.back(), ObjectType::message, inbox, false);
      transaction->set_properties(ids.back(), pack({{PR_MESSAGE_SIZE, i}}));
    }
    transaction->set_flags(ids.front(), MSGFLAG_READ);
    transaction->commit();
  }
  EXPECT_EQ(store_->read()->counts(inbox).messages, 2000u);
  EXPECT_EQ(store_->read()->counts(inbox).unread, 1999u);
  for (int i = 0; i < 2000; i += 99) {
    EXPECT_EQ(store_->read()->properties(ids[static_cast<std::size_t>(i)]).find(PR_MESSAGE_SIZE)->number(), i);
  }
}

}  // namespace
}  // namespace postroom::store::testing
