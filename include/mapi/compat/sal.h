/* SPDX-License-Identifier: Apache-2.0 */
/* Annotations of parameters. They are notes to Microsoft's analyser and mean nothing to other compilers. */
#ifndef POSTROOM_COMPAT_SAL_H
#define POSTROOM_COMPAT_SAL_H

#define _In_
#define _In_z_
#define _In_opt_
#define _In_opt_z_
#define _In_count_(size)
#define _In_opt_count_(size)
#define _In_bytecount_(size)
#define _In_reads_(size)
#define _In_reads_opt_(size)
#define _In_reads_bytes_(size)
#define _In_reads_bytes_opt_(size)
#define _Inout_
#define _Inout_z_
#define _Inout_opt_
#define _Inout_updates_(size)
#define _Inout_updates_bytes_(size)
#define _Out_
#define _Out_opt_
#define _Out_cap_(size)
#define _Out_z_cap_(size)
#define _Out_bytecap_(size)
#define _Out_writes_(size)
#define _Out_writes_opt_(size)
#define _Out_writes_z_(size)
#define _Out_writes_bytes_(size)
#define _Out_writes_bytes_opt_(size)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Deref_out_
#define _Deref_out_opt_
#define _Deref_out_z_
#define _Deref_opt_out_
#define _Deref_opt_out_opt_
#define _Deref_out_opt_z_
#define _Deref_prepost_opt_z_
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _Ret_z_
#define _Ret_opt_z_
#define _Ret_maybenull_
#define _Check_return_
#define _Must_inspect_result_
#define _Success_(expr)
#define _Printf_format_string_
#define _Frees_ptr_opt_
#define _Reserved_

#endif
