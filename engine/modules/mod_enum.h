/* mod_enum.h: what the files of `enum` share: making the classes (mod_enum.c), looking members up
 * (mod_enum_lookup.c), members and their methods
 * (mod_enum_member.c), flags (mod_enum_flag.c).
 *
 * A class keeps with itself (mod_note): "enum.map", name -> member in the order of definition, aliases too;
 * "enum.names", the list of names without aliases; "enum.values", value -> member for hashable values; "enum.base", the
 * type that the members are built on when it is not object; "enum.mask", all bits of a flag's members.
 */
#ifndef MOD_ENUM_H
#define MOD_ENUM_H

#include "modules/mod_support.h"

/* Borrowed; VM_EMPTY: the class has none of its own. */
VmValue mod_enum_map_borrow(Vm *vm, const VmType *type);
/* The members without aliases, as a list. */
VmValue mod_enum_members(Vm *vm, const VmType *type);
/* type(value): the member, by `_missing_` or as a combination of flags if need be. */
VmValue mod_enum_lookup(Vm *vm, VmType *type, VmValue value);
/* The member with this value; VM_EMPTY with nothing pending: none.  Borrowed. */
VmValue mod_enum_find_borrow(Vm *vm, VmType *type, VmValue value);
bool mod_enum_remember_value(Vm *vm, VmType *type, VmValue value, VmValue member);
/* A member's own attribute ("_value_", "_name_"), borrowed; VM_EMPTY: absent. */
VmValue mod_enum_own_borrow(Vm *vm, VmValue member, const char *name);
bool mod_enum_set_own(Vm *vm, VmValue member, const char *name, VmValue value);
/* A bare member of the class built on `args` (a tuple), without name. */
VmValue mod_enum_member_new(Vm *vm, VmType *type, VmValue value);

bool mod_enum_is_flag(Vm *vm, const VmType *type);
bool mod_enum_keeps_bits(Vm *vm, const VmType *type); /* IntFlag: unknown bits stay */
/* type(value) for a flag, when no member has the value. */
VmValue mod_enum_flag_missing(Vm *vm, VmType *type, VmValue value);

/* auto(): what stands for a value until the class is made. */
bool mod_enum_is_auto(Vm *vm, VmValue v);
/* The value of what contains auto(); `next` makes one for a plain auto().  Owned. */
VmValue mod_enum_resolve_auto(Vm *vm, VmValue v, VmValue (*next)(Vm *vm, void *context), void *context);

extern const VmTypeSpec mod_enum_auto_spec;
extern const VmNativeDef mod_enum_methods[], mod_enum_int_methods[], mod_enum_str_methods[], mod_enum_flag_methods[],
    mod_enum_int_flag_methods[];

/* mod_enum_names.c: EnumType.__prepare__(name, bases) and what it makes. */
VmValue mod_enum_prepare(Vm *vm, const VmValue *args);
extern const VmTypeSpec mod_enum_names_spec;

#endif
