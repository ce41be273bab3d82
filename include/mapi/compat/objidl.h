/* SPDX-License-Identifier: Apache-2.0 */
/* Streams, storages and allocators: the OLE interfaces that MAPI objects hand out. */
#ifndef POSTROOM_COMPAT_OBJIDL_H
#define POSTROOM_COMPAT_OBJIDL_H

#include "unknwn.h"

DEFINE_OLEGUID(IID_IMalloc, 0x00000002, 0, 0);
DEFINE_OLEGUID(IID_ILockBytes, 0x0000000A, 0, 0);
DEFINE_OLEGUID(IID_IStorage, 0x0000000B, 0, 0);
DEFINE_OLEGUID(IID_IStream, 0x0000000C, 0, 0);
DEFINE_OLEGUID(IID_IEnumSTATSTG, 0x0000000D, 0, 0);
DEFINE_OLEGUID(IID_IPersist, 0x0000010C, 0, 0);
DEFINE_GUID(IID_ISequentialStream, 0x0C733A30, 0x2A1C, 0x11CE, 0xAD, 0xE5, 0x00, 0xAA, 0x00, 0x44, 0x77, 0x3D);

FWD_DECL_INTERFACE(IStream);
FWD_DECL_INTERFACE(IStorage);
FWD_DECL_INTERFACE(IEnumSTATSTG);

/* What an element of a storage is. */
typedef enum tagSTGTY { STGTY_STORAGE = 1, STGTY_STREAM = 2, STGTY_LOCKBYTES = 3, STGTY_PROPERTY = 4 } STGTY;

/* Where Seek counts from. */
typedef enum tagSTREAM_SEEK { STREAM_SEEK_SET = 0, STREAM_SEEK_CUR = 1, STREAM_SEEK_END = 2 } STREAM_SEEK;

/* <fcntl.h> has a macro of the first name; a program that includes it keeps that one. */
#pragma push_macro("LOCK_WRITE")
#undef LOCK_WRITE
typedef enum tagLOCKTYPE { LOCK_WRITE = 1, LOCK_EXCLUSIVE = 2, LOCK_ONLYONCE = 4 } LOCKTYPE;
#pragma pop_macro("LOCK_WRITE")

/* How Commit writes, what Stat fills in, and what MoveElementTo does. */
typedef enum tagSTGC {
  STGC_DEFAULT = 0,
  STGC_OVERWRITE = 1,
  STGC_ONLYIFCURRENT = 2,
  STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE = 4,
  STGC_CONSOLIDATE = 8
} STGC;

typedef enum tagSTATFLAG { STATFLAG_DEFAULT = 0, STATFLAG_NONAME = 1, STATFLAG_NOOPEN = 2 } STATFLAG;

typedef enum tagSTGMOVE { STGMOVE_MOVE = 0, STGMOVE_COPY = 1, STGMOVE_SHALLOWCOPY = 2 } STGMOVE;

/* How a stream or storage is opened. */
#define STGM_DIRECT 0x00000000U
#define STGM_TRANSACTED 0x00010000U
#define STGM_SIMPLE 0x08000000U
#define STGM_READ 0x00000000U
#define STGM_WRITE 0x00000001U
#define STGM_READWRITE 0x00000002U
#define STGM_SHARE_DENY_NONE 0x00000040U
#define STGM_SHARE_DENY_READ 0x00000030U
#define STGM_SHARE_DENY_WRITE 0x00000020U
#define STGM_SHARE_EXCLUSIVE 0x00000010U
#define STGM_PRIORITY 0x00040000U
#define STGM_DELETEONRELEASE 0x04000000U
#define STGM_NOSCRATCH 0x00100000U
#define STGM_CREATE 0x00001000U
#define STGM_CONVERT 0x00020000U
#define STGM_FAILIFTHERE 0x00000000U
#define STGM_NOSNAPSHOT 0x00200000U
#define STGM_DIRECT_SWMR 0x00400000U

/* What is known about a stream or storage. pwcsName belongs to the caller of Stat. */
typedef struct tagSTATSTG {
  LPOLESTR pwcsName;
  DWORD type;
  ULARGE_INTEGER cbSize;
  FILETIME mtime;
  FILETIME ctime;
  FILETIME atime;
  DWORD grfMode;
  DWORD grfLocksSupported;
  CLSID clsid;
  DWORD grfStateBits;
  DWORD reserved;
} STATSTG;

/* A stream that can only be read and written. */
#undef INTERFACE
#define INTERFACE ISequentialStream
DECLARE_INTERFACE_(ISequentialStream, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(Read)(THIS_ void* pv, ULONG cb, ULONG* pcbRead) PURE;
  STDMETHOD(Write)(THIS_ const void* pv, ULONG cb, ULONG* pcbWritten) PURE;
};
typedef ISequentialStream* LPSEQUENTIALSTREAM;

/* A stream of bytes with a position. */
#undef INTERFACE
#define INTERFACE IStream
DECLARE_INTERFACE_(IStream, ISequentialStream) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(Read)(THIS_ void* pv, ULONG cb, ULONG* pcbRead) PURE;
  STDMETHOD(Write)(THIS_ const void* pv, ULONG cb, ULONG* pcbWritten) PURE;
  STDMETHOD(Seek)(THIS_ LARGE_INTEGER dlibMove, DWORD dwOrigin, ULARGE_INTEGER* plibNewPosition) PURE;
  STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER libNewSize) PURE;
  STDMETHOD(CopyTo)(THIS_ IStream* pstm, ULARGE_INTEGER cb, ULARGE_INTEGER* pcbRead, ULARGE_INTEGER* pcbWritten) PURE;
  STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;
  STDMETHOD(Revert)(THIS) PURE;
  STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
  STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
  STDMETHOD(Stat)(THIS_ STATSTG* pstatstg, DWORD grfStatFlag) PURE;
  STDMETHOD(Clone)(THIS_ IStream** ppstm) PURE;
};
typedef IStream* LPSTREAM;

/* Walks the elements of a storage. */
#undef INTERFACE
#define INTERFACE IEnumSTATSTG
DECLARE_INTERFACE_(IEnumSTATSTG, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(Next)(THIS_ ULONG celt, STATSTG* rgelt, ULONG* pceltFetched) PURE;
  STDMETHOD(Skip)(THIS_ ULONG celt) PURE;
  STDMETHOD(Reset)(THIS) PURE;
  STDMETHOD(Clone)(THIS_ IEnumSTATSTG** ppenum) PURE;
};
typedef IEnumSTATSTG* LPENUMSTATSTG;

/* A directory of streams and further storages inside one file. */
#undef INTERFACE
#define INTERFACE IStorage
DECLARE_INTERFACE_(IStorage, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(CreateStream)(THIS_ const OLECHAR* pwcsName, DWORD grfMode, DWORD reserved1, DWORD reserved2,
                          IStream** ppstm) PURE;
  STDMETHOD(OpenStream)(THIS_ const OLECHAR* pwcsName, void* reserved1, DWORD grfMode, DWORD reserved2,
                        IStream** ppstm) PURE;
  STDMETHOD(CreateStorage)(THIS_ const OLECHAR* pwcsName, DWORD grfMode, DWORD reserved1, DWORD reserved2,
                           IStorage** ppstg) PURE;
  STDMETHOD(OpenStorage)(THIS_ const OLECHAR* pwcsName, IStorage* pstgPriority, DWORD grfMode, SNB snbExclude,
                         DWORD reserved, IStorage** ppstg) PURE;
  STDMETHOD(CopyTo)(THIS_ DWORD ciidExclude, const IID* rgiidExclude, SNB snbExclude, IStorage* pstgDest) PURE;
  STDMETHOD(MoveElementTo)(THIS_ const OLECHAR* pwcsName, IStorage* pstgDest, const OLECHAR* pwcsNewName,
                           DWORD grfFlags) PURE;
  STDMETHOD(Commit)(THIS_ DWORD grfCommitFlags) PURE;
  STDMETHOD(Revert)(THIS) PURE;
  STDMETHOD(EnumElements)(THIS_ DWORD reserved1, void* reserved2, DWORD reserved3, IEnumSTATSTG** ppenum) PURE;
  STDMETHOD(DestroyElement)(THIS_ const OLECHAR* pwcsName) PURE;
  STDMETHOD(RenameElement)(THIS_ const OLECHAR* pwcsOldName, const OLECHAR* pwcsNewName) PURE;
  STDMETHOD(SetElementTimes)(THIS_ const OLECHAR* pwcsName, const FILETIME* pctime, const FILETIME* patime,
                             const FILETIME* pmtime) PURE;
  STDMETHOD(SetClass)(THIS_ REFCLSID clsid) PURE;
  STDMETHOD(SetStateBits)(THIS_ DWORD grfStateBits, DWORD grfMask) PURE;
  STDMETHOD(Stat)(THIS_ STATSTG* pstatstg, DWORD grfStatFlag) PURE;
};
typedef IStorage* LPSTORAGE;

/* The bytes that a storage lives in. */
#undef INTERFACE
#define INTERFACE ILockBytes
DECLARE_INTERFACE_(ILockBytes, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(ReadAt)(THIS_ ULARGE_INTEGER ulOffset, void* pv, ULONG cb, ULONG* pcbRead) PURE;
  STDMETHOD(WriteAt)(THIS_ ULARGE_INTEGER ulOffset, const void* pv, ULONG cb, ULONG* pcbWritten) PURE;
  STDMETHOD(Flush)(THIS) PURE;
  STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER cb) PURE;
  STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
  STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType) PURE;
  STDMETHOD(Stat)(THIS_ STATSTG* pstatstg, DWORD grfStatFlag) PURE;
};
typedef ILockBytes* LPLOCKBYTES;

/* An allocator. MAPI's own memory comes from MAPIAllocateBuffer, not from here. */
#undef INTERFACE
#define INTERFACE IMalloc
DECLARE_INTERFACE_(IMalloc, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD_(void*, Alloc)(THIS_ SIZE_T cb) PURE;
  STDMETHOD_(void*, Realloc)(THIS_ void* pv, SIZE_T cb) PURE;
  STDMETHOD_(void, Free)(THIS_ void* pv) PURE;
  STDMETHOD_(SIZE_T, GetSize)(THIS_ void* pv) PURE;
  STDMETHOD_(int, DidAlloc)(THIS_ void* pv) PURE;
  STDMETHOD_(void, HeapMinimize)(THIS) PURE;
};
typedef IMalloc* LPMALLOC;

/* An object that knows its class. */
#undef INTERFACE
#define INTERFACE IPersist
DECLARE_INTERFACE_(IPersist, IUnknown) {
  STDMETHOD(QueryInterface)(THIS_ REFIID riid, void** ppvObject) PURE;
  STDMETHOD_(ULONG, AddRef)(THIS) PURE;
  STDMETHOD_(ULONG, Release)(THIS) PURE;
  STDMETHOD(GetClassID)(THIS_ CLSID* pClassID) PURE;
};
typedef IPersist* LPPERSIST;

#if defined(COBJMACROS) && !defined(__cplusplus)
#define ISequentialStream_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ISequentialStream_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define ISequentialStream_Release(This) ((This)->lpVtbl->Release(This))
#define ISequentialStream_Read(This, pv, cb, pcbRead) ((This)->lpVtbl->Read(This, pv, cb, pcbRead))
#define ISequentialStream_Write(This, pv, cb, pcbWritten) ((This)->lpVtbl->Write(This, pv, cb, pcbWritten))
#define IStream_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IStream_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IStream_Release(This) ((This)->lpVtbl->Release(This))
#define IStream_Read(This, pv, cb, pcbRead) ((This)->lpVtbl->Read(This, pv, cb, pcbRead))
#define IStream_Write(This, pv, cb, pcbWritten) ((This)->lpVtbl->Write(This, pv, cb, pcbWritten))
#define IStream_Seek(This, dlibMove, dwOrigin, plibNewPosition) \
  ((This)->lpVtbl->Seek(This, dlibMove, dwOrigin, plibNewPosition))
#define IStream_SetSize(This, libNewSize) ((This)->lpVtbl->SetSize(This, libNewSize))
#define IStream_CopyTo(This, pstm, cb, pcbRead, pcbWritten) \
  ((This)->lpVtbl->CopyTo(This, pstm, cb, pcbRead, pcbWritten))
#define IStream_Commit(This, grfCommitFlags) ((This)->lpVtbl->Commit(This, grfCommitFlags))
#define IStream_Revert(This) ((This)->lpVtbl->Revert(This))
#define IStream_LockRegion(This, libOffset, cb, dwLockType) \
  ((This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType))
#define IStream_UnlockRegion(This, libOffset, cb, dwLockType) \
  ((This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType))
#define IStream_Stat(This, pstatstg, grfStatFlag) ((This)->lpVtbl->Stat(This, pstatstg, grfStatFlag))
#define IStream_Clone(This, ppstm) ((This)->lpVtbl->Clone(This, ppstm))
#define IEnumSTATSTG_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IEnumSTATSTG_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IEnumSTATSTG_Release(This) ((This)->lpVtbl->Release(This))
#define IEnumSTATSTG_Next(This, celt, rgelt, pceltFetched) ((This)->lpVtbl->Next(This, celt, rgelt, pceltFetched))
#define IEnumSTATSTG_Skip(This, celt) ((This)->lpVtbl->Skip(This, celt))
#define IEnumSTATSTG_Reset(This) ((This)->lpVtbl->Reset(This))
#define IEnumSTATSTG_Clone(This, ppenum) ((This)->lpVtbl->Clone(This, ppenum))
#define IStorage_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IStorage_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IStorage_Release(This) ((This)->lpVtbl->Release(This))
#define IStorage_CreateStream(This, pwcsName, grfMode, reserved1, reserved2, ppstm) \
  ((This)->lpVtbl->CreateStream(This, pwcsName, grfMode, reserved1, reserved2, ppstm))
#define IStorage_OpenStream(This, pwcsName, reserved1, grfMode, reserved2, ppstm) \
  ((This)->lpVtbl->OpenStream(This, pwcsName, reserved1, grfMode, reserved2, ppstm))
#define IStorage_CreateStorage(This, pwcsName, grfMode, reserved1, reserved2, ppstg) \
  ((This)->lpVtbl->CreateStorage(This, pwcsName, grfMode, reserved1, reserved2, ppstg))
#define IStorage_OpenStorage(This, pwcsName, pstgPriority, grfMode, snbExclude, reserved, ppstg) \
  ((This)->lpVtbl->OpenStorage(This, pwcsName, pstgPriority, grfMode, snbExclude, reserved, ppstg))
#define IStorage_CopyTo(This, ciidExclude, rgiidExclude, snbExclude, pstgDest) \
  ((This)->lpVtbl->CopyTo(This, ciidExclude, rgiidExclude, snbExclude, pstgDest))
#define IStorage_MoveElementTo(This, pwcsName, pstgDest, pwcsNewName, grfFlags) \
  ((This)->lpVtbl->MoveElementTo(This, pwcsName, pstgDest, pwcsNewName, grfFlags))
#define IStorage_Commit(This, grfCommitFlags) ((This)->lpVtbl->Commit(This, grfCommitFlags))
#define IStorage_Revert(This) ((This)->lpVtbl->Revert(This))
#define IStorage_EnumElements(This, reserved1, reserved2, reserved3, ppenum) \
  ((This)->lpVtbl->EnumElements(This, reserved1, reserved2, reserved3, ppenum))
#define IStorage_DestroyElement(This, pwcsName) ((This)->lpVtbl->DestroyElement(This, pwcsName))
#define IStorage_RenameElement(This, pwcsOldName, pwcsNewName) \
  ((This)->lpVtbl->RenameElement(This, pwcsOldName, pwcsNewName))
#define IStorage_SetElementTimes(This, pwcsName, pctime, patime, pmtime) \
  ((This)->lpVtbl->SetElementTimes(This, pwcsName, pctime, patime, pmtime))
#define IStorage_SetClass(This, clsid) ((This)->lpVtbl->SetClass(This, clsid))
#define IStorage_SetStateBits(This, grfStateBits, grfMask) ((This)->lpVtbl->SetStateBits(This, grfStateBits, grfMask))
#define IStorage_Stat(This, pstatstg, grfStatFlag) ((This)->lpVtbl->Stat(This, pstatstg, grfStatFlag))
#define ILockBytes_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define ILockBytes_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define ILockBytes_Release(This) ((This)->lpVtbl->Release(This))
#define ILockBytes_ReadAt(This, ulOffset, pv, cb, pcbRead) ((This)->lpVtbl->ReadAt(This, ulOffset, pv, cb, pcbRead))
#define ILockBytes_WriteAt(This, ulOffset, pv, cb, pcbWritten) \
  ((This)->lpVtbl->WriteAt(This, ulOffset, pv, cb, pcbWritten))
#define ILockBytes_Flush(This) ((This)->lpVtbl->Flush(This))
#define ILockBytes_SetSize(This, cb) ((This)->lpVtbl->SetSize(This, cb))
#define ILockBytes_LockRegion(This, libOffset, cb, dwLockType) \
  ((This)->lpVtbl->LockRegion(This, libOffset, cb, dwLockType))
#define ILockBytes_UnlockRegion(This, libOffset, cb, dwLockType) \
  ((This)->lpVtbl->UnlockRegion(This, libOffset, cb, dwLockType))
#define ILockBytes_Stat(This, pstatstg, grfStatFlag) ((This)->lpVtbl->Stat(This, pstatstg, grfStatFlag))
#define IMalloc_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IMalloc_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IMalloc_Release(This) ((This)->lpVtbl->Release(This))
#define IMalloc_Alloc(This, cb) ((This)->lpVtbl->Alloc(This, cb))
#define IMalloc_Realloc(This, pv, cb) ((This)->lpVtbl->Realloc(This, pv, cb))
#define IMalloc_Free(This, pv) ((This)->lpVtbl->Free(This, pv))
#define IMalloc_GetSize(This, pv) ((This)->lpVtbl->GetSize(This, pv))
#define IMalloc_DidAlloc(This, pv) ((This)->lpVtbl->DidAlloc(This, pv))
#define IMalloc_HeapMinimize(This) ((This)->lpVtbl->HeapMinimize(This))
#define IPersist_QueryInterface(This, riid, ppvObject) ((This)->lpVtbl->QueryInterface(This, riid, ppvObject))
#define IPersist_AddRef(This) ((This)->lpVtbl->AddRef(This))
#define IPersist_Release(This) ((This)->lpVtbl->Release(This))
#define IPersist_GetClassID(This, pClassID) ((This)->lpVtbl->GetClassID(This, pClassID))
#endif

#endif
