# SPDX-License-Identifier: Apache-2.0
# Fails where a program has a unique symbol: it would keep the library that has it from ever being unloaded.
execute_process(COMMAND ${NM} ${PROGRAM} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]* u [^\n]*" unique "${symbols}")
if(unique)
  message(FATAL_ERROR "unique symbols: ${unique}")
endif()
