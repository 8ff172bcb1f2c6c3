//===- Version.h - The ABI between generated code and runtime -------------===//
//
// The runtime defines one symbol whose name contains a hash of this folder's
// tables and of the version below; every generated object refers to it, so that an
// object and an archive that disagree do not link.
//
//===----------------------------------------------------------------------===//
#pragma once

// Counted up by hand when the meaning of something changes that the tables do not
// show (docs/abi.md); part of the hash, as is the rest of this file.
#define WFX_ABI_VERSION 2

// Made by CMakeLists.txt here: WFX_ABI_SYMBOL, and WFX_ABI_SYMBOL_NAME as a string.
#include "ABI/ABIHash.h"
