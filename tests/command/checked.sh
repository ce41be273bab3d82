#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job in checked mode: it goes as ever, every call on a provider's object is recorded, and none is refused.
. "$(dirname "$0")/session.sh"
export POSTROOM_CHECK=1
export POSTROOM_TRACE=$work/checked.trace
expect 0 postroom tour "$source/samples"
for text in "imported 30" "Bob: ambiguous" "sent: the queue is empty" "Nothing leaked."; do says "$text"; done
[[ $output != *'after the object'* ]] || fault "a call after the last Release: $output"
unset POSTROOM_TRACE POSTROOM_CHECK
expect 0 postroom --json trace check "$work/checked.trace"
json "d['holds'] and d['events_lost'] == 0"
expect 0 postroom trace show --objects "$work/checked.trace"
says "object_called IMSProvider::Logon"
says "object_called IXPLogon::SubmitMessage"
says "object_called IMessage::GetProps"
[[ $output != *object_breach* ]] || fault "something was refused: $output"
finish
