/* SPDX-License-Identifier: Apache-2.0 */
/* How COM interfaces and exported C functions are written down, so that one declaration serves C and C++.
 *
 * In C++ an interface is a struct of pure virtual functions without a virtual destructor. In C it is a struct with one
 * member, lpVtbl, that points to a table of functions which take the interface as their first argument. Both have the
 * same layout under the Itanium C++ ABI. */
#ifndef POSTROOM_COMPAT_BASETYPS_H
#define POSTROOM_COMPAT_BASETYPS_H

#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif

/* Calling conventions: Linux has one. */
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define STDAPIVCALLTYPE
#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#define PASCAL
#define CDECL

/* A function that MAPI names is visible outside its library even where a project hides everything by default. */
#define MAPI_VISIBLE __attribute__((visibility("default")))

#define STDAPI EXTERN_C MAPI_VISIBLE HRESULT STDAPICALLTYPE
#define STDAPI_(type) EXTERN_C MAPI_VISIBLE type STDAPICALLTYPE
#define STDMETHODIMP HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE

/* The members of an interface declaration. IMPL in the place of PURE declares an implementation. */
#ifdef __cplusplus
#define STDMETHOD(method) virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define PURE = 0
#define IMPL
#define THIS_
#define THIS void
#define DECLARE_INTERFACE(iface) struct iface
#define DECLARE_INTERFACE_(iface, baseiface) struct iface : public baseiface
#else
#define STDMETHOD(method) HRESULT(STDMETHODCALLTYPE* method)
#define STDMETHOD_(type, method) type(STDMETHODCALLTYPE* method)
#define PURE
#define IMPL
#define THIS_ INTERFACE *This,
#define THIS INTERFACE* This
#ifdef CONST_VTABLE
#define CONST_VTBL const
#else
#define CONST_VTBL
#endif
#define DECLARE_INTERFACE(iface)        \
  typedef struct iface iface;           \
  typedef struct iface##Vtbl iface##Vtbl; \
  struct iface {                        \
    CONST_VTBL iface##Vtbl* lpVtbl;     \
  };                                    \
  struct iface##Vtbl
#define DECLARE_INTERFACE_(iface, baseiface) DECLARE_INTERFACE(iface)
#endif

#define BEGIN_INTERFACE
#define END_INTERFACE
#ifdef __cplusplus
#define FWD_DECL_INTERFACE(iface) struct iface
#else
#define FWD_DECL_INTERFACE(iface) typedef struct iface iface
#endif

#endif
