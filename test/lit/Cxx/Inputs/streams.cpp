// Standard streams that the host reads and writes itself.
#include "streams.hpp"
#include "check.h"

namespace {

using Answer = std::tuple<int32_t, int32_t>; // error number, bytes
constexpr int32_t success = 0, badf = 8, io = 29, spipe = 70, notcapable = 76;

std::string toString(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

void testStreams() {
  std::string output, error, input = "some input";
  wfx::Wasi wasi(
      {.output =
           [&](std::span<const std::byte> bytes) { output += toString(bytes); },
       .error =
           [&](std::span<const std::byte> bytes) {
             if (error.size() >= 8)
               throw std::runtime_error("full");
             error += toString(bytes);
           },
       .input =
           [&](std::span<std::byte> buffer) {
             size_t size = std::min(buffer.size(), input.size());
             std::memcpy(buffer.data(), input.data(), size);
             input.erase(0, size);
             return size;
           }});
  streams::Instance instance(wasi);
  CHECK(instance.write(1) == Answer(success, 8) && output == "onetwo..");
  CHECK(instance.write(2) == Answer(success, 8) && error == "onetwo..");
  CHECK(std::get<0>(instance.write(2)) == io);
  CHECK(output == "onetwo..");
  CHECK(instance.poll(0) == success);
  // The first buffer alone.
  CHECK(instance.read(0) == Answer(success, 3));
  CHECK(instance.memory().string_view(100, 6) == "somtwo");
  input.clear();
  CHECK(instance.read(0) == Answer(success, 0));
  // Nothing else can be done with them.
  CHECK(std::get<0>(instance.read(1)) == notcapable);
  CHECK(std::get<0>(instance.write(0)) == notcapable);
  CHECK(instance.stat(1) == notcapable);
  CHECK(instance.seek(1) == notcapable || instance.seek(1) == spipe);
}

void testClosed() {
  std::string output;
  wfx::Wasi wasi(
      {.output =
           [&](std::span<const std::byte> bytes) { output += toString(bytes); },
       .closed = true});
  // The instance keeps what it needs of it.
  wfx::Context context;
  streams::Instance instance(context, wasi);
  wasi = wfx::Wasi();
  CHECK(std::get<0>(instance.read(0)) == badf);
  CHECK(instance.write(1) == Answer(success, 8) && output == "onetwo..");
  CHECK(std::get<0>(instance.write(2)) == badf);
}

void testPreopens() {
  auto error = thrownBy<wfx::LinkError>(
      [] { wfx::Wasi({.preopens = {"/nowhere/at/all"}}); });
  CHECK(std::string_view(error.what()).find("/nowhere/at/all") !=
        std::string_view::npos);
}

} // namespace

int main() {
  testStreams();
  testClosed();
  testPreopens();
  std::puts("ok");
}
