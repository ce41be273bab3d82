// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mapidefs.h>
#include <postroom/property_bag.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::content {

// A property as the bytes of its stream.
//
// Throws what OpenProperty and the stream answer, and Failure(MAPI_E_TOO_BIG) beyond `limit`.
std::string stream_of(IMAPIProp* object, ULONG tag, std::uint64_t limit = 1ULL << 30U);

// Those of the properties that the object has, whatever their size: what is too large for GetProps is streamed (M-37).
// Text is asked for as PT_UNICODE. Throws what the object answers, of one of the properties too: only one that is not
// found, or is of another type, is not there.
kit::PropertyBag properties_of(IMAPIProp* object, std::span<const ULONG> tags);

// Writes a property as a stream, to an object that had it or had not.
void write_stream(IMAPIProp* object, ULONG tag, std::string_view bytes);

// Sets the properties, whatever their size: text and bytes that are too large for SetProps are streamed (M-37). Answers
// those that the object refused alone; throws what makes all of it fail.
[[nodiscard]] std::vector<SPropProblem> set_properties(IMAPIProp* object, const kit::PropertyBag& bag);

}  // namespace postroom::content
