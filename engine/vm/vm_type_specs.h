/* vm_type_specs.h: the specs of all builtin types, by their ids.  Each is defined in the file of its type. */
#ifndef VM_TYPE_SPECS_H
#define VM_TYPE_SPECS_H

#include "vm/vm_module.h"

extern const VmTypeSpec vm_type_object;
extern const VmTypeSpec vm_type_type;
extern const VmTypeSpec vm_type_none;
extern const VmTypeSpec vm_type_not_implemented;
extern const VmTypeSpec vm_type_ellipsis;
extern const VmTypeSpec vm_type_int;
extern const VmTypeSpec vm_type_bool;
extern const VmTypeSpec vm_type_float;
extern const VmTypeSpec vm_type_complex;
extern const VmTypeSpec vm_type_str;
extern const VmTypeSpec vm_type_bytes;
extern const VmTypeSpec vm_type_tuple;
extern const VmTypeSpec vm_type_list;
extern const VmTypeSpec vm_type_dict;
extern const VmTypeSpec vm_type_dict_keys;
extern const VmTypeSpec vm_type_dict_values;
extern const VmTypeSpec vm_type_dict_items;
extern const VmTypeSpec vm_type_set;
extern const VmTypeSpec vm_type_frozenset;
extern const VmTypeSpec vm_type_slice;
extern const VmTypeSpec vm_type_range;
extern const VmTypeSpec vm_type_range_iterator;
extern const VmTypeSpec vm_type_list_iterator;
extern const VmTypeSpec vm_type_tuple_iterator;
extern const VmTypeSpec vm_type_str_iterator;
extern const VmTypeSpec vm_type_bytes_iterator;
extern const VmTypeSpec vm_type_dict_iterator;
extern const VmTypeSpec vm_type_set_iterator;
extern const VmTypeSpec vm_type_call_iterator;
extern const VmTypeSpec vm_type_sequence_iterator;
extern const VmTypeSpec vm_type_reversed;
extern const VmTypeSpec vm_type_enumerate;
extern const VmTypeSpec vm_type_zip;
extern const VmTypeSpec vm_type_map;
extern const VmTypeSpec vm_type_filter;
extern const VmTypeSpec vm_type_function;
extern const VmTypeSpec vm_type_native;
extern const VmTypeSpec vm_type_method;
extern const VmTypeSpec vm_type_cell;
extern const VmTypeSpec vm_type_code;
extern const VmTypeSpec vm_type_module;
extern const VmTypeSpec vm_type_generator;
extern const VmTypeSpec vm_type_coroutine;
extern const VmTypeSpec vm_type_coroutine_wrapper;
extern const VmTypeSpec vm_type_async_generator;
extern const VmTypeSpec vm_type_async_generator_asend;
extern const VmTypeSpec vm_type_async_generator_athrow;
extern const VmTypeSpec vm_type_native_coro;
extern const VmTypeSpec vm_type_property;
extern const VmTypeSpec vm_type_staticmethod;
extern const VmTypeSpec vm_type_classmethod;
extern const VmTypeSpec vm_type_super;
extern const VmTypeSpec vm_type_traceback;
extern const VmTypeSpec vm_type_generic_alias;
extern const VmTypeSpec vm_type_union;

#endif
