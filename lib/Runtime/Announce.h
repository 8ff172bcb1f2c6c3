//===- Announce.h - Whether entries into Wasm are announced ---------------===//
//
// For C++ and assembly. TSan has a call stack of its own, on which abandoned
// frames stay until it sees a longjmp; with it, every entry goes through C++.
//
//===----------------------------------------------------------------------===//
#ifndef WFX_ANNOUNCES_ENTRIES
#define WFX_ANNOUNCES_ENTRIES __has_feature(thread_sanitizer)
#endif
