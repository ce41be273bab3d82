// SPDX-License-Identifier: Apache-2.0
//
// A table in memory of a million rows of six columns, beside a vector of structs with the same data: a line each of
// name, what the table takes, and what the vector takes. Times are in milliseconds of processor time, memory in bytes
// for a row. The floor of HrQueryAllRows is the table's own pages. Then what one change costs sorted views of the
// table: a line each of name and microseconds.
#include <postroom/failure.hpp>
#include <postroom/memory_table.hpp>
#include <postroom/object.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <malloc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using namespace postroom;
using namespace postroom::kit;

constexpr int kRows = 1'000'000;
constexpr int kRounds = 3;
constexpr int kChanges = 20'000;

// MAPI memory: a head block knows the blocks linked to it.
struct alignas(16) Block {
  Block* next = nullptr;
};
SCODE STDMETHODCALLTYPE allocate_block(ULONG size, void** result) {
  auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + size));
  block->next = nullptr;
  *result = block + 1;
  return S_OK;
}
SCODE STDMETHODCALLTYPE allocate_linked(ULONG size, void* head, void** result) {
  static_cast<void>(allocate_block(size, result));
  Block* block = static_cast<Block*>(*result) - 1;
  Block* first = static_cast<Block*>(head) - 1;
  block->next = first->next;
  first->next = block;
  return S_OK;
}
ULONG STDAPICALLTYPE free_block(void* memory) {
  for (Block* block = memory == nullptr ? nullptr : static_cast<Block*>(memory) - 1; block != nullptr;) {
    Block* next = block->next;
    std::free(block);
    block = next;
  }
  return 0;
}

struct Mail {
  int id;
  std::string subject;
  std::string sender;
  std::uint64_t delivered;
  int size;
  int flags;
};

Mail mail(int id, std::mt19937& random) {
  static const char* const kWords[] = {"meeting", "Invoice", "report", "Re: lunch", "holiday", "Weekly", "minutes"};
  std::string subject = kWords[random() % 7];
  subject += ' ';
  subject += std::to_string(random() % 100000);
  return {id,
          std::move(subject),
          "sender " + std::to_string(random() % 1000),
          130'000'000'000'000'000ULL + random() * 1000ULL,
          static_cast<int>(random() % 100000),
          static_cast<int>(random() % 4)};
}

std::vector<Mail> mails(int count) {
  std::mt19937 random(1);
  std::vector<Mail> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int id = 0; id < count; ++id) all.push_back(mail(id, random));
  return all;
}

// The mail in MAPI's form, which points to its text.
// The four cells that are no texts.
void describe_numbers(const Mail& mail, SPropValue* cell) {
  cell[0].ulPropTag = PR_ROWID;
  cell[0].Value.l = mail.id;
  cell[3].ulPropTag = PR_MESSAGE_DELIVERY_TIME;
  cell[3].Value.ft = filetime_of(mail.delivered);
  cell[4].ulPropTag = PR_MESSAGE_SIZE;
  cell[4].Value.l = mail.size;
  cell[5].ulPropTag = PR_MESSAGE_FLAGS;
  cell[5].Value.l = mail.flags;
}

void describe(const Mail& mail, SPropValue* cell) {
  describe_numbers(mail, cell);
  cell[1].ulPropTag = PR_SUBJECT_A;
  cell[1].Value.lpszA = const_cast<char*>(mail.subject.c_str());
  cell[2].ulPropTag = PR_SENDER_NAME_A;
  cell[2].Value.lpszA = const_cast<char*>(mail.sender.c_str());
}

PropertyBag bag(const Mail& mail) {
  return {{PR_ROWID, mail.id},
          {PR_SUBJECT_W, mail.subject},
          {PR_SENDER_NAME_W, mail.sender},
          {PR_MESSAGE_DELIVERY_TIME, filetime_of(mail.delivered)},
          {PR_MESSAGE_SIZE, mail.size},
          {PR_MESSAGE_FLAGS, mail.flags}};
}

constexpr std::size_t kAtOnce = 1024;

// Gives `take` the mails as clients and providers have rows, some at a time.
template <class Take>
void in_row_sets(const std::vector<Mail>& all, Take&& take) {
  using Cells = std::array<SPropValue, 6>;
  std::vector<Cells> cells(kAtOnce, Cells{});
  const auto rows = make_mapi<SRowSet>(CbNewSRowSet(kAtOnce));
  for (std::size_t at = 0; at < all.size(); at += kAtOnce) {
    rows->cRows = static_cast<ULONG>(std::min(kAtOnce, all.size() - at));
    for (ULONG i = 0; i < rows->cRows; ++i) {
      rows->aRow[i] = {0, static_cast<ULONG>(cells[i].size()), cells[i].data()};
      describe(all[at + i], cells[i].data());
    }
    take(*rows);
  }
}

std::shared_ptr<MemoryTable> table_of(const std::vector<Mail>& all) {
  auto table = MemoryTable::create(PR_ROWID);
  in_row_sets(all, [&](const SRowSet& rows) { table->put(std::span<const SRow>(rows.aRow, rows.cRows)); });
  return table;
}

// With bags, as the runtime and the stores have them.
std::shared_ptr<MemoryTable> table_of_bags(const std::vector<Mail>& all) {
  auto table = MemoryTable::create(PR_ROWID);
  for (std::size_t at = 0; at < all.size();) {
    std::vector<PropertyBag> some;
    for (const std::size_t end = std::min(at + kAtOnce, all.size()); at < end; ++at) some.push_back(bag(all[at]));
    table->put(std::move(some));
  }
  return table;
}

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The least of a few rounds, in milliseconds.
double least(
    const std::function<void()>& work, const std::function<void()>& prepare = [] {}) {
  double best = 1e30;
  for (int round = 0; round < kRounds; ++round) {
    prepare();
    const double start = processor_seconds();
    work();
    best = std::min(best, 1e3 * (processor_seconds() - start));
  }
  return best;
}

std::size_t used() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::shared_ptr<Core> core() {
  return std::make_shared<Core>(com_ptr<IPostroomLedger>(), 1);
}

void sort_by(IMAPITable& view, ULONG tag) {
  check(view.SortTable(SortOrder({{tag, TABLE_SORT_ASCEND}}).to_mapi().get(), 0));
}

std::size_t read_all(IMAPITable& view, LONG at_once) {
  std::size_t rows = 0;
  check(view.SeekRow(BOOKMARK_BEGINNING, 0, nullptr));
  for (;;) {
    LPSRowSet raw = nullptr;
    check(view.QueryRows(at_once, 0, &raw));
    const rows_ptr page(raw);
    if (page->cRows == 0) return rows;
    rows += page->cRows;
  }
}

// What any program must do to give a row away as MAPI wants it (L-5): a block of its own with the values and the text.
void* give(const Mail& mail) {
  const std::size_t text = 4 * (mail.subject.size() + 1 + mail.sender.size() + 1);
  void* memory = nullptr;
  static_cast<void>(allocate_block(static_cast<ULONG>(6 * sizeof(SPropValue) + text), &memory));
  auto* cell = static_cast<SPropValue*>(memory);
  auto* letters = reinterpret_cast<WCHAR*>(cell + 6);
  const auto write = [&](const std::string& from) {
    WCHAR* const begin = letters;
    letters = std::copy(from.begin(), from.end(), letters);
    *letters++ = 0;
    return begin;
  };
  describe_numbers(mail, cell);
  cell[1].ulPropTag = PR_SUBJECT_W;
  cell[1].Value.lpszW = write(mail.subject);
  cell[2].ulPropTag = PR_SENDER_NAME_W;
  cell[2].Value.lpszW = write(mail.sender);
  return memory;
}
void give_all(const std::vector<Mail>& all, std::size_t at_once) {
  std::vector<void*> given;
  given.reserve(at_once);
  for (std::size_t at = 0; at < all.size();) {
    for (const std::size_t end = std::min(at + at_once, all.size()); at < end; ++at) given.push_back(give(all[at]));
    for (void* row : given) free_block(row);
    given.clear();
  }
}

// The least that a list can do of which L-33 is true: a row is found by its number when another comes for it.
void load_with_index(const std::vector<Mail>& all, std::vector<Mail>& rows,
                     std::unordered_map<int, std::size_t>& places) {
  std::array<SPropValue, 6> cells{};
  for (const Mail& one : all) {
    describe(one, cells.data());  // the rows come in MAPI's form
    const auto [place, fresh] = places.try_emplace(cells[0].Value.l, rows.size());
    if (fresh) rows.emplace_back();
    rows[place->second] = {cells[0].Value.l, cells[1].Value.lpszA, cells[2].Value.lpszA, ticks_of(cells[3].Value.ft),
                           cells[4].Value.l, cells[5].Value.l};
  }
}

void print(const char* name, double table, double vector) {
  std::printf("%s %.3f %.3f\n", name, table, vector);
  std::fflush(stdout);
}

void beside_a_vector() {
  std::size_t before = used();
  const std::vector<Mail> all = mails(kRows);
  const double plain_bytes = static_cast<double>(used() - before) / kRows;
  before = used();
  std::shared_ptr<MemoryTable> table = table_of(all);
  print("memory", static_cast<double>(used() - before) / kRows, plain_bytes);

  std::vector<Mail> copy;
  std::unordered_map<int, std::size_t> places;
  std::shared_ptr<MemoryTable> fresh;
  const auto forget = [&] {
    copy = {};
    places = {};
  };
  const double with_index = least([&] { load_with_index(all, copy, places); }, forget);
  forget();
  print("load_with_index", least([&] { fresh = table_of(all); }, [&] { fresh.reset(); }), with_index);
  print("load_of_bags", least([&] { fresh = table_of_bags(all); }, [&] { fresh.reset(); }), with_index);
  print("load", least([&] { fresh = table_of(all); }, [&] { fresh.reset(); }),
        least(
            [&] {
              for (const Mail& one : all) copy.push_back(one);
            },
            [&] { copy = {}; }));
  fresh.reset();

  const auto view = table->view(core(), {.flags = MAPI_UNICODE,
                                         .columns = {PR_ROWID, PR_SUBJECT_W, PR_SENDER_NAME_W, PR_MESSAGE_DELIVERY_TIME,
                                                     PR_MESSAGE_SIZE, PR_MESSAGE_FLAGS}});
  print("sort_by_text", least([&] { sort_by(*view, PR_SUBJECT_W); }),
        least(
            [&] {
              std::sort(copy.begin(), copy.end(), [](const Mail& a, const Mail& b) {
                const int order = text_order(a.subject, b.subject);
                return order != 0 ? order < 0 : a.id < b.id;
              });
            },
            [&] { copy = all; }));
  print("sort_by_time", least([&] { sort_by(*view, PR_MESSAGE_DELIVERY_TIME); }),
        least(
            [&] {
              std::sort(copy.begin(), copy.end(), [](const Mail& a, const Mail& b) {
                return a.delivered != b.delivered ? a.delivered < b.delivered : a.id < b.id;
              });
            },
            [&] { copy = all; }));
  sort_by(*view, PR_ROWID);
  copy = {};

  const Restriction both(Restriction::And{
      {Restriction(Restriction::Content{FL_SUBSTRING | FL_IGNORECASE, PR_SUBJECT_W, {PR_SUBJECT_W, "INVOICE"}, {}}),
       Restriction(Restriction::Property{RELOP_GT, PR_MESSAGE_SIZE, {PR_MESSAGE_SIZE, 50000}})}});
  const auto restriction = both.to_mapi();
  std::size_t found = 0;
  print("restrict", least([&] { check(view->Restrict(restriction.get(), 0)); }), least([&] {
          found = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Mail& one) {
            return one.size > 50000 && strcasestr(one.subject.c_str(), "INVOICE") != nullptr;
          }));
        }));
  if (read_all(*view, 10'000) != found) std::abort();
  check(view->Restrict(nullptr, 0));

  print("read_by_50", least([&] { read_all(*view, 50); }), least([&] { give_all(all, 50); }));
  print("read_at_once", least([&] { read_all(*view, kRows); }), least([&] { give_all(all, kRows); }));
}

// Counts what it is told, and passes it on to nobody.
class Counter final : public Notifier {
 public:
  explicit Counter(std::size_t& told) : told_(told) {}
  ULONG_PTR subscribe(ULONG, IMAPIAdviseSink*) override { return 1; }
  void unsubscribe(ULONG_PTR) override {}
  void notify(std::span<const NOTIFICATION> notifications, ULONG) noexcept override { told_ += notifications.size(); }

 private:
  std::size_t& told_;
};
class NoSink final : public Object<NoSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";
  explicit NoSink(const std::shared_ptr<Core>& core) : Object(core) {}
  STDMETHODIMP_(ULONG) OnNotify(ULONG, LPNOTIFICATION) override { return S_OK; }
};

// All rows of a table that is sorted by categories, all of them expanded: as many categories as rows, or a thousand.
void read_categories() {
  const std::vector<Mail> all = mails(kRows / 10);
  const std::shared_ptr<MemoryTable> table = table_of(all);
  const auto view = table->view(core(), {.flags = MAPI_UNICODE, .columns = {PR_ROWID, PR_SUBJECT_W, PR_SENDER_NAME_W}});
  const auto read_by = [&](ULONG tag) {
    check(view->SortTable(SortOrder({{tag, TABLE_SORT_ASCEND}}, 1, 1).to_mapi().get(), 0));
    return least([&] { read_all(*view, 10'000); });
  };
  const double few = read_by(PR_SENDER_NAME_W);
  print("read_categories", read_by(PR_ROWID), few);
}

// All rows of a table of libpostroom's, out of HrQueryAllRows, beside the pages that make them up, which are kept as
// well.
void query_all_rows() {
  check(MAPIInitialize(nullptr));
  {
    com_ptr<ITableData> table;
    check(CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr, TBLTYPE_DYNAMIC, PR_ROWID,
                      nullptr, table.put()));
    in_row_sets(mails(kRows), [&](SRowSet& rows) { check(table->HrModifyRows(0, &rows)); });
    com_ptr<IMAPITable> view;
    check(table->HrGetView(nullptr, nullptr, 0, view.put()));
    std::vector<LPSRowSet> kept;
    const auto let_go = [&] {
      for (const LPSRowSet rows : kept) FreeProws(rows);
      kept.clear();
    };
    const double all = least(
        [&] {
          kept.push_back(nullptr);
          check(HrQueryAllRows(view.get(), nullptr, nullptr, nullptr, 0, &kept.back()));
        },
        let_go);
    const double pages = least(
        [&] {
          check(view->SeekRow(BOOKMARK_BEGINNING, 0, nullptr));
          do {
            kept.push_back(nullptr);
            check(view->QueryRows(4096, 0, &kept.back()));
          } while (kept.back()->cRows != 0);
        },
        let_go);
    let_go();
    print("query_all_rows", all, pages);
  }
  MAPIUninitialize();
}

// A row added to and one removed from a table of so many, under so many views sorted by text with a sink each.
void change(const char* name, int rows, int views, const SortOrder& order) {
  const std::shared_ptr<MemoryTable> table = table_of(mails(rows));
  std::size_t told = 0;
  std::vector<com_ptr<IMAPITable>> open;
  const auto sink = make_object<NoSink>(core());
  for (int i = 0; i < views; ++i) {
    TableViewOptions options;
    options.order = order;
    options.notifier = [&]() -> std::unique_ptr<Notifier> { return std::make_unique<Counter>(told); };
    open.push_back(table->view(core(), std::move(options)));
    ULONG_PTR connection = 0;
    check(open.back()->Advise(fnevTableModified, sink.get(), &connection));
  }
  std::mt19937 random(2);
  const int changes = kChanges / views;
  std::vector<PropertyBag> bags;
  for (int i = 0; i < changes; ++i) bags.push_back(bag(mail(rows + i, random)));
  const double start = processor_seconds();
  for (PropertyBag& one : bags) table->put(std::move(one));
  const double added = processor_seconds();
  for (int i = 0; i < changes; ++i) table->erase(PropertyValue(PR_ROWID, rows + i));
  const double removed = processor_seconds();
  if (told < static_cast<std::size_t>(2 * changes * views)) std::abort();
  std::printf("%s %.3f %.3f\n", name, 1e6 * (added - start) / changes, 1e6 * (removed - added) / changes);
  std::fflush(stdout);
}

}  // namespace

int main() {
  set_allocators({allocate_block, allocate_linked, free_block});
  beside_a_vector();
  read_categories();
  query_all_rows();
  const SortOrder by_text({{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
  const SortOrder by_sender({{PR_SENDER_NAME_W, TABLE_SORT_ASCEND}, {PR_SUBJECT_W, TABLE_SORT_ASCEND}}, 1, 1);
  change("change_million_1", kRows, 1, by_text);
  change("change_million_1_categories", kRows, 1, by_sender);
  change("change_hundred_thousand_1", kRows / 10, 1, by_text);
  change("change_hundred_thousand_10", kRows / 10, 10, by_text);
  change("change_hundred_thousand_100", kRows / 10, 100, by_text);
  change("change_ten_thousand_100", kRows / 100, 100, by_text);
}
