// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/process_watch.hpp"

#include <nlohmann/json.hpp>

#include "tools/postroom/process_view.hpp"
#include "tools/postroom/signals.hpp"
#include "tools/postroom/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>

namespace postroom::tool {
namespace {

// Looking costs a few hundred microseconds for each process; redrawing more often would only flicker.
constexpr std::chrono::milliseconds kLookEvery{50};
constexpr int kLooksPerDrawing = 5;

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;
};

Size terminal_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return {};
  return {size.ws_row, size.ws_col};
}

std::string clock_time() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::tm local{};
  localtime_r(&now.tv_sec, &local);
  char text[32] = {};
  const std::size_t length = std::strftime(text, sizeof(text), "%H:%M:%S", &local);
  std::snprintf(text + length, sizeof(text) - length, ".%03ld", now.tv_nsec / 1'000'000);
  return text;
}

// One picture on the terminal, which the next one replaces.
class Drawing {
 public:
  void draw(std::vector<std::string> lines) {
    const Size size = terminal_size();
    lines.insert(lines.begin(), filled(_("%1  Ctrl-C ends"), clock_time()));
    if (lines.size() >= size.rows) {
      lines.resize(size.rows > 2 ? size.rows - 2 : 1);
      lines.emplace_back(_("…"));
    }
    std::string text = rows_ > 0 ? "\033[" + std::to_string(rows_) + "F" : "";
    for (const std::string& line : lines) text += cut(line, size.columns) + "\033[K\n";
    text += "\033[J";
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    rows_ = lines.size();
  }

 private:
  // A line that the terminal would wrap would make the picture higher than counted.
  static std::string cut(const std::string& line, std::size_t columns) {
    std::string text = column(line, columns);
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

  std::size_t rows_ = 0;
};

void print_picture(const Context& context, const std::vector<live::Process>& processes) {
  if (context.json) {
    const nlohmann::json line = {{"time", clock_time()}, {"processes", process_document(processes)}};
    print_line(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    print_line("-- " + clock_time());
    for (const std::string& line : process_lines(processes)) print_line(line);
  }
  std::fflush(stdout);
}

}  // namespace

int watch_processes(const Context& context) {
  const SignalWatch signals(SignalWatch::Says::nothing);
  const bool drawn = !context.json && isatty(STDOUT_FILENO) != 0;
  Drawing drawing;
  std::string shown;
  int looks = 0;
  do {
    const std::vector<live::Process> processes = live::read_processes();
    std::string present = without_times(processes);
    const bool changed = present != shown || looks == 0;
    if (drawn && (changed || looks % kLooksPerDrawing == 0)) {
      drawing.draw(process_lines(processes));
    } else if (!drawn && changed) {
      print_picture(context, processes);
    }
    shown = std::move(present);
    ++looks;
  } while (!wait_interrupted(kLookEvery));
  return kDone;
}

}  // namespace postroom::tool
