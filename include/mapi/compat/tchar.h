/* SPDX-License-Identifier: Apache-2.0 */
/* Text functions that follow TCHAR. The pair UNICODE and _UNICODE is defined together or not at all. */
#ifndef POSTROOM_COMPAT_TCHAR_H
#define POSTROOM_COMPAT_TCHAR_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "wtypes.h"

#if defined(UNICODE) || defined(_UNICODE)
typedef WCHAR _TCHAR;
#define __T(quote) L##quote
#define _tcslen wcslen
#define _tcscpy wcscpy
#define _tcsncpy wcsncpy
#define _tcscat wcscat
#define _tcsncat wcsncat
#define _tcscmp wcscmp
#define _tcsncmp wcsncmp
#define _tcsicmp wcscasecmp
#define _tcsnicmp wcsncasecmp
#define _tcschr wcschr
#define _tcsrchr wcsrchr
#define _tcsstr wcsstr
#define _tcsdup wcsdup
#define _tcstol wcstol
#define _tcstoul wcstoul
#define _tcstod wcstod
#define _tprintf wprintf
#define _ftprintf fwprintf
#define _sntprintf swprintf
#define _fputts fputws
#define _fgetts fgetws
#define _istdigit iswdigit
#define _istspace iswspace
#define _istalpha iswalpha
#define _istalnum iswalnum
#define _totupper towupper
#define _totlower towlower
#else
typedef char _TCHAR;
#define __T(quote) quote
#define _tcslen strlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcsncat strncat
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcsicmp strcasecmp
#define _tcsnicmp strncasecmp
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcsdup strdup
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcstod strtod
#define _tprintf printf
#define _ftprintf fprintf
#define _sntprintf snprintf
#define _fputts fputs
#define _fgetts fgets
#define _istdigit isdigit
#define _istspace isspace
#define _istalpha isalpha
#define _istalnum isalnum
#define _totupper toupper
#define _totlower tolower
#endif
#define _T(quote) __T(quote)
#define _TEXT(quote) __T(quote)
#define _tmain main

#endif
