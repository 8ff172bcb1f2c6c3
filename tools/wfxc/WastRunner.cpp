//===- WastRunner.cpp - Executing the commands of a script ----------------===//

#include "WastRunner.h"
#include "Frontend/BranchHints.h"
#include "Runtime/Context.h"
#include "Runtime/Continuation.h"
#include "Runtime/TypeMatch.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wfx {

//===--- A script --------------------------------------------------------===//

ScriptRunner::ScriptRunner(const ScriptSetup &setup, const ScriptOutput &output)
    : setup(setup), source(setup.source), options(setup.options),
      output(output) {}

ScriptRunner::~ScriptRunner() {
  if (context)
    rt::destroyContext(context);
}

Expected<std::unique_ptr<ScriptRunner>>
ScriptRunner::create(const ScriptSetup &setup, const ScriptOutput &output) {
  std::unique_ptr<ScriptRunner> runner(new ScriptRunner(setup, output));
  const Options &options = setup.options;
  rt::ContextOptions contextOptions;
  contextOptions.stackSize = options.stackSize;
  contextOptions.maxContinuations = options.maxContinuations;
  // What is called through a continuation has as much stack as elsewhere.
  contextOptions.continuationStackSize = options.wrapContinuations
                                             ? options.stackSize
                                             : options.continuationStackSize;
  runner->context = rt::createContext(contextOptions);
  if (!runner->context)
    return usageError("no memory for a stack of " + Twine(options.stackSize) +
                      " bytes");
  runner->spectest =
      std::make_unique<Spectest>(setup.engine, runner->context, output.out);
  return std::move(runner);
}

void ScriptRunner::run(ArrayRef<ScriptCommand> commands, Tally &tally) {
  this->tally = &tally;
  for (const ScriptCommand &command : commands) {
    std::string why = execute(command);
    output.out.flush();
    ++(why.empty() ? tally.passed : tally.failed);
    if (!why.empty())
      output.err << source.name << ':'
                 << lineColumn(source.text(), command.offset).line << ": "
                 << why << '\n';
  }
  for (auto &entry : threads)
    join(*entry.second);
}

//===--- Outcomes --------------------------------------------------------===//

/// By Outcome::Kind.
static constexpr const char *outcomeNames[] = {
    "success",    "malformed", "invalid",   "unlinkable", "trap",
    "suspension", "exit",      "exception", "error"};

static Outcome::Kind outcomeKind(DiagClass cls) {
  switch (cls) {
  case DiagClass::Malformed:
    return Outcome::Malformed;
  case DiagClass::Invalid:
    return Outcome::Invalid;
  case DiagClass::Unlinkable:
    return Outcome::Unlinkable;
  case DiagClass::Unsupported:
  case DiagClass::Usage:
    return Outcome::Failed;
  }
  llvm_unreachable("covered switch");
}

/// What \p error says of a module. Consumes it.
static Outcome outcomeOf(Error error) {
  Outcome outcome;
  handleAllErrors(std::move(error), [&](const ErrorInfoBase &info) {
    outcome = {Outcome::Failed, info.message()};
    if (info.isA<Diagnostic>())
      outcome.kind = outcomeKind(static_cast<const Diagnostic &>(info).cls());
  });
  return outcome;
}

static std::string toString(const Outcome &outcome) {
  std::string text = outcomeNames[outcome.kind];
  if (!outcome.message.empty())
    text += " \"" + outcome.message + "\"";
  return text;
}

/// Engines word their messages differently: one has to begin with the other.
static bool messagesAgree(StringRef expected, StringRef actual) {
  return actual.starts_with(expected) || expected.starts_with(actual);
}

/// Why \p actual is not the rejection that a command asks for; empty if it is.
static std::string checkRejection(const Outcome &actual, Outcome::Kind wanted,
                                  StringRef message) {
  if (actual.kind == wanted && messagesAgree(message, actual.message))
    return "";
  return "expected " + toString({wanted, message.str()}) + ", got " +
         toString(actual);
}

static std::string checkSuccess(const Outcome &actual) {
  return actual.kind == Outcome::Done ? "" : toString(actual);
}

Outcome ScriptRunner::outcomeOf(rt::Status status) {
  switch (status) {
  case rt::Status::Returned:
    return {};
  case rt::Status::Trapped:
    return {context->trap->trap == rt::Trap::UnhandledTag ? Outcome::Suspended
                                                          : Outcome::Trapped,
            rt::trapMessage(context->trap->trap)};
  case rt::Status::Exited:
    return {Outcome::Exited, std::to_string(context->trap->exitCode)};
  case rt::Status::Threw:
    return {Outcome::Threw, ""};
  case rt::Status::HostFailed:
    break; // those of scripts never do
  }
  llvm_unreachable("covered switch");
}

//===--- Commands --------------------------------------------------------===//

std::string ScriptRunner::execute(const ScriptCommand &command) {
  switch (command.kind) {
  case ScriptCommand::Module:
    return defineModule(command);
  case ScriptCommand::Instance:
    return makeInstance(command);
  case ScriptCommand::Register:
    return registerInstance(command);
  case ScriptCommand::Action: {
    TypedValues results;
    return checkSuccess(perform(command.action, results));
  }
  case ScriptCommand::AssertReturn:
    return assertReturn(command);
  case ScriptCommand::AssertTrap:
  case ScriptCommand::AssertExhaustion:
    return assertRejected(command, Outcome::Trapped);
  case ScriptCommand::AssertUnlinkable:
    return assertRejected(command, Outcome::Unlinkable);
  case ScriptCommand::AssertMalformed:
  case ScriptCommand::AssertMalformedCustom:
    return assertRejected(command, Outcome::Malformed);
  case ScriptCommand::AssertInvalid:
  case ScriptCommand::AssertInvalidCustom:
    return assertRejected(command, Outcome::Invalid);
  case ScriptCommand::AssertException:
    return assertRejected(command, Outcome::Threw);
  case ScriptCommand::AssertSuspension:
    return assertRejected(command, Outcome::Suspended);
  case ScriptCommand::Thread:
    return startThread(command);
  case ScriptCommand::Wait:
    return waitFor(command);
  }
  llvm_unreachable("covered switch");
}

std::string ScriptRunner::defineModule(const ScriptCommand &command) {
  // What refers to the newest one must not get one from before a failure.
  newestModule = nullptr;
  if (!command.module.isDefinition)
    newestInstance = nullptr;
  auto module = compile(command);
  if (!module)
    return toString(wfx::outcomeOf(module.takeError()));
  newestModule = *module;
  StringRef id = command.module.id;
  if (!id.empty())
    modulesById[id] = *module;
  if (command.module.isDefinition)
    return "";
  std::string why = checkSuccess(instantiate((*module)->desc(), newestInstance));
  if (!id.empty())
    instancesById[id] = newestInstance;
  return why;
}

std::string ScriptRunner::makeInstance(const ScriptCommand &command) {
  ModuleRef module =
      command.ref.empty() ? newestModule : modulesById.lookup(command.ref);
  newestInstance = nullptr;
  if (!module)
    return "no module " + command.ref;
  std::string why = checkSuccess(instantiate(module->desc(), newestInstance));
  if (!command.id.empty())
    instancesById[command.id] = newestInstance;
  return why;
}

std::string ScriptRunner::registerInstance(const ScriptCommand &command) {
  abi::Instance *instance = findInstance(command.ref);
  if (!instance)
    return "no instance " + command.ref;
  registered[command.name] = instance;
  return "";
}

std::string ScriptRunner::assertReturn(const ScriptCommand &command) {
  TypedValues results;
  Outcome outcome = perform(command.action, results);
  if (outcome.kind != Outcome::Done)
    return toString(outcome);
  if (results.size() != command.results.size())
    return "expected " + std::to_string(command.results.size()) +
           " results, got " + std::to_string(results.size());
  for (size_t i = 0; i < results.size(); ++i)
    if (!matches(command.results[i], results[i], hostObjects))
      return "result " + std::to_string(i) + ": expected " +
             describe(command.results[i]) + ", got " + describe(results[i]);
  return "";
}

std::string ScriptRunner::assertRejected(const ScriptCommand &command,
                                         Outcome::Kind wanted) {
  Outcome outcome;
  if (!command.hasModule) {
    TypedValues results;
    outcome = perform(command.action, results);
  } else if (wanted == Outcome::Malformed || wanted == Outcome::Invalid) {
    std::vector<uint8_t> bytes;
    auto module = check(command.module, bytes);
    if (!module)
      outcome = wfx::outcomeOf(module.takeError());
    else if (command.kind == ScriptCommand::AssertInvalidCustom)
      outcome = wfx::outcomeOf(checkBranchHints(**module));
  } else {
    abi::Instance *instance;
    outcome = compileAndInstantiate(command, instance);
  }
  return checkRejection(outcome, wanted, command.text);
}

//===--- Modules ---------------------------------------------------------===//

Expected<ValidModule> ScriptRunner::check(const ScriptModule &module,
                                          std::vector<uint8_t> &bytes) {
  auto assembled = assembleScriptModule(source, module, options.features);
  if (!assembled)
    return assembled.takeError();
  bytes = std::move(assembled->bytes);
  auto decoded = decodeModule(bytes, options.features);
  if (!decoded)
    return decoded.takeError();
  return validate(std::move(*decoded));
}

Expected<ModuleRef> ScriptRunner::compile(const ScriptCommand &command) {
  std::vector<uint8_t> bytes;
  auto module = check(command.module, bytes);
  if (!module)
    return module.takeError();
  unsigned line = lineColumn(source.text(), command.offset).line;
  CompileOptions compile = compileOptions(options);
  compile.moduleName =
      command.module.id.empty()
          ? (sys::path::filename(source.name) + ":" + Twine(line)).str()
          : command.module.id;
  compile.jobs = 1;
  if (compile.cpu.empty())
    compile.cpu = "native";
  return setup.engine.load(*module, std::move(compile), setup.report);
}

Outcome ScriptRunner::compileAndInstantiate(const ScriptCommand &command,
                                            abi::Instance *&instance) {
  auto module = compile(command);
  if (!module)
    return wfx::outcomeOf(module.takeError());
  return instantiate((*module)->desc(), instance);
}

Outcome ScriptRunner::instantiate(const abi::ModuleDesc *module,
                                  abi::Instance *&instance) {
  std::vector<rt::Extern> imports;
  for (uint64_t i = 0; i < module->importCount; ++i)
    imports.push_back(findImport(module->imports[i]));
  rt::LinkError error;
  instance = rt::instantiate(context, module, imports.data(), &error);
  if (!instance)
    return {Outcome::Unlinkable, error.message};
  // An instance whose initialisation traps has no name, but what it wrote
  // stays.
  Outcome outcome = outcomeOf(rt::initialize(instance));
  if (outcome.kind != Outcome::Done)
    instance = nullptr;
  return outcome;
}

static bool isSharedMemory(const rt::Extern &entity) {
  return entity.kind == abi::EntityMemory && entity.object &&
         static_cast<const abi::Memory *>(entity.object)->shared;
}

rt::Extern ScriptRunner::findImport(const abi::ImportDesc &import) const {
  StringRef module(import.module, import.moduleSize);
  StringRef name(import.name, import.nameSize);
  rt::Extern entity;
  if (abi::Instance *instance = registered.lookup(module)) {
    rt::findExport(instance, name.data(), name.size(), &entity);
    if (isForeign(instance) && !isSharedMemory(entity))
      return {};
  } else if (module == "spectest")
    entity = spectest->find(name);
  return entity;
}

abi::Instance *ScriptRunner::findInstance(StringRef id) const {
  return id.empty() ? newestInstance : instancesById.lookup(id);
}

//===--- Actions ---------------------------------------------------------===//

Outcome ScriptRunner::perform(const ScriptAction &action,
                              TypedValues &results) {
  abi::Instance *instance = findInstance(action.module);
  if (!instance)
    return {Outcome::Failed, "no instance " + action.module};
  if (isForeign(instance))
    return {Outcome::Failed, action.module + " is of another thread"};
  bool isInvoke = action.kind == ScriptAction::Invoke;
  rt::Extern entity;
  if (!rt::findExport(instance, action.name.data(), action.name.size(),
                      &entity) ||
      entity.kind != (isInvoke ? abi::EntityFunc : abi::EntityGlobal))
    return {Outcome::Failed,
            (isInvoke ? "no function " : "no global ") + action.name};
  if (!isInvoke)
    return get(entity, results);
  return invoke(action, static_cast<abi::FuncRef *>(entity.object), results);
}

/// The letters of the types of \p args.
static std::string lettersOf(ArrayRef<ScriptValue> args) {
  std::string letters;
  for (const ScriptValue &arg : args)
    letters += letterOf(arg);
  return letters;
}

Outcome ScriptRunner::invoke(const ScriptAction &action,
                             const abi::FuncRef *function,
                             TypedValues &results) {
  auto [params, resultLetters] =
      StringRef(function->type->signature).split(':');
  if (std::string given = lettersOf(action.args); given != params)
    return {Outcome::Failed, "the arguments are of types '" + given +
                                 "', the parameters of '" + params.str() + "'"};
  std::vector<rt::Value> args, values(resultLetters.size());
  for (const ScriptValue &arg : action.args)
    args.push_back(toValue(arg, hostObjects));
  Outcome outcome = outcomeOf(call(function, args.data(), values.data()));
  if (outcome.kind == Outcome::Done)
    for (auto [letter, value] : zip_equal(resultLetters, values))
      results.push_back({letter, value});
  return outcome;
}

/// The continuation has no handlers, as a plain call has none.
rt::Status ScriptRunner::call(const abi::FuncRef *function,
                              const rt::Value *args, rt::Value *results) {
  if (!options.wrapContinuations)
    return rt::invoke(context, function, args, results);
  const char *signature = function->type->signature;
  std::vector<uint64_t> words(rt::payloadWords(signature));
  rt::packPayload(signature, args, words.data());
  rt::ContinuationRef continuation = {};
  if (rt::Trap trap = tc_new(context, function, &continuation);
      trap != rt::Trap::None) {
    context->trap->trap = trap;
    return rt::Status::Trapped;
  }
  rt::ResumeResult result;
  auto status = static_cast<rt::Status>(tc_resume(
      context, continuation, words.data(), words.size(), nullptr, &result));
  if (status == rt::Status::Returned)
    rt::unpackPayload(strchr(signature, ':') + 1, result.words, results);
  return status;
}

Outcome ScriptRunner::get(const rt::Extern &global, TypedValues &results) {
  rt::Value value = {};
  memcpy(&value, global.object, sizeof(value));
  // Numbers come first among the codes, in the order of these letters.
  char letter = global.type.code < abi::CodeRef   ? "iIfFv"[global.type.code]
                : rt::isContinuation(global.type) ? 'c'
                                                  : 'r';
  results.push_back({letter, value});
  return {};
}

} // namespace wfx
