// SPDX-License-Identifier: Apache-2.0
#pragma once

// Marks the definition of a C function that leaves libpostroom.so; its name also stands in postroom.exports.
#define POSTROOM_EXPORT extern "C" __attribute__((visibility("default")))
