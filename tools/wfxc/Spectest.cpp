//===- Spectest.cpp - The host module of specification scripts ------------===//

#include "Spectest.h"
#include "Runtime/InvokeExport.h"
#include "Runtime/Memory.h"
#include "Runtime/Table.h"

using namespace llvm;

namespace wfx {

namespace {

/// What a C++ type is in Wasm.
template <class T> struct NumberType;
template <> struct NumberType<int32_t> {
  static constexpr ValType::Kind kind = ValType::I32;
  static constexpr char letter = 'i';
};
template <> struct NumberType<int64_t> {
  static constexpr ValType::Kind kind = ValType::I64;
  static constexpr char letter = 'I';
};
template <> struct NumberType<float> {
  static constexpr ValType::Kind kind = ValType::F32;
  static constexpr char letter = 'f';
};
template <> struct NumberType<double> {
  static constexpr ValType::Kind kind = ValType::F64;
  static constexpr char letter = 'F';
};

template <class T> void printLine(raw_ostream &out, T number) {
  rt::Value value = {};
  memcpy(&value, &number, sizeof(number));
  char text[80];
  size_t size =
      rt::printValue(NumberType<T>::letter, value, text, sizeof(text));
  out << StringRef(text, size) << '\n';
}

/// A host function: prints its arguments one to a line.
template <class... Params> void print(raw_ostream *out, Params... params) {
  (printLine(*out, params), ...);
}

} // namespace

Spectest::Spectest(Engine &engine, abi::Context *context, raw_ostream &out)
    : engine(engine), context(context), out(out) {
  addPrint<>("print");
  addPrint<int32_t>("print_i32");
  addPrint<int64_t>("print_i64");
  addPrint<float>("print_f32");
  addPrint<double>("print_f64");
  addPrint<int32_t, float>("print_i32_f32");
  addPrint<double, double>("print_f64_f64");
  addGlobal<int32_t>("global_i32", 666);
  addGlobal<int64_t>("global_i64", 666);
  addGlobal<float>("global_f32", 666.6f);
  addGlobal<double>("global_f64", 666.6);
  addTable("table", 0);
  addTable("table64", abi::FlagIs64);
  addMemory("memory", 0);
  addMemory("shared_memory", abi::FlagShared);
}

template <class... Params> void Spectest::addPrint(StringRef name) {
  FuncType type;
  type.params = {ValType(NumberType<Params>::kind)...};
  Function &function = functions.emplace_back();
  function.host = {reinterpret_cast<void *>(&print<Params...>), &out, context};
  function.ref = rt::hostFuncRef(&function.host, engine.typeDescriptor(type));
  entities[name] = {abi::EntityFunc, &function.ref, {}, false};
}

template <class T> void Spectest::addGlobal(StringRef name, T value) {
  abi::GlobalSlot &slot = globals.emplace_back();
  memcpy(&slot, &value, sizeof(value));
  uint64_t code = valueTypeCode(ValType(NumberType<T>::kind));
  entities[name] = {abi::EntityGlobal, &slot, {code, nullptr}, false};
}

void Spectest::addTable(StringRef name, uint64_t flags) {
  rt::TableType type;
  type.min = 10;
  type.max = 20;
  type.flags = flags;
  type.element = {valueTypeCode(ValType::funcref()), nullptr};
  entities[name] = {
      abi::EntityTable, rt::createTable(context, type), {}, false};
}

void Spectest::addMemory(StringRef name, uint64_t flags) {
  rt::MemoryType type;
  type.min = 1;
  type.max = 2;
  type.flags = flags;
  entities[name] = {
      abi::EntityMemory, rt::createMemory(context, type), {}, false};
}

} // namespace wfx
