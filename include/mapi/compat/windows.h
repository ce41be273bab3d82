/* SPDX-License-Identifier: Apache-2.0 */
/* What MAPI source expects of windows.h: types, COM, and a handful of macros. Nothing of the Windows API itself. */
#ifndef POSTROOM_COMPAT_WINDOWS_H
#define POSTROOM_COMPAT_WINDOWS_H

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "objidl.h"
#include "sal.h"
#include "wtypes.h"

/* Words that are part of Microsoft's compilers. */
#ifndef __stdcall
#define __stdcall
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __fastcall
#define __fastcall
#endif
#ifndef __forceinline
#define __forceinline inline __attribute__((always_inline))
#endif
#ifndef __int64
#define __int64 long long
#endif

/* Parts of integers. */
#define MAKEWORD(a, b) ((WORD)(((BYTE)((DWORD_PTR)(a)&0xFF)) | ((WORD)((BYTE)((DWORD_PTR)(b)&0xFF))) << 8))
#define MAKELONG(a, b) ((LONG)(((WORD)((DWORD_PTR)(a)&0xFFFF)) | ((DWORD)((WORD)((DWORD_PTR)(b)&0xFFFF))) << 16))
#define LOWORD(l) ((WORD)((DWORD_PTR)(l)&0xFFFF))
#define HIWORD(l) ((WORD)(((DWORD_PTR)(l) >> 16) & 0xFFFF))
#define LOBYTE(w) ((BYTE)((DWORD_PTR)(w)&0xFF))
#define HIBYTE(w) ((BYTE)(((DWORD_PTR)(w) >> 8) & 0xFF))
#define MAKEINTRESOURCE(i) ((LPTSTR)(ULONG_PTR)((WORD)(i)))

/* Memory. */
#define MoveMemory(dst, src, cb) memmove((dst), (src), (cb))
#define CopyMemory(dst, src, cb) memcpy((dst), (src), (cb))
#define FillMemory(dst, cb, fill) memset((dst), (fill), (cb))
#define ZeroMemory(dst, cb) memset((dst), 0, (cb))
#define RtlZeroMemory(dst, cb) memset((dst), 0, (cb))

/* Strings. */
#define lstrlenA(s) ((int)strlen(s))
#define lstrlenW(s) ((int)wcslen(s))
#define lstrcpyA(dst, src) strcpy((dst), (src))
#define lstrcpyW(dst, src) wcscpy((dst), (src))
#define lstrcatA(dst, src) strcat((dst), (src))
#define lstrcatW(dst, src) wcscat((dst), (src))
#define lstrcmpA(a, b) strcmp((a), (b))
#define lstrcmpW(a, b) wcscmp((a), (b))
#define lstrcmpiA(a, b) strcasecmp((a), (b))
#define lstrcmpiW(a, b) wcscasecmp((a), (b))
#ifdef UNICODE
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#else
#define lstrlen lstrlenA
#define lstrcpy lstrcpyA
#define lstrcat lstrcatA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#endif

/* Limits and odds and ends. */
#define MAX_PATH 260
#define INFINITE 0xFFFFFFFFU
#define CP_ACP 0
#define CP_UTF8 65001
#define UNREFERENCED_PARAMETER(p) (void)(p)
#define UNALIGNED
#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#ifndef ARRAYSIZE
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* In C++ these names belong to the standard library. */
#if !defined(NOMINMAX) && !defined(__cplusplus)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#endif
